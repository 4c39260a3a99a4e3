"""PostgreSQL's programs as shell scripts: they keep the files and processes of a server, and no data.

What the cluster sees of PostgreSQL is there: a pid file, a socket's file and its lock, a process in the data
folder, refusals, a log. Two things are replaced in Python, by `use`: asking the socket, and the database.
"""

import shutil
import socket
from pathlib import Path
from typing import Protocol

from psycopg import pq

from app.platform.private_postgres import binaries, processes
from app.platform.private_postgres import server as server_module
from app.platform.private_postgres.paths import SOCKET_NAME
from app.platform.private_postgres.server import Server

MAJOR = 99
"""Newer than whatever this machine has, so that it is chosen."""
INITDB = r"""
echo "initdb $*" >> "$ROOT/calls"
ls . > /dev/null || exit 1  # as the real one: the working folder must be readable
while [ $# -gt 0 ]; do [ "$1" = --pgdata ] && folder=$2; shift; done
if [ -e "$ROOT/full" ]; then mkdir "$folder"; cat "$ROOT/full" >&2; exit 1; fi
mkdir "$folder" "$folder/base" || exit 1
while [ -e "$ROOT/slow" ]; do sleep 0.02; done
mkdir "$folder/global" || exit 1
echo MAJOR > "$folder/PG_VERSION"
echo "shut down" > "$folder/global/pg_control"
: > "$folder/postgresql.conf"
"""
PG_CTL = r"""
while [ $# -gt 0 ]; do
  case $1 in
    -D) data=$2; shift;; -l) log=$2; shift;; -o) options=$2; shift;; -m) mode=$2; shift;; -t) shift;;
    start|stop) action=$1;;
  esac
  shift
done
echo "pg_ctl $action $mode" >> "$ROOT/calls"
if [ "$action" = stop ]; then
  read -r pid < "$data/postmaster.pid" || exit 1
  kill -INT "$pid"
  while [ -e "$data/postmaster.pid" ]; do sleep 0.02; done
  exit 0
fi
sockets=$(echo "$options" | sed 's/.*unix_socket_directories=\([^ ]*\).*/\1/')
for lock in "$data/postmaster.pid" "$sockets/.s.PGSQL.5432.lock"; do
  [ -e "$lock" ] && { echo "pg_ctl: lock file $lock exists" >&2; exit 1; }
done
# A shell has what it runs in the background ignore Ctrl-C; a server listens to it.
env --default-signal=INT,QUIT "$BIN/postgres-server" "$BIN/server" "$data" "$sockets" \
  >> "$log" 2>&1 < /dev/null &
while kill -0 $! 2> /dev/null; do [ -e "$data/postmaster.pid" ] && exit 0; sleep 0.02; done
echo "pg_ctl: could not start server" >&2
exit 1
"""
SERVER = r"""
cd "$1" || exit 1
socket=$2/.s.PGSQL.5432
if [ -e refuses ]; then cat refuses; exit 1; fi
rm -f leaving
leave() { rm -f "$socket" "$socket.lock"; rm -f postmaster.pid; exit 0; }
trap 'echo "shut down" > global/pg_control; leave' INT
trap leave QUIT
trap ': > leaving' TERM
echo "in production" > global/pg_control
: > "$socket"
echo $$ > "$socket.lock"
printf '%s\n' $$ "$1" 1700000000 5432 "$2" '' '0 0' ready > postmaster.new
mv postmaster.new postmaster.pid
while [ -d "$1" ]; do
  if [ -e leaving ] && [ ! -e connected ]; then echo "shut down" > global/pg_control; leave; fi
  sleep 0.02 & wait $!
done
"""
SCRIPTS = {
    "initdb": INITDB,
    "pg_ctl": PG_CTL,
    "postgres": 'echo "postgres (PostgreSQL) MAJOR.1"',
    "pg_config": 'echo "$ROOT/MAJOR/share"',
    "pg_controldata": 'echo "Database cluster state:               $(cat "$1/global/pg_control")"',
}


class SetAttribute(Protocol):
    """Replace an attribute: a test's `monkeypatch.setattr`, or `setattr` in a process of its own."""

    def __call__(self, target: object, name: str, value: object) -> None:
        """Replace it."""


class FakePostgres:
    """The programs in a folder that every account may enter."""

    def __init__(self, root: Path) -> None:
        """Write them."""
        self.root = root
        folder = root / str(MAJOR) / "bin"
        folder.mkdir(parents=True)
        extensions = root / str(MAJOR) / "share" / "extension"
        extensions.mkdir(parents=True)
        (extensions / "postgis.control").touch()
        for name, script in SCRIPTS.items():
            body = script.replace("MAJOR", str(MAJOR))
            (folder / name).write_text(f"#!/bin/sh\nROOT={root} BIN={folder}\n{body}\n")
            (folder / name).chmod(0o755)
        (folder / "server").write_text(SERVER)
        # The kernel tells a server by the name of the program that it runs.
        shutil.copy("/bin/sh", folder / "postgres-server")
        (root / "calls").touch()
        (root / "calls").chmod(0o666)

    def calls(self, program: str) -> list[str]:
        """Return the arguments of each call of a program so far."""
        lines = (self.root / "calls").read_text().splitlines()
        return [line.removeprefix(f"{program} ") for line in lines if line.startswith(f"{program} ")]

    def fill_disk(self, complaint: str) -> None:
        """Have initdb fail half-way from now on."""
        (self.root / "full").write_text(complaint)

    def free_disk(self) -> None:
        """Have it succeed again."""
        (self.root / "full").unlink()

    def slow_down(self) -> None:
        """Have initdb stop half-way until it is told to go on."""
        (self.root / "slow").touch()

    def go_on(self) -> None:
        """Let it go on."""
        (self.root / "slow").unlink()


def use(root: Path, replace: SetAttribute = setattr) -> None:
    """Have the cluster of this process run the programs in `root`."""
    replace(binaries, "ROOTS", (root,))
    replace(server_module, "ensure_database", lambda _sockets: None)
    replace(Server, "_ping", _ping)


def _ping(server: Server) -> pq.Ping:
    """Tell what the socket of a fake server would."""
    data = server._layout.data
    process = processes.postmaster_of(data)
    if process is None or not (server._sockets / SOCKET_NAME).exists() or _is_stopped(process):
        return pq.Ping.NO_RESPONSE
    return pq.Ping.REJECT if (data / "leaving").exists() else pq.Ping.OK


def _is_stopped(process: int) -> bool:
    return "\nState:\tT" in Path(f"/proc/{process}/status").read_text()


def answer_once(listener: socket.socket, reply: bytes) -> None:
    """Send bytes to the first that comes, and hang up."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(reply)
