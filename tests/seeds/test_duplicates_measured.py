"""How right the rules are on labelled pairs of the published files; see `docs/duplicates.md`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import Cursor

from app.platform.database.connection import libpq_url
from seeds.loading.duplicates.facts import PlaceFacts, read_all
from seeds.loading.duplicates.measure import Figures, LabelsError, made_up_records, measure, read_labels

FOLDER = Path(__file__).parent / "labels"
LABELS = FOLDER / "duplicate_pairs.csv"
HARDER = FOLDER / "duplicate_pairs_2.csv"
DRAWN = FOLDER / "duplicate_pairs_3.csv"
FRESH = FOLDER / "duplicate_pairs_4.csv"
MADE_UP = FOLDER / "duplicate_made_up.csv"
MADE_UP_BLIND = FOLDER / "duplicate_made_up_2.csv"


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
    assert (found.pairs, found.undecided, found.unknown) == (44, 6, 0)
    assert found.precision == 1
    assert found.recall >= 0.95
    assert found.recall_with_review == 1


@pytest.mark.shared_data
def test_the_rules_on_pairs_of_one_door_that_were_kept_out(cursor: Cursor) -> None:
    """What is reached on pairs chosen to be hard; `docs/duplicates.md` says how far that is from the aim."""
    found = held_out(cursor, HARDER)
    assert (found.pairs, found.undecided, found.unknown) == (90, 10, 0)
    assert found.precision == 1
    assert found.recall >= 0.93
    assert found.recall_with_review == 1


@pytest.mark.shared_data
def test_the_rules_on_pairs_that_were_drawn_at_random(cursor: Cursor) -> None:
    found = held_out(cursor, DRAWN)
    assert (found.pairs, found.undecided, found.unknown) == (161, 10, 0)
    assert found.precision == 1
    assert found.recall >= 0.90
    assert found.recall_with_review >= 0.95


@pytest.mark.shared_data
def test_the_rules_on_pairs_that_no_rule_was_written_for(cursor: Cursor) -> None:
    """All that is left of the overlap; thirteen are one place, so that each one counts for much."""
    found = held_out(cursor, FRESH)
    assert (found.pairs, found.same, found.undecided, found.unknown) == (489, 13, 34, 1)
    assert found.merged - found.rightly_merged <= 1
    assert found.recall >= 0.69
    assert found.recall_with_review >= 0.92


@pytest.mark.shared_data
def test_names_that_differ(cursor: Cursor) -> None:
    """The aim, over all pairs on which two readers agree: precision 0.98, recall 0.95."""
    records = read_all(cursor)
    found = [
        row
        for path in (LABELS, HARDER, DRAWN)
        for row in measure(records, read_labels(path))
        if row.half == "all, names differ"
    ]
    assert sum(row.pairs for row in found) == 354
    assert sum(row.rightly_merged for row in found) >= 0.98 * sum(row.merged for row in found)
    assert sum(row.rightly_merged for row in found) >= 0.95 * sum(row.same for row in found)


def test_the_rules_on_invented_twins_and_quarters() -> None:
    (found, _) = measure(made_up_records(MADE_UP), read_labels(MADE_UP))
    assert (found.pairs, found.same, found.unknown) == (80, 40, 0)
    assert found.precision == 1
    assert found.recall >= 0.97
    assert found.recall_with_review == 1


def test_the_rules_on_invented_pairs_by_a_hand_that_had_not_read_them() -> None:
    """Missed: a fab lab and a desk of one institute are merged; two are left to an operator."""
    (found, _) = measure(made_up_records(MADE_UP_BLIND), read_labels(MADE_UP_BLIND))
    assert (found.pairs, found.same, found.unknown) == (60, 30, 0)
    assert found.merged - found.rightly_merged <= 1
    assert found.recall >= 0.93
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
    different = [label for label in read_labels(LABELS) if label.same is False]
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
        (b"half,left_source,left_id,right_source,right_id,same,second\na,b,c,d,e,1,x\n", "Line 2"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_labels_that_cannot_be_used(tmp_path: Path, content: bytes, error: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(LabelsError, match=error):
        read_labels(path)


def test_a_pair_on_which_readers_differ_is_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    header = "half,left_source,left_id,right_source,right_id,same,second,names"
    said = (("1", "1"), ("1", ""), ("1", "0"), ("?", ""), ("0", "?"), ("0", "0"))
    rows = [f"all,a,{number},b,{number},{one},{other},differ" for number, (one, other) in enumerate(said)]
    path.write_text("\n".join([header, *rows]))
    assert [label.same for label in read_labels(path)] == [True, True, None, None, None, False]
    here = PlaceFacts(1, "a", "0", "LO-2.0", "La Lanterne", commune_code="44109", commune="Nantes")
    records = [
        replace(here, id=2 * number + side, source=source, source_record_id=str(number))
        for number in range(len(said))
        for side, source in enumerate("ab")
    ]
    found = measure(records, read_labels(path))[-1]
    assert (found.pairs, found.same, found.merged, found.rightly_merged) == (3, 2, 3, 2)
    assert (found.undecided, found.undecided_merged, found.unknown) == (3, 3, 0)
