"""What an operator merges and takes apart, by the commands `merge`, `unmerge` and `duplicates`."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from support.importing import NANTES, import_rows, rows, value
from support.lanterne import (
    CENSUS,
    LABEL,
    LISTING,
    SHARED,
    WORKSHOP,
    features,
    public_id,
    run,
    under_licences,
)
from support.strength import scaled

pytestmark = pytest.mark.slow


def test_merge_and_unmerge_restore_the_listing(empty_url: str, engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CENSUS)
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "Le Sémaphore"})
    before = rows(engine, LISTING)
    first, second = public_id(engine, "cget-2019"), public_id(engine, "fabriques")

    merged = run(empty_url, "merge", second, first)
    assert merged.exit_code == 0
    assert f"{second} is shown under {first}" in merged.stdout
    (feature,) = features(engine)
    assert feature["id"] == first
    assert feature["properties"]["funded"] is True
    # The decision stays over another import, changed or not.
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "Le Sémaphore"})
    import_rows(engine, tmp_path, "cget-2019", {**CENSUS, "NOM_TL": "La Lanterne bleue"})
    assert len(features(engine)) == 1
    import_rows(engine, tmp_path, "cget-2019", CENSUS)

    parted = run(empty_url, "unmerge", second)
    assert parted.exit_code == 0
    assert f"{second} is a place of its own" in parted.stdout
    after = rows(engine, LISTING)
    assert [_timeless(row) for (row,) in after] == [_timeless(row) for (row,) in before]


def _timeless(row: str) -> str:
    """Return a row without the times of import, which a changed import moves."""
    bare = re.sub(r'"+(?:fetched_at|updated_at)"+\s*:\s*"+[^"]+"+', "", row.replace("\\", ""))
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+\+\d\d", "", bare)


def test_unmerged_records_stay_apart_though_a_rule_is_certain(
    empty_url: str, three: Engine, tmp_path: Path
) -> None:
    label = public_id(three, "fabriques")
    assert run(empty_url, "unmerge", label).exit_code == 0
    assert len(features(three)) == 2
    import_rows(three, tmp_path, "fabriques", {**LABEL, "nom": "LA LANTERNE"})
    assert label in {feature["id"] for feature in features(three)}
    # Merging it again is with all that the place is shown from.
    assert run(empty_url, "merge", label, public_id(three, "cget-2019")).exit_code == 0
    assert len(features(three)) == 1


def test_unmerging_the_place_leaves_the_others_together(empty_url: str, three: Engine) -> None:
    first = public_id(three, "cget-2019")
    assert run(empty_url, "unmerge", first).exit_code == 0
    assert {feature["id"] for feature in features(three)} == {first, public_id(three, "fabriques")}
    shown = value(three, "SELECT merged_into FROM third_place WHERE source = 'manufactures'")
    assert shown == value(three, "SELECT id FROM third_place WHERE source = 'fabriques'")


@settings(max_examples=scaled(0.25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.integers(0, 5), min_size=2, max_size=4, unique=True), data=st.data())
def test_any_merge_taken_back_restores_the_listing_byte_for_byte(
    empty_url: str, engine: Engine, tmp_path: Path, chosen: list[int], data: st.DataObject
) -> None:
    if not features(engine):
        import_rows(engine, tmp_path, "communes", NANTES)
        names = ("Alouette", "Belladone", "Cormoran", "Digitale", "Estragon", "Fenouil")
        import_rows(
            engine,
            tmp_path,
            "cget-2019",
            *({**CENSUS, "ID": str(n), "NOM_TL": name, "WEB": ""} for n, name in enumerate(names[:3])),
        )
        import_rows(
            engine,
            tmp_path,
            "fabriques",
            *({**LABEL, "id": f"f-{n}", "nom": name} for n, name in enumerate(names[3:])),
        )
    before = rows(engine, LISTING)
    ids = [row[0] for row in rows(engine, "SELECT public_id FROM third_place ORDER BY id")]
    merged = [ids[number] for number in chosen]
    taken_out = data.draw(st.permutations(merged))[1:]  # before anything is done: a draw may end the example
    assert run(empty_url, "merge", *merged).exit_code == 0
    assert len(features(engine)) == len(ids) - len(merged) + 1
    assert (
        value(
            engine,
            "SELECT count(*) FROM third_place AS one JOIN third_place AS other ON other.id = one.merged_into"
            " WHERE other.merged_into IS NOT NULL",
        )
        == 0
    )
    for left in taken_out:
        assert run(empty_url, "unmerge", left).exit_code == 0
    assert rows(engine, LISTING) == before


def test_errors_say_what_to_do(empty_url: str, three: Engine) -> None:
    first = public_id(three, "cget-2019")
    unknown = run(empty_url, "merge", first, "tl-nothing")
    assert unknown.exit_code == 1
    assert "no place with the id 'tl-nothing'" in unknown.stderr
    assert run(empty_url, "merge", first, "a\x00b").exit_code == 1
    assert run(empty_url, "merge", first, first).exit_code == 2
    assert run(empty_url, "merge").exit_code == 2
    assert run(empty_url, "unmerge", public_id(three, "fabriques")).exit_code == 0
    alone = run(empty_url, "unmerge", public_id(three, "fabriques"))
    assert alone.exit_code == 1
    assert "shown alone" in alone.stderr
    assert value(three, "SELECT count(*) FROM duplicate_pair WHERE verdict = 'same'") == 1


def test_an_operator_cannot_mix_licences(empty_url: str, engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CENSUS)
    import_rows(engine, tmp_path, "mednum-equipment", {**SHARED, "nom": "Médiathèque du quai"})
    done = run(empty_url, "merge", public_id(engine, "cget-2019"), public_id(engine, "mednum-equipment"))
    assert done.exit_code == 0
    assert "licences may not be mixed" in done.stdout
    (place,) = features(engine)
    assert len(under_licences(engine)) == 2
    assert place["properties"]["same_as"] == [public_id(engine, "mednum-equipment")]
    assert run(empty_url, "unmerge", public_id(engine, "mednum-equipment")).exit_code == 0
    assert len(features(engine)) == 2
    import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    assert len(features(engine)) == 2, "the decision stays"


def test_duplicates_are_listed_for_people_and_machines(
    empty_url: str, engine: Engine, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", {**CENSUS, "NOM_TL": "=La Lanterne"})
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "La Lanterne; Le Phare"})
    import_rows(engine, tmp_path, "manufactures", WORKSHOP)
    waiting = json.loads(run(empty_url, "duplicates", "--review", "--json").stdout)
    assert [pair["verdict"] for pair in waiting] == ["review", "review"]
    assert all("several places" in pair["explanation"] for pair in waiting)
    everything_found = json.loads(run(empty_url, "duplicates", "--json").stdout)
    assert {pair["verdict"] for pair in everything_found} == {"review", "same"}
    printed = list(csv.DictReader(io.StringIO(run(empty_url, "duplicates", "--csv").stdout)))
    assert "'=La Lanterne" in {pair["left_name"] for pair in printed}
    assert "shown as one" in run(empty_url, "duplicates").stdout
    assert run(empty_url, "duplicates", "--csv", "--json").exit_code == 2
