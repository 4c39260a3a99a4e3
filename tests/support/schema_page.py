"""docs/schema.md, made from a database and the models: `python -m tests.support.schema_page` writes it.

What a function or view reads and writes is read from its text: names of tables behind FROM, JOIN, INSERT
INTO, UPDATE and DELETE FROM.
"""

import inspect
import re
import tempfile
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.migrations import current
from app.migrations.metadata import Base
from app.migrations.upgrade import upgrade
from app.platform.database.connection import libpq_url, make_engine
from app.platform.private_postgres import database_url

REPOSITORY = Path(__file__).parent.parent.parent
PAGE = REPOSITORY / "docs" / "schema.md"
OURS = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {oid} AND deptype = 'e')"
TABLES = f"""
SELECT relname, relkind = 'v', array_agg(
  '`' || attname || '` ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '' ELSE '?' END
  || CASE WHEN attgenerated = '' THEN '' ELSE ' (generated)' END ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND {OURS.format(oid="pg_class.oid")}
  AND attnum > 0 AND NOT attisdropped AND relname <> 'alembic_version'
GROUP BY 1, 2 ORDER BY 1
"""  # noqa: S608 - our own text
KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, string_agg(attname, ', ' ORDER BY attname)
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
WHERE contype = 'f' AND connamespace = 'public'::regnamespace GROUP BY 1, 2 ORDER BY 1, 2
"""
TEXTS = f"""
SELECT proname::text, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND {OURS.format(oid="oid")}
UNION ALL SELECT relname, pg_get_viewdef(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND {OURS.format(oid="oid")}
ORDER BY 1
"""  # noqa: S608 - our own text
TRIGGERS = """
SELECT tgrelid::regclass::text, proname,
  CASE proname WHEN 'keep_listing' THEN split_part(encode(tgargs, 'escape'), '\\000', 1) ELSE '' END,
  array_agg(CASE WHEN tgtype & 4 > 0 THEN 'insert' WHEN tgtype & 8 > 0 THEN 'delete' ELSE 'update' END
    ORDER BY tgtype & 28)
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
READS = re.compile(r"\b(?:FROM|JOIN)\s+\(*(?:ONLY )?(?:public\.)?(\w+)")
WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:public\.)?(\w+)")
PREFACE = """
# Schema

Made from the database by `python -m tests.support.schema_page`; a test keeps it as it is made. Revisions
(`app/migrations/versions/`) change tables; each function, view and table's triggers stands whole in a file of
`app/migrations/sql/current/` ([how to change it](architecture.md#how-to-add)).
"""
FEEDS = """
## What feeds what

A change of a table has a trigger run the function that its arrow leads to; the function's arrows lead to what
it writes. Dotted arrows lead to views. Imports set `proxilieux.defer_listing` and call the functions that
write listings once, at their end.
"""
REFERS = """
## What refers to what

Foreign keys, from the row that refers to the one that it refers to.
"""


@dataclass(frozen=True)
class Trigger:
    """What a change of a table runs; `calls` is the function that a general trigger is given."""

    table: str
    function: str
    calls: str
    events: list[str]

    @property
    def runs(self) -> str:
        return self.calls if self.calls.isidentifier() else self.function


class Schema:
    """What a database says of itself."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(libpq_url(url)) as connection:
            relations = connection.execute(TABLES).fetchall()
            self.keys = connection.execute(KEYS).fetchall()
            self.texts = {name: _plain(text) for name, text in connection.execute(TEXTS)}
            self.triggers = [Trigger(*row) for row in connection.execute(TRIGGERS)]
        self.columns = {name: columns for name, _, columns in relations}
        self.views = [name for name, is_view, _ in relations if is_view]
        self.tables = [name for name, is_view, _ in relations if not is_view]
        self.functions = [path.stem for path in current.files(current.FUNCTIONS)]

    def reads(self, name: str) -> list[str]:
        """Tables and views that a function or view reads, without those that it writes only."""
        found = set(READS.findall(re.sub(r"DELETE FROM", "DELETE", self.texts[name])))
        return sorted(found & self.columns.keys())

    def writes(self, name: str) -> list[str]:
        return sorted(set(WRITES.findall(self.texts[name])) & self.columns.keys())

    def calls(self, name: str) -> list[str]:
        return [
            other
            for other in self.functions
            if other != name and re.search(rf"\b{other}\(", self.texts[name])
        ]


def _plain(text: str) -> str:
    return re.sub(r"--.*", "", text)


def page(url: str) -> str:
    """Return the page for a migrated database."""
    schema = Schema(url)
    return "\n".join(
        (
            PREFACE.strip(),
            FEEDS,
            *_flow(schema),
            REFERS,
            *_references(schema),
            "\n## Triggers\n",
            *_table(("a change of", "by", "runs", "which writes"), _trigger_rows(schema)),
            "\n## Functions\n",
            *_table(("function", "what for", "reads", "calls", "writes"), _function_rows(schema)),
            "\n## Views\n",
            *_table(("view", "what for", "reads"), _view_rows(schema)),
            "\n## Tables\n",
            "A question mark: may be null.\n",
            *_tables(schema),
            "",
        )
    )


def _flow(schema: Schema) -> Iterator[str]:
    yield "```mermaid\nflowchart LR"
    run = sorted({one.runs for one in schema.triggers if schema.writes(one.runs)})
    for name in run:
        yield f"  {name}([{name}])"
    for one in schema.triggers:
        if one.runs in run:
            yield f"  {one.table} --> {one.runs}"
    for name in run:
        for written in schema.writes(name):
            yield f"  {name} --> {written}"
    for name in schema.views:
        for read in schema.reads(name):
            yield f"  {read} -.-> {name}"
    yield "```"


def _references(schema: Schema) -> Iterator[str]:
    yield "```mermaid\nerDiagram"
    for table, other, columns in schema.keys:
        yield f'  {table} }}o--o| {other} : "{columns}"'
    yield "```"


def _trigger_rows(schema: Schema) -> Iterator[tuple[str, ...]]:
    for one in schema.triggers:
        runs = _code([one.runs]) + (f" by `{one.function}`" if one.calls else "")
        yield _code([one.table]), ", ".join(one.events), runs, _code(schema.writes(one.runs))


def _function_rows(schema: Schema) -> Iterator[tuple[str, ...]]:
    for path in current.files(current.FUNCTIONS):
        name = path.stem
        described = _code(schema.reads(name)), _code(schema.calls(name)), _code(schema.writes(name))
        yield _linked(path), _sentence(path), *described


def _view_rows(schema: Schema) -> Iterator[tuple[str, ...]]:
    for path in current.files(current.VIEWS):
        yield _linked(path), _sentence(path), _code(schema.reads(path.stem))


def _tables(schema: Schema) -> Iterator[str]:
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for name in schema.tables:
        yield f"### {name}\n"
        if name in models:
            file = Path(inspect.getfile(models[name])).relative_to(REPOSITORY).as_posix()
            yield f"{inspect.getdoc(models[name]).splitlines()[0]} (`{file}`)\n"  # type: ignore[union-attr]
        yield textwrap.fill(", ".join(schema.columns[name]), 110, break_on_hyphens=False) + "\n"


def _sentence(path: Path) -> str:
    """Return the first sentence of the comment that a file begins with."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = " ".join(
        line[3:] for line in lines[: next(n for n, one in enumerate(lines) if one[:2] != "--")]
    )
    return re.split(r"(?<=\.)\s", comment.removeprefix("Trigger: "))[0].replace("|", "\\|")


def _linked(path: Path) -> str:
    return f"[`{path.stem}`](../{path.relative_to(REPOSITORY).as_posix()})"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(row)} |".replace("  ", " ")


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory(prefix="pxl-schema-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with database_url(None, home, notify=lambda _: None, durable=False) as url:
            engine = make_engine(url)
            upgrade(engine)
            engine.dispose()
            PAGE.write_text(page(url), encoding="utf-8")


if __name__ == "__main__":
    main()
