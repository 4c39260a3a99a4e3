"""Collections that follow a large import in time proportional to it.

Revision: 0008

`id = ANY (ids)` compares each row with each id where PostgreSQL plans for any array: the square of
an import. A subquery is hashed, or walks an index. Rows are written along the curve of the tiles, so
that a box of the map reads few pages.
"""

from collections.abc import Iterator

from alembic import op

from app.migrations.functions import definition_of, execute_as_written

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FUNCTIONS = (
    ("collect_third_places(bigint[])", "third_place_id", ("third_place", "equipment")),
    ("collect_organisations(bigint[])", "organisation_id", ("organisation",)),
)


def upgrade() -> None:
    """Have the functions join the ids instead."""
    for function, changes in _changes():
        _rewrite(function, changes)
    # Features of a page are read by their id.
    op.execute('CREATE INDEX ix_epci_code_c ON epci (code COLLATE "C")')


def _changes() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each function and what is replaced in its text."""
    for function, key, collections in FUNCTIONS:
        changes = [
            (f"FROM {table} WHERE {_compared(key)}", f"FROM {table} WHERE {_joined(key, table)}")
            for table in (f"collection_{name}" for name in collections)
        ]
        read = f"listing.{key}"
        wanted = _joined(read, f"{collections[0]}_listing")
        changes.append((_compared(read), f"{wanted} ORDER BY listing.tile_key"))
        yield function, changes


def _compared(key: str) -> str:
    return f"ids IS NULL OR {key} = ANY (ids)"


def _joined(key: str, table: str) -> str:
    """Return whether a row is among those asked for; all of a table where none are."""
    column = key.rpartition(".")[2]
    return f"{key} IN (SELECT unnest(coalesce(ids, ARRAY(SELECT {column} FROM {table}))))"  # noqa: S608 - names of ours


def _rewrite(function: str, changes: list[tuple[str, str]]) -> None:
    definition = definition_of(function)
    for before, after in changes:
        if before not in definition:
            message = f"{function} is not the one that was expected: {before!r}"
            raise RuntimeError(message)
        definition = definition.replace(before, after)
    execute_as_written(definition)


def downgrade() -> None:
    """Have the functions as they were: the order by tiles' keys goes with the keys."""
    op.execute("DROP INDEX ix_epci_code_c")
    for function, changes in _changes():
        _rewrite(function, [(after, before) for before, after in changes])
