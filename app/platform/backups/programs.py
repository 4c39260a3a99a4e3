"""`pg_dump` and `pg_restore`, run without a password that others see."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from app.platform.private_postgres.binaries import ROOTS


class BackupError(Exception):
    """A backup cannot be made, or is none; the message says why."""


def run(program: str, *arguments: str, url: str | None = None) -> str:
    """Run one of PostgreSQL's programs, the newest there is, and return what it printed.

    Raises
    ------
    BackupError
        When it is missing, or fails.

    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    command = [_path(program), *arguments]
    if url is not None:
        address = make_url(url).set(drivername="postgresql")
        if address.password is not None:
            environment["PGPASSWORD"] = str(address.password)
        # A password on the command line could be read by everybody on the machine.
        plain = address.set(password=None).render_as_string(hide_password=False)
        command += ["--dbname", plain]
    done = subprocess.run(  # noqa: S603 - our own list
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-600:]}")
    return done.stdout


def _path(program: str) -> str:
    """Return the newest of the programs: a dump needs one that is no older than the server."""
    paths = [path for root in ROOTS for path in root.glob(f"*/bin/{program}")]
    if paths:
        return str(max(paths, key=_major))
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} was not found: install PostgreSQL's client programs.")
    return path


def _major(path: Path) -> int:
    number = re.match(r"\d+", path.parent.parent.name)
    return int(number[0]) if number else 0
