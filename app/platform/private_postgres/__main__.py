"""Process that keeps a private server alive: `python -m app.platform.private_postgres HOME SOCKETS`."""

import logging
import os
import select
import sys
from pathlib import Path

from app.platform.observing import logs
from app.platform.private_postgres import server_of
from app.platform.private_postgres.keeper import Keeper
from app.platform.private_postgres.lease import Lease


def main() -> None:
    """Keep it until the command that started us says so, or is no more."""
    logs.set_up(os.environ.get("PROXILIEUX_LOG", "").strip())
    command = os.getppid()

    def is_over(seconds: float) -> bool:
        heard, _, _ = select.select([sys.stdin], [], [], seconds)
        return bool(heard) or os.getppid() != command

    home = Path(sys.argv[1]).resolve()
    server = server_of(
        home, logging.getLogger("app.platform.private_postgres").info, sockets=Path(sys.argv[2])
    )
    Keeper(server, Lease(home)).run(is_over)


if __name__ == "__main__":
    main()
