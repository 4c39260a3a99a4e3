"""How right the rules are on labelled pairs of the published files; see `docs/duplicates.md`."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Cursor

from app.platform.database.connection import libpq_url
from seeds.loading.duplicates.facts import read_all
from seeds.loading.duplicates.measure import Figures, LabelsError, made_up_records, measure, read_labels

FOLDER = Path(__file__).parent / "labels"
LABELS = FOLDER / "duplicate_pairs.csv"
HARDER = FOLDER / "duplicate_pairs_2.csv"
DRAWN = FOLDER / "duplicate_pairs_3.csv"
MADE_UP = FOLDER / "duplicate_made_up.csv"


@pytest.fixture
def cursor(published_url: str) -> Iterator[Cursor]:
    with psycopg.connect(libpq_url(published_url)) as connection, connection.cursor() as opened:
        yield opened


def held_out(cursor: Cursor, path: Path) -> Figures:
    (found,) = [row for row in measure(read_all(cursor), read_labels(path)) if row.half == "held_out"]
    return found


@pytest.mark.shared_data
def test_the_rules_are_right_on_pairs_that_were_kept_out(cursor: Cursor) -> None:
    found = held_out(cursor, LABELS)
    assert (found.pairs, found.unknown) == (50, 0)
    assert found.precision >= 0.98
    assert found.recall >= 0.75
    assert found.recall_with_review >= 0.85


@pytest.mark.shared_data
def test_the_rules_on_pairs_of_one_door_that_were_kept_out(cursor: Cursor) -> None:
    """What is reached on pairs chosen to be hard; `docs/duplicates.md` says how far that is from the aim."""
    found = held_out(cursor, HARDER)
    assert (found.pairs, found.unknown) == (100, 0)
    assert found.precision >= 0.98
    assert found.recall >= 0.62
    assert found.recall_with_review >= 0.92


@pytest.mark.shared_data
def test_the_rules_on_pairs_that_were_drawn_at_random(cursor: Cursor) -> None:
    """Pairs that no rule was written for; the figures are low because hard pairs are what neighbours are."""
    found = held_out(cursor, DRAWN)
    assert (found.pairs, found.unknown) == (171, 0)
    assert found.precision >= 0.86
    assert found.recall >= 0.70
    assert found.recall_with_review >= 0.92


def test_the_rules_on_invented_twins_and_quarters() -> None:
    (found, _) = measure(made_up_records(MADE_UP), read_labels(MADE_UP))
    assert (found.pairs, found.same, found.unknown) == (80, 40, 0)
    assert found.precision == 1
    assert found.recall >= 0.97
    assert found.recall_with_review == 1


@pytest.mark.shared_data
def test_what_is_labelled_different_is_shown_apart(cursor: Cursor) -> None:
    """Not only pair by pair: no chain of pairs brings them together either."""
    shown = {
        (source, record): under
        for source, record, under in cursor.execute(
            "SELECT record.source, record.source_record_id, coalesce(head.shown_with, head.id)"
            " FROM third_place AS record"
            " JOIN third_place AS head ON head.id = coalesce(record.merged_into, record.id)"
        )
    }
    different = [label for label in read_labels(LABELS) if not label.same]
    assert len(different) > 40
    assert [label for label in different if shown[label.left] == shown[label.right]] == []


@pytest.mark.shared_data
def test_no_licence_is_mixed_and_no_centroid_counts(cursor: Cursor) -> None:
    mixed = """
    SELECT count(*) FROM third_place AS member JOIN third_place AS place ON place.id = member.merged_into
    WHERE member.licence <> place.licence OR place.licence = 'unconfirmed'
      OR (member.source, member.list) = (place.source, place.list)
    """
    assert cursor.execute(mixed).fetchone() == (0,)
    assert cursor.execute(
        "SELECT count(*) > 30 FROM third_place WHERE merged_into IS NOT NULL"
    ).fetchone() == (True,)
    by_distance = """
    SELECT count(*) FROM duplicate_pair
    JOIN third_place AS one ON one.id = left_id JOIN third_place AS other ON other.id = right_id
    WHERE 'commune_centroid' IN (one.position_precision, other.position_precision)
      AND explanation LIKE '%positions % m apart%'
    """
    assert cursor.execute(by_distance).fetchone() == (0,)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"half,left_source\n", "no column left_id"),
        (b"half,left_source,left_id,right_source,right_id,same\na,b,c,d,e,yes\n", "Line 2"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_labels_that_cannot_be_used(tmp_path: Path, content: bytes, error: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(LabelsError, match=error):
        read_labels(path)
