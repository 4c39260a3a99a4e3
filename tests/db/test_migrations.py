"""Migrations: up, down, up again; what they make is what the models say."""

import os
import re
import subprocess

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from support.databases import migrate
from support.program import PROGRAM, run
from support.rows import Rows, execute

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

OBJECTS = """
SELECT 'function', p.proname || pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid)
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE nspname = 'public' AND prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conname || conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger
  WHERE NOT tgisinternal
UNION ALL SELECT 'column', table_name || '.' || column_name,
                 data_type || is_nullable || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
ORDER BY 1, 2
"""


def downgrade(engine: Engine, revision: str) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def objects(url: str) -> list[tuple[str, ...]]:
    return execute(url, OBJECTS)


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


def test_down_to_nothing_and_up_again(bare_url: str) -> None:
    migrate(bare_url)
    made = objects(bare_url)
    engine = make_engine(bare_url)
    downgrade(engine, "base")
    left = {(kind, name) for kind, name, _ in objects(bare_url)}
    assert not [name for kind, name in left if kind == "function"]
    assert not [name for kind, name in left if kind == "trigger"]
    tables = {
        name for (name,) in execute(bare_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    assert not tables & set(metadata.tables)
    upgrade(engine)
    engine.dispose()
    assert objects(bare_url) == made


def test_down_with_rows_in_it(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris")
        rows.place(equipment=["wifi"], awards=["deffinov"], commune_code="75056", hours="24/7")
        rows.organisation(needs=["wifi"])
    engine = make_engine(empty_url)
    downgrade(engine, "base")
    upgrade(engine)
    engine.dispose()
    assert execute(empty_url, "SELECT count(*) FROM third_place") == [(0,)]


def test_every_step_goes_down_and_up(bare_url: str) -> None:
    engine = make_engine(bare_url)
    upgrade(engine)
    newest = objects(bare_url)
    for script in ScriptDirectory.from_config(alembic_config()).walk_revisions():
        downgrade(engine, str(script.down_revision or "base"))
    upgrade(engine)
    engine.dispose()
    assert objects(bare_url) == newest


def test_the_newest_step_goes_down_and_up_alone(bare_url: str) -> None:
    """What it leaves behind is what the step before it made."""
    engine = make_engine(bare_url)
    newest = head_revision()
    before = str(ScriptDirectory.from_config(alembic_config()).get_revision(str(newest)).down_revision)
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, before)
    made_before = objects(bare_url)
    upgrade(engine)
    made = objects(bare_url)
    downgrade(engine, before)
    assert objects(bare_url) == made_before
    upgrade(engine)
    engine.dispose()
    assert objects(bare_url) == made


def test_places_of_an_older_directory_get_their_contact(bare_url: str) -> None:
    engine = make_engine(bare_url)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        sync_reference_rows(connection)
    engine.dispose()
    with Rows.into(bare_url) as rows:
        rows.place(telephone="+33123456789")
    listed = 'SELECT strpos(feature_tail, \'"telephone":"+33123456789"\') > 0 FROM third_place_listing'
    assert execute(bare_url, listed) == [(False,)]
    migrate(bare_url)
    assert execute(bare_url, listed) == [(True,)]


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
