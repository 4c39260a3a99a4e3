"""Functions, views and triggers: the database has what the files of `sql/current/` say, and nothing else."""

import re

import pytest
from support.databases import REPOSITORY, migrate
from support.rows import execute
from support.schema import Made, objects, restore_0015

from app.migrations import current
from app.platform.database.connection import make_engine

pytestmark = pytest.mark.slow

KINDS = {"function": current.FUNCTIONS, "view": current.VIEWS, "trigger": current.TRIGGERS}
CREATED = re.compile(r"^CREATE OR REPLACE (FUNCTION|VIEW|TRIGGER) (\w+)", re.MULTILINE)
CALLED = re.compile(r"EXECUTE FUNCTION (\w+)\(")


FILES = pytest.mark.parametrize("path", current.files(*current.KINDS), ids=lambda path: path.stem)


def written(made: list[Made]) -> list[Made]:
    """Return the objects that files write."""
    return [one for one in made if one.kind in KINDS]


def file_of(one: Made) -> str:
    """Return the file in which an object should be."""
    return f"{KINDS[one.kind]}/{one.name.split('.')[0]}.sql"


def test_every_object_is_in_the_file_of_its_name(empty_url: str) -> None:
    files = {path.relative_to(current.CURRENT).as_posix(): path for path in current.files(*current.KINDS)}
    found = written(objects(empty_url))
    assert {file_of(one) for one in found} == files.keys()
    for name, path in files.items():
        of_database = sorted(one.name.split(".")[-1] for one in found if file_of(one) == name)
        assert sorted(created for _, created in CREATED.findall(path.read_text())) == of_database


@FILES
def test_a_file_says_what_it_is_for_then_one_object(path: current.Path) -> None:
    text = path.read_text()
    assert text.startswith("-- ")
    kinds = {kind for kind, _ in CREATED.findall(text)}
    assert kinds == {path.parent.name.upper().removesuffix("S")}
    if path.parent.name != current.TRIGGERS:
        assert [name for _, name in CREATED.findall(text)] == [path.stem]
    else:
        assert set(re.findall(r" ON (\w+)\s+(?:REFERENCING|FOR)", text)) == {path.stem}


def test_the_database_has_what_the_files_say(bare_url: str) -> None:
    """As PostgreSQL writes it, in a directory that came from before the squash, with every body checked."""
    restore_0015(bare_url)
    migrate(bare_url)
    before = objects(bare_url)
    engine = make_engine(bare_url)
    with engine.begin() as connection:
        current.execute(connection, *current.files(*current.KINDS))
    engine.dispose()
    assert objects(bare_url) == before


def test_a_file_that_changed_reaches_a_database_of_the_newest_revision(empty_url: str) -> None:
    """As if an older version of the program had made it, with another text of the function."""
    before = objects(empty_url)
    execute(
        empty_url,
        "CREATE OR REPLACE FUNCTION raise_directory_version() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$; COMMENT ON TABLE alembic_version IS 'of another version'",
    )
    assert objects(empty_url) != before
    migrate(empty_url)
    assert objects(empty_url) == before


def test_files_that_did_not_change_are_not_executed(empty_url: str) -> None:
    rows = "SELECT oid, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
    before = execute(empty_url, rows)
    migrate(empty_url)
    assert execute(empty_url, rows) == before


def test_every_function_is_called(empty_url: str) -> None:
    """By a trigger, another file, a column, an index or the program."""
    made = objects(empty_url)
    program = "\n".join(
        path.read_text() for folder in ("app", "seeds") for path in (REPOSITORY / folder).rglob("*.py")
    )
    for path in current.files(current.FUNCTIONS):
        others = [one.definition for one in made if one.name != path.stem]
        assert re.search(rf"\b{path.stem}\b", "\n".join([program, *others])), path.stem


WRITTEN = re.compile(
    r"INSERT INTO (?P<table>\w+_listing) AS listing \((?P<columns>[^)]*)\)"
    r".*?ON CONFLICT \((?P<key>\w+)\) DO UPDATE SET(?P<updates>.*?)\n  WHERE ",
    re.DOTALL,
)
UPDATE = re.compile(r"(\w+) = excluded\.(\w+)")


@pytest.mark.parametrize(
    ("function", "tables"),
    [
        ("refresh_third_place_listing", ["third_place_listing", "third_place_licence_listing"]),
        ("refresh_organisation_listing", ["organisation_listing"]),
    ],
)
def test_a_listing_is_updated_in_every_column_that_it_is_written_in(function: str, tables: list[str]) -> None:
    text = (current.CURRENT / "functions" / f"{function}.sql").read_text()
    found = list(WRITTEN.finditer(text))
    assert [one["table"] for one in found] == tables
    for one in found:
        columns = re.findall(r"\w+", one["columns"])
        updates = UPDATE.findall(one["updates"])
        assert all(left == right for left, right in updates)
        assert [one["key"], *(left for left, _ in updates)] == columns
