from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.importing import AMBERIEU, NANTES, everything, rows, value
from support.published_rows import CGET, LABELLED, ORGANISATION, as_csv

from app.platform.database.connection import make_engine
from seeds.fictional.demo.load import load_demonstration
from seeds.importing.initial_load import InitialLoadError, load_published

FILES = {
    "communes_2026_centroides.csv": as_csv([AMBERIEU, NANTES]),
    "tiers_lieux_cget_2019.csv": as_csv([CGET]),
    "fabriques_de_territoire_2024-01.csv": as_csv([LABELLED]),
    "organismes_formation_cfa.csv": as_csv([ORGANISATION]),
}
CONTENT = "SELECT content FROM directory_state"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.fixture
def demonstration(own_demonstration_url: str) -> Iterator[Engine]:
    """An engine on a directory that holds the demonstration."""
    made = make_engine(own_demonstration_url)
    yield made
    made.dispose()


def load(engine: Engine, folder: Path) -> dict[str, str]:
    return {
        report.source.name: report.status for report in load_published(engine, folder, lambda _said: None)
    }


def test_the_folder_takes_the_place_of_the_demonstration(demonstration: Engine, folder: Path) -> None:
    engine = demonstration
    assert value(engine, CONTENT) == "demonstration"
    assert set(load(engine, folder).values()) == {"loaded"}
    assert value(engine, CONTENT) == "published"
    sources = "SELECT DISTINCT source FROM {0} ORDER BY 1"
    assert rows(engine, sources.format("third_place")) == [("cget-2019",), ("fabriques",)]
    assert rows(engine, sources.format("organisation")) == [("organisations-cfa",)]
    for table in ("third_place_listing", "organisation_listing"):
        assert value(engine, f"SELECT count(*) FROM {table} WHERE licence = 'CC0-1.0'") == 0  # noqa: S608
    # The demonstration's communes are real ones; the published file knows more of them.
    assert value(engine, "SELECT population FROM commune WHERE code = '44109'") == 15934


def test_no_invented_number_of_people_is_left(demonstration: Engine, folder: Path) -> None:
    (folder / "communes_2026_centroides.csv").unlink()
    assert value(demonstration, "SELECT count(*) FROM commune WHERE population IS NOT NULL") > 300
    load(demonstration, folder)
    for level in ("commune", "department", "region"):
        assert value(demonstration, f"SELECT count(*) FROM {level} WHERE population IS NOT NULL") == 0  # noqa: S608


def test_territories_are_there_before_what_lies_in_them(engine: Engine, folder: Path) -> None:
    assert next(iter(load(engine, folder))) == "communes"
    assert value(engine, "SELECT count(*) FROM third_place WHERE commune_code IS NOT NULL") == 2


def test_a_second_start_skips_what_it_knows(engine: Engine, folder: Path) -> None:
    load(engine, folder)
    before, runs = everything(engine), value(engine, "SELECT count(*) FROM import_run")
    assert set(load(engine, folder).values()) == {"skipped"}
    assert everything(engine) == before
    assert value(engine, "SELECT count(*) FROM import_run") == runs
    (folder / "fabriques_de_territoire_2024-01.csv").write_text(as_csv([{**LABELLED, "nom": "Autre"}]))
    changed = [name for name, status in load(engine, folder).items() if status == "loaded"]
    assert changed == ["fabriques"]


def test_after_another_demonstration_nothing_is_skipped(engine: Engine, folder: Path) -> None:
    load(engine, folder)
    load_demonstration(engine, replace=True, notify=lambda _said: None)
    assert set(load(engine, folder).values()) == {"loaded"}
    assert value(engine, "SELECT count(*) FROM third_place WHERE source <> 'demo'") == 2


def test_one_broken_file_does_not_stop_the_others(engine: Engine, folder: Path) -> None:
    (folder / "tiers_lieux_cget_2019.csv").write_text("broken")
    statuses = load(engine, folder)
    assert statuses["cget-2019"] == "failed"
    assert {status for name, status in statuses.items() if name != "cget-2019"} == {"loaded"}
    assert value(engine, CONTENT) == "published"
    assert rows(engine, "SELECT source, status FROM import_run ORDER BY id") == [
        ("communes", "succeeded"),
        ("cget-2019", "failed"),
        ("fabriques", "succeeded"),
        ("organisations-cfa", "succeeded"),
    ]


def test_a_folder_without_anything_to_serve_leaves_the_demonstration(
    demonstration: Engine, folder: Path
) -> None:
    engine = demonstration
    before = everything(engine)
    with pytest.raises(InitialLoadError, match="none of the published files"):
        load_published(engine, folder.parent / "absent", lambda _said: None)
    for name in FILES:
        if not name.startswith("communes"):
            (folder / name).write_text("broken")
    with pytest.raises(InitialLoadError, match="no column"):
        load_published(engine, folder, lambda _said: None)
    assert everything(engine) == before
    assert rows(engine, "SELECT DISTINCT status FROM import_run") == [("failed",)]
