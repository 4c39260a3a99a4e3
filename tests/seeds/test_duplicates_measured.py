"""How right the rules are on labelled pairs of the published files; see `docs/duplicates.md`."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Cursor

from app.db.database import libpq_url
from seeds.duplicates.measure import LabelsError, measure, read_labels

LABELS = Path(__file__).parent / "labels" / "duplicate_pairs.csv"
LEAST_PRECISION, LEAST_RECALL, LEAST_RECALL_WITH_REVIEW = 0.98, 0.75, 0.85

pytestmark = pytest.mark.shared_data


@pytest.fixture
def cursor(published_url: str) -> Iterator[Cursor]:
    with psycopg.connect(libpq_url(published_url)) as connection, connection.cursor() as opened:
        yield opened


def test_the_rules_are_right_on_pairs_that_were_kept_out(cursor: Cursor) -> None:
    labels = read_labels(LABELS)
    assert len(labels) == 100
    (held_out,) = [row for row in measure(cursor, labels) if row.half == "held_out"]
    assert held_out.unknown == 0
    assert held_out.precision >= LEAST_PRECISION
    assert held_out.recall >= LEAST_RECALL
    assert held_out.recall_with_review >= LEAST_RECALL_WITH_REVIEW


def test_what_is_labelled_different_is_shown_apart(cursor: Cursor) -> None:
    """Not only pair by pair: no chain of pairs brings them together either."""
    shown = {
        (source, record): under
        for source, record, under in cursor.execute(
            "SELECT source, source_record_id, coalesce(merged_into, id) FROM third_place"
        )
    }
    different = [label for label in read_labels(LABELS) if not label.same]
    assert len(different) > 40
    assert [label for label in different if shown[label.left] == shown[label.right]] == []


def test_no_licence_is_mixed_and_no_centroid_counts(cursor: Cursor) -> None:
    mixed = """
    SELECT count(*) FROM third_place AS member JOIN third_place AS place ON place.id = member.merged_into
    WHERE member.licence <> place.licence OR place.licence = 'unconfirmed' OR member.source = place.source
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
