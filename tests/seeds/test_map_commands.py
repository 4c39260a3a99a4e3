"""The commands of docs/mapping.md: a mapping is guessed, tried, imported by, and written again as kept."""

import re
from pathlib import Path

import pytest
from support.program import run
from support.rows import execute
from support.territorial_files import MOBILE, PERSON, csv_of_windows

NAMES = "SELECT name FROM third_place ORDER BY name"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lieux.csv"
    path.write_bytes(csv_of_windows())
    return path


def test_guessed_tried_imported_and_kept(empty_url: str, file: Path) -> None:
    mapping, again = file.with_suffix(".toml"), file.with_name("again.toml")
    guessed = run(empty_url, "map", str(file), "--output", str(mapping))
    assert guessed.exit_code == 0, guessed.output
    assert "[fields.nom]" in mapping.read_text(encoding="utf-8")
    tried = run(empty_url, "check", str(file), "--mapping", str(mapping))
    assert tried.exit_code == 0, tried.output
    assert re.search(r"^ *territory +2 +2 +0 +0 +0 +0 ", tried.output, re.MULTILINE), "two read, two new"
    assert PERSON not in tried.output
    assert execute(empty_url, NAMES) == [], "a check keeps nothing"
    done = run(empty_url, "import", "territory", str(file), "--mapping", str(mapping))
    assert done.exit_code == 0, done.output
    assert execute(empty_url, NAMES) == [("FabLab du Port",), ("Médiathèque de l'Étoile",)]
    kept = run(empty_url, "map", "--kept", "--list", "lieux", "--output", str(again))
    assert kept.exit_code == 0, kept.output
    assert "[fields.nom]" in again.read_text(encoding="utf-8")
    for written in (mapping, again):
        assert not [word for word in (PERSON, MOBILE) if word in written.read_text(encoding="utf-8")]


def test_what_is_there_is_not_written_over(empty_url: str, file: Path) -> None:
    taken = file.with_suffix(".toml")
    taken.write_text("# mine", encoding="utf-8")
    refused = run(empty_url, "map", str(file), "--output", str(taken))
    assert (refused.exit_code, "exists already" in refused.output) == (1, True)
    assert taken.read_text(encoding="utf-8") == "# mine"


def test_a_wrong_mapping_says_what_to_change(empty_url: str, file: Path) -> None:
    mapping = file.with_suffix(".toml")
    run(empty_url, "map", str(file), "--output", str(mapping))
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("Nom de la structure", "Nom du lieu"), encoding="utf-8")
    refused = run(empty_url, "check", str(file), "--mapping", str(mapping))
    assert refused.exit_code != 0
    assert "Nom du lieu" in refused.output
