"""Migrations: from nothing, and from a directory of today, to what the models say; an older one is told."""

import os
import re
import subprocess

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from support.databases import migrate
from support.program import PROGRAM, run
from support.rows import execute
from support.schema import Made, objects, restore_0015

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.programmes.vocabulary import PROGRAMMES
from app.migrations.metadata import metadata
from app.migrations.reference_rows import sync_reference_rows
from app.migrations.upgrade import (
    alembic_config,
    current_revision,
    differences,
    head_revision,
    upgrade,
)
from app.platform.database.connection import make_engine

pytestmark = pytest.mark.slow


def without_parentheses(made: Made) -> Made:
    return made._replace(definition=re.sub("[()]", "", made.definition))


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_up_from_nothing(bare_url: str) -> None:
    engine = make_engine(bare_url)
    with engine.connect() as connection:
        assert current_revision(connection) is None
    upgrade(engine)
    with engine.connect() as connection:
        assert current_revision(connection) == head_revision()
        assert differences(connection) == []
    engine.dispose()


def test_a_second_time_changes_nothing(bare_url: str) -> None:
    migrate(bare_url)
    before = objects(bare_url)
    version = execute(bare_url, "SELECT version, changed_at FROM directory_state")
    migrate(bare_url)
    assert objects(bare_url) == before
    assert execute(bare_url, "SELECT version, changed_at FROM directory_state") == version


def test_a_directory_of_before_the_squash_becomes_what_a_new_one_is(bare_url: str, empty_url: str) -> None:
    restore_0015(bare_url)
    migrate(bare_url)
    # A condition that was dumped and restored has its parentheses elsewhere.
    found, expected = ([without_parentheses(one) for one in objects(url)] for url in (bare_url, empty_url))
    assert found == expected


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("0001", "upgrades from 0015 on: run `proxilieux db upgrade` of the last version that knows it"),
        ("0014", "upgrades from 0015 on: run `proxilieux db upgrade` of the last version that knows it"),
        ("9999", "newer than this version of proxilieux"),
    ],
)
def test_an_unknown_revision_is_told_in_a_sentence(bare_url: str, revision: str, told: str) -> None:
    restore_0015(bare_url)
    execute(bare_url, f"UPDATE alembic_version SET version_num = '{revision}'")  # noqa: S608 - from above
    before = objects(bare_url)
    done = run(bare_url, "db", "upgrade")
    assert done.exit_code == 1
    assert f"The database is at revision {revision}" in done.stderr
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert objects(bare_url) == before
    assert execute(bare_url, "SELECT version_num FROM alembic_version") == [(revision,)]


def test_a_migration_that_fails_leaves_nothing(bare_url: str) -> None:
    execute(bare_url, "CREATE TABLE third_place_listing (in_the_way int)")
    engine = make_engine(bare_url)
    with pytest.raises(Exception, match="third_place_listing"):
        upgrade(engine)
    engine.dispose()
    tables = execute(bare_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert tables == [("third_place_listing",)]


def test_several_processes_at_once(bare_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": bare_url}
    processes = [
        subprocess.Popen([PROGRAM, "db", "upgrade"], env=environment, stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0]
    assert execute(bare_url, "SELECT count(*) FROM directory_state") == [(1,)]
    assert execute(bare_url, "SELECT version_num FROM alembic_version") == [(head_revision(),)]


def test_a_difference_is_seen(empty_url: str) -> None:
    execute(empty_url, "ALTER TABLE third_place ADD COLUMN colour text; DROP INDEX ix_equipment_type_code")
    engine = make_engine(empty_url)
    with engine.connect() as connection:
        assert len(differences(connection)) == 2
    engine.dispose()


def test_the_command_line_upgrades(bare_url: str) -> None:
    assert head_revision() in run(bare_url, "db", "upgrade").stdout.split()
    done = run(bare_url, "db", "current")
    assert done.exit_code == 0
    assert head_revision() in done.stdout
    assert "differs" not in done.stdout


def test_vocabularies_are_mirrored(empty_url: str) -> None:
    types = execute(
        empty_url, "SELECT code, parent_code, label_fr, label_en FROM equipment_type ORDER BY rank"
    )
    assert types == [(fact.code, fact.parent, fact.label_fr, fact.label_en) for fact in EQUIPMENT_TYPES]
    programmes = execute(empty_url, "SELECT code, name, funder FROM programme")
    assert set(programmes) == {(fact.code, fact.name, fact.funder) for fact in PROGRAMMES}
    assert len(execute(empty_url, "SELECT code FROM region")) == len(REGIONS) == 18
    departments = execute(empty_url, "SELECT code, region_code, timezone FROM department")
    assert set(departments) == {(fact.code, fact.region_code, fact.timezone) for fact in DEPARTMENTS}
    assert len(departments) == 101


def test_vocabularies_are_brought_up_to_date(empty_url: str) -> None:
    execute(empty_url, "UPDATE equipment_type SET label_fr = 'Vieux' WHERE code = 'wifi'")
    execute(empty_url, "UPDATE region SET population = 7, name = 'Vieux' WHERE code = '94'")
    migrate(empty_url)
    assert execute(empty_url, "SELECT label_fr FROM equipment_type WHERE code = 'wifi'") == [("Wi-Fi",)]
    # What an import wrote beside the vocabulary stays.
    assert execute(empty_url, "SELECT name, population FROM region WHERE code = '94'") == [("Corse", 7)]


def test_an_unchanged_vocabulary_is_not_rewritten(empty_url: str) -> None:
    before = execute(empty_url, "SELECT code, xmin::text FROM equipment_type ORDER BY 1")
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        sync_reference_rows(connection)
    engine.dispose()
    assert execute(empty_url, "SELECT code, xmin::text FROM equipment_type ORDER BY 1") == before


def test_fold_is_immutable_and_folds(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with engine.connect() as connection:
        for given, expected in (
            ("L'Haÿ-les-Roses", "l hay les roses"),
            ("  ŒUVRE — Straße ", "oeuvre strasse"),
            ("100 % a_b", "100 a b"),
            ("", ""),
            ("Москва", ""),
        ):
            assert connection.execute(text("SELECT fold(:value)"), {"value": given}).scalar_one() == expected
    engine.dispose()
    assert execute(empty_url, "SELECT provolatile FROM pg_proc WHERE proname = 'fold'") == [("i",)]


def test_geography_has_gist_and_text_has_trigrams(empty_url: str) -> None:
    indexes = " ".join(definition for (definition,) in execute(empty_url, "SELECT indexdef FROM pg_indexes"))
    for table in ("third_place_listing", "organisation_listing"):
        assert re.search(rf"{table} USING gist \(\"?position\"?\)", indexes)
        assert re.search(rf"{table} USING gin \(search_text gin_trgm_ops\)", indexes)


@pytest.mark.parametrize("listing", ["third_place_listing", "organisation_listing"])
def test_what_a_listing_keeps_flat_is_what_its_model_says(empty_url: str, listing: str) -> None:
    """Alembic does not compare the expressions of generated columns."""
    sql = f"SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = '{listing}'::regclass"  # noqa: S608
    written = [expression for (expression,) in execute(empty_url, sql) if "flat_properties" in expression]
    assert metadata.tables[listing].c.flat.computed is not None
    said = str(metadata.tables[listing].c.flat.computed.sqltext)
    assert [re.findall(r"'\{(.+)\}'", expression) for expression in written] == [
        re.findall(r"'\{(.+)\}'", said)
    ]
