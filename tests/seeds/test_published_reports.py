"""The real files once more: checked, mended, and with two columns exchanged."""

from pathlib import Path

import pytest
from support.importing import everything, outcome, rows, value

from app.platform.database.connection import make_engine
from seeds.importing.check import check
from seeds.importing.import_file import import_
from seeds.importing.reports.document import counts
from seeds.importing.reports.stored import last_reports
from seeds.reading.refused_rows import write_part
from seeds.sources.registry import BY_NAME

pytestmark = pytest.mark.shared_data

POSITIONS = """
SELECT source_record_id, ST_X(position::geometry), ST_Y(position::geometry), commune_code
FROM (
  SELECT source, source_record_id, position, commune_code, vanished_at FROM third_place
  UNION ALL SELECT source, source_record_id, position, commune_code, vanished_at FROM organisation
) AS feature WHERE source = :source AND vanished_at IS NULL ORDER BY 1
"""


def test_a_check_of_a_published_file_keeps_nothing(shared_data: Path, own_published_url: str) -> None:
    engine = make_engine(own_published_url)
    before = everything(engine)
    with check(engine, shared_data / BY_NAME["cget-2019"].file_name) as report:
        (row,) = report.refused
    assert counts(report.outcome) == {
        "read": 1512, "created": 0, "updated": 0, "unchanged": 1511, "merged": 0, "refused": 1, "vanished": 0,
    }  # fmt: skip
    assert (row.line_number, row.code) == (1461, "position_far_from_commune")
    assert everything(engine) == before
    engine.dispose()


def test_the_mended_row_of_a_published_file_is_loaded_beside_the_others(
    tmp_path: Path, own_published_url: str
) -> None:
    engine = make_engine(own_published_url)
    path = tmp_path / "mended.csv"
    with engine.connect() as connection, path.open("w", encoding="utf-8", newline="") as out:
        assert write_part(out, last_reports(connection, "cget-2019")[0].refused) == 1
    path.write_text(path.read_text(encoding="utf-8").replace(",14327,", ",06152,"), encoding="utf-8")
    report = import_(engine, BY_NAME["cget-2019"], path)
    assert outcome(report) == (0, 0, 0, 0, 0)
    assert report.tally.counts.merged == 1, "another file has the same place under another licence"
    assert value(engine, "SELECT count(*) FROM third_place WHERE vanished_at IS NOT NULL") == 0
    communes = {row[0]: row[3] for row in rows(engine, POSITIONS, source="cget-2019")}
    assert communes["1460"] == "06152"
    engine.dispose()


@pytest.mark.parametrize("source", ["cget-2019", "mednum-equipment", "organisations-cfa", "manufactures"])
def test_exchanged_columns_of_a_published_file_are_put_right(
    shared_data: Path, tmp_path: Path, own_published_url: str, source: str
) -> None:
    """Nothing but the names of two columns is changed, and nothing of the directory either."""
    engine = make_engine(own_published_url)
    path = tmp_path / "exchanged.csv"
    header, rest = (shared_data / BY_NAME[source].file_name).read_text(encoding="utf-8").split("\n", 1)
    for one, other in (("latitude", "longitude"), ("LAT", "LONG")):
        header = ",".join({one: other, other: one}.get(name, name) for name in header.split(","))
    path.write_text(f"{header}\n{rest}", encoding="utf-8")
    before = rows(engine, POSITIONS, source=source)
    report = import_(engine, BY_NAME[source], path)
    assert report.tally.remarks["position_swapped_back"].count > 0.9 * report.tally.read
    after = rows(engine, POSITIONS, source=source)
    changed = {old[0]: (old, new) for old, new in zip(before, after, strict=True) if old != new}
    # Without a commune nothing confirms the exchange, and no position is better than a guessed one.
    assert {new[1:] for _, new in changed.values()} <= {(None, None, None)}
    assert len(changed) == (9 if source == "mednum-equipment" else 0)
    from_the_point = [old for old, _ in changed.values() if old[3]]
    assert len(from_the_point) == (8 if source == "mednum-equipment" else 0)
    engine.dispose()
