"""The national standard's CSV as it is downloaded, validated with the schema that the standard publishes."""

import csv
from pathlib import Path
from urllib.request import urlopen

import pytest
from support.recorder import Recorder
from support.rows import execute
from support.table_schema import assert_valid, needs_the_schema

from app.directory.third_places.mediation_numerique import FIELDS

PATH = "/api/v1/exports/third-places.csv?profile=mediation-numerique"
EXPRESSIBLE = """
SELECT public_id FROM third_place_listing
WHERE status = 'open' AND vanished_at IS NULL AND address IS NOT NULL
  AND coalesce(city, commune) IS NOT NULL AND postcode IS NOT NULL
"""
pytestmark = needs_the_schema


def download(service: Recorder, folder: Path, asked: str = "") -> Path:
    path = folder / "standard.csv"
    with urlopen(f"{service.url}{PATH}{asked}") as answer:  # noqa: S310 - our own server
        assert answer.headers.get_content_type() == "text/csv"
        path.write_bytes(answer.read())
    return path


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
        assert tuple(reader.fieldnames or ()) == tuple(FIELDS)
    return found


def test_the_demonstration_is_valid(
    demonstration_service: Recorder, matched_url: str, tmp_path: Path
) -> None:
    path = download(demonstration_service, tmp_path)
    assert_valid(path)
    found = {record["id"] for record in records(path)}
    assert found >= {public_id for (public_id,) in execute(matched_url, EXPRESSIBLE)}
    assert found


def test_a_selection_is_valid(demonstration_service: Recorder, tmp_path: Path) -> None:
    path = download(demonstration_service, tmp_path, "&region=11&funded=true")
    assert_valid(path)
    found = {record["code_insee"][:2] for record in records(path)}
    assert found
    assert found <= {"75", "77", "78", "91", "92", "93", "94", "95"}


def test_a_selection_of_nothing_is_valid(demonstration_service: Recorder, tmp_path: Path) -> None:
    path = download(demonstration_service, tmp_path, "&q=nowhere+at+all")
    assert_valid(path)
    assert records(path) == []


@pytest.mark.shared_data
@pytest.mark.parametrize("licence", ["", "&licence=LO-2.0"])
def test_the_published_files_are_valid(published_service: Recorder, tmp_path: Path, licence: str) -> None:
    path = download(published_service, tmp_path, licence)
    assert_valid(path)
    assert len(records(path)) > 1000
