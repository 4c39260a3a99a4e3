"""Load on a server or on PostgreSQL, with wrk and pgbench; both print a rate that is read here."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import make_url

CONNECTIONS = 8
SCRIPT = """
math.randomseed({seed})
{headers}
local paths = {{{paths}}}
local number = math.random(#paths)
request = function()
  number = number % #paths + 1
  local lat, lon = 43 + math.random() * 7, -1 + math.random() * 7
  local around = {{lat = lat, lon = lon, west = lon, south = lat, east = lon + 1, north = lat + 1}}
  local path = paths[number]:gsub("{{(%a+)}}", function(name) return string.format("%.4f", around[name]) end)
  return wrk.format("GET", path)
end
"""
"""wrk's: the paths one after the other, with a point or a box of their own in every request."""


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


def http_rate(
    base: str,
    paths: Sequence[str],
    seconds: int,
    folder: Path,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> float:
    """Return requests a second for some paths, one after the other.

    `{lat}` and `{lon}`, or `{west}`, `{south}`, `{east}` and `{north}` in a path stand for a random point of
    mainland France, or a box of one degree, other ones in every request.
    """
    lua = SCRIPT.format(
        seed=time.time_ns() % 2**31,
        headers="\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in headers.items()),
        paths=", ".join(f'"{path}"' for path in paths),
    )
    return script_rate(base, lua, seconds, folder)


def script_rate(base: str, lua: str, seconds: int, folder: Path, *, may_fail: bool = False) -> float:
    """Return requests a second of wrk's own script; unless `may_fail`, each has to be answered with 2xx."""
    script = folder / "requests.lua"
    script.write_text(lua, encoding="utf-8")
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout=60", "-s", str(script)]
    output = subprocess.run([tool("wrk"), *options, base], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output and not may_fail:
        raise AssertionError(f"{base}\n{lua}\n{output}")
    return _rate(r"Requests/sec:\s+([0-9.]+)", output)


def statement_rate(url: str, sql: str, seconds: int, folder: Path) -> float:
    """Return transactions a second of one prepared statement without variables."""
    script = folder / "statement.sql"
    script.write_text(f"{' '.join(sql.split())};\n", encoding="utf-8")
    return _pgbench(url, script, seconds, "prepared", "-c jit=off")


def sql_rate(url: str, sql: str, seconds: int, folder: Path) -> float:
    """Return transactions a second of a prepared statement with random `:lat` and `:lon`."""
    script = folder / "nearest.sql"
    variables = (
        r"\set lat (random(430000, 500000) / 10000.0)" + "\n" + r"\set lon (random(-10000, 60000) / 10000.0)"
    )
    script.write_text(f"{variables}\n{' '.join(sql.split())};\n", encoding="utf-8")
    options = "-c plan_cache_mode=force_generic_plan -c jit=off"
    return _pgbench(url, script, seconds, "prepared", options)


def _pgbench(url: str, script: Path, seconds: int, protocol: str, options: str) -> float:
    parsed = make_url(url)
    environment = {
        **os.environ,
        "PGHOST": str(parsed.query.get("host") or parsed.host or ""),
        "PGUSER": parsed.username or "",
        "PGPASSWORD": parsed.password or "",
        "PGOPTIONS": options,
    }
    command = [tool("pgbench"), "-n", "-M", protocol, f"-c{CONNECTIONS}", "-j1", f"-T{seconds}"]
    done = subprocess.run(
        [*command, "-f", str(script), str(parsed.database)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return _rate(r"tps = ([0-9.]+)", done.stdout)


def _rate(pattern: str, output: str) -> float:
    found = re.search(pattern, output)
    assert found is not None, output
    return float(found[1])
