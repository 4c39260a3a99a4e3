"""How much memory a process holds."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process that is not shared with files (Linux)."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"^RssAnon:\s+(\d+) kB$", text, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def children(pid: int) -> list[int]:
    """Return the child processes of a process (Linux)."""
    return [
        int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    ]


def worker_of(base: str) -> int:
    """Return the process id of the only worker of a server that this process started, by its address."""
    port = str(urlsplit(base).port)
    for process in children(os.getpid()):
        if f"PORT={port}\0".encode() in Path(f"/proc/{process}/environ").read_bytes():
            (worker,) = children(process)
            return worker
    raise AssertionError("no server at that port")
