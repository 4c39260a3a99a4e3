"""Load on a server or on PostgreSQL, with wrk and pgbench; both print a rate that is read here."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

CONNECTIONS = 8
NEAREST_SCRIPT = """
math.randomseed({seed})
request = function()
  local lat = 43 + math.random() * 7
  local lon = -1 + math.random() * 7
  return wrk.format("GET", string.format("{path}", lat, lon))
end
"""


class MissingToolError(Exception):
    """A program that the measurement needs is not on this machine."""


def tool(name: str) -> str:
    """Return the path of a program, PostgreSQL's own folders included."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        raise MissingToolError(f"{name} is missing: apt-get install {name}")
    return found


def http_rate(base: str, seconds: int, folder: Path, path: str | None = None) -> float:
    """Return requests a second; `path` holds two `%.4f` for a random latitude and longitude."""
    command = [tool("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}"]
    if path is not None:
        script = folder / "nearest.lua"
        script.write_text(NEAREST_SCRIPT.format(seed=os.getpid(), path=path), encoding="utf-8")
        command += ["-s", str(script)]
    output = subprocess.run([*command, base], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise AssertionError(output)
    return _rate(r"Requests/sec:\s+([0-9.]+)", output)


def sql_rate(url: str, sql: str, seconds: int, folder: Path) -> float:
    """Return transactions a second of a prepared statement with random `:lat` and `:lon`."""
    script = folder / "nearest.sql"
    variables = (
        r"\set lat (random(430000, 500000) / 10000.0)" + "\n" + r"\set lon (random(-10000, 60000) / 10000.0)"
    )
    script.write_text(f"{variables}\n{' '.join(sql.split())};\n", encoding="utf-8")
    parsed = make_url(url)
    environment = {
        **os.environ,
        "PGHOST": str(parsed.query.get("host") or parsed.host or ""),
        "PGUSER": parsed.username or "",
        "PGPASSWORD": parsed.password or "",
        "PGOPTIONS": "-c plan_cache_mode=force_generic_plan -c jit=off",
    }
    command = [
        tool("pgbench"),
        "-n",
        "-M",
        "prepared",
        f"-c{CONNECTIONS}",
        "-j1",
        f"-T{seconds}",
        "-f",
        str(script),
    ]
    done = subprocess.run(
        [*command, str(parsed.database)], capture_output=True, text=True, check=True, env=environment
    )
    return _rate(r"tps = ([0-9.]+)", done.stdout)


def _rate(pattern: str, output: str) -> float:
    found = re.search(pattern, output)
    assert found is not None, output
    return float(found[1])
