"""What PostgreSQL does for a query of ours: its plan, executed as the application executes it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from app.platform.database.connection import libpq_url

LISTING = "third_place_listing"
PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Plan:
    """A plan with what happened."""

    root: Mapping[str, Any]
    milliseconds: float

    def nodes(self) -> Iterator[Mapping[str, Any]]:
        """Yield every node."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.get("Plans", []))

    def scans(self) -> list[Mapping[str, Any]]:
        """Return the scans of the listing that were executed."""
        return [one for one in self.nodes() if one.get("Relation Name") == LISTING and one["Actual Loops"]]

    @property
    def rows_read(self) -> int:
        """Rows of the listing that were looked at, kept or not."""
        kinds = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
        return int(sum(one.get(kind, 0) * one["Actual Loops"] for one in self.scans() for kind in kinds))

    @property
    def indexes(self) -> list[str]:
        """Names of the indexes that were read."""
        return sorted(
            {one["Index Name"] for one in self.nodes() if "Index Name" in one and one["Actual Loops"]}
        )

    @property
    def blocks(self) -> int:
        """Blocks of 8 kB that were touched."""
        return int(self.root["Shared Hit Blocks"] + self.root["Shared Read Blocks"])


def explain(url: str, sql: str, parameters: Mapping[str, Any], *, reuse_plan: bool) -> Plan:
    """Return the plan of a statement, with the plan that `Database.fetch_all` would have."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("SET jit = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        cursor = psycopg.ClientCursor(connection)
        statement, values = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", dict(parameters)
        if reuse_plan:
            statement = _prepared(connection, sql, values)
        for _ in range(2):  # the second time finds the blocks in memory
            found = cursor.execute(statement, values).fetchone()
    assert found is not None
    document = found[0] if isinstance(found[0], list) else json.loads(found[0])
    return Plan(document[0]["Plan"], document[0]["Execution Time"])


def _prepared(connection: psycopg.Connection[Any], sql: str, values: dict[str, Any]) -> str:
    """Prepare a statement; return the one that explains it, with named values."""
    names = list(dict.fromkeys(PARAMETER.findall(sql)))
    numbered = PARAMETER.sub(lambda one: f"${names.index(one[1]) + 1}", sql)
    connection.execute(f"PREPARE explained AS {numbered}".encode())
    given = ", ".join(f"%({name})s" for name in names)
    for name in set(values) - set(names):
        del values[name]
    return f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained ({given})"
