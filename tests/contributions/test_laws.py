"""Laws of history, whatever imports and people do in whatever order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from support.contributions import SYSTEM, Directory, directory, place
from support.strength import scaled

from app.directory.contributions.author import Author
from app.directory.contributions.changes import undo, undo_all_of, undo_import
from seeds.reading.records import EquipmentRecord, PlaceRecord

RECORDS = ("a", "b", "c")
PEOPLE = ("ines@lieu.example", "paul@autre.example")
TYPES = ("printer_3d", "wifi", "cnc")
NAMES = st.sampled_from(["Le Hangar", "La Forge", "L’Atelier"])
HOURS = st.sampled_from([None, "Mo-Fr 09:00-18:00", "Sa 10:00-12:00; PH off"])
TELEPHONES = st.sampled_from([None, "+33240000001", "+33240000002"])
KINDS = st.sampled_from(["third_place", "fablab", "library"])
ITEMS = st.builds(
    EquipmentRecord,
    type_code=st.sampled_from(TYPES),
    quantity=st.sampled_from([None, 1, 5]),
    shareable=st.sampled_from(["yes", "unknown"]),
)
COLUMNS = st.fixed_dictionaries(
    {"name": NAMES, "opening_hours": HOURS, "telephone": TELEPHONES, "kind": KINDS},
    optional={
        "status": st.sampled_from(["open", "closed"]),
        "latitude": st.sampled_from([47.24, 47.25]),
        "equipment_absent": st.sampled_from([(), ("laser_cutter",)]),
    },
)
FILES = st.dictionaries(
    st.sampled_from(RECORDS),
    st.tuples(COLUMNS, st.lists(ITEMS, max_size=3, unique_by=lambda item: item.type_code)),
)
STATED = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "kind": KINDS,
        "status": st.sampled_from(["open", "planned"]),
        "opening_hours": HOURS,
        "telephone": TELEPHONES,
        "website": st.sampled_from([None, "https://lieu.example"]),
        "email": st.sampled_from([None, "contact@lieu.example"]),
        "address": st.sampled_from([None, "1 rue Neuve"]),
        "equipment": st.dictionaries(
            st.sampled_from(TYPES),
            st.none()
            | st.fixed_dictionaries({"quantity": st.sampled_from([None, 2]), "shareable": st.just("yes")}),
        ),
    },
)
File = Mapping[str, tuple[dict[str, Any], list[EquipmentRecord]]]


@dataclass(frozen=True)
class Import:
    file: File


@dataclass(frozen=True)
class Edit:
    record: str
    values: dict[str, Any]
    person: str
    as_manager: bool


@dataclass(frozen=True)
class Undo:
    which: int


@dataclass(frozen=True)
class UndoPerson:
    person: str


@dataclass(frozen=True)
class UndoImport:
    which: int


EDITS = st.builds(Edit, st.sampled_from(RECORDS), STATED, st.sampled_from(PEOPLE), st.booleans())
ACTS = st.one_of(
    st.builds(Import, FILES),
    EDITS,
    EDITS,
    st.builds(Undo, st.integers(0, 20)),
    st.builds(UndoPerson, st.sampled_from(PEOPLE)),
    st.builds(UndoImport, st.integers(0, 5)),
)


def records(file: File) -> list[PlaceRecord]:
    return [place(record, equipment, **columns) for record, (columns, equipment) in file.items()]


def do(here: Directory, act: object) -> None:
    match act:
        case Import(file):
            here.imported(records(file))
        case Edit(record, values, person, as_manager):
            if here.value("SELECT count(*) FROM third_place WHERE source_record_id = :record", record=record):
                here.said(record, values, as_manager=as_manager, person=person)
        case Undo(which):
            if number := nth(here, "revision", which):
                undo(here.driver, number, SYSTEM, "Erreur")
        case UndoPerson(person):
            undo_all_of(here.driver, here.person(person), SYSTEM, None)
        case UndoImport(which):
            if number := nth(here, "import_run", which):
                undo_import(here.driver, number, SYSTEM, None)


def nth(here: Directory, table: str, which: int) -> int | None:
    numbers = [row[0] for row in here.sql.execute(text(f"SELECT id FROM {table} ORDER BY id"))]  # noqa: S608
    return numbers[which % len(numbers)] if numbers else None


@given(acts=st.lists(ACTS, min_size=1, max_size=8))
@settings(max_examples=scaled(1))
def test_revisions_replayed_from_nothing_give_the_present_directory(
    engine: Engine, acts: list[object]
) -> None:
    with directory(engine) as here:
        for act in acts:
            do(here, act)
            assert here.replayed() == here.state()
        before = here.listed()
        here.sql.execute(text("SELECT refresh_third_place_listing()"))
        assert here.listed() == before


@given(file=FILES.filter(lambda file: "a" in file), edit=STATED, later=FILES)
@settings(max_examples=scaled(1))
def test_an_import_after_an_edit_keeps_the_edit(
    engine: Engine, file: File, edit: dict[str, Any], later: File
) -> None:
    with directory(engine) as here:
        here.imported(records(file))
        here.said("a", edit)
        edited, stated = here.listed()["a"], here.stated("a")
        tally = here.imported(records(file))
        assert (tally.counts.created, tally.counts.updated) == (0, 0)
        assert here.listed()["a"] == edited
        whole = {"a": file["a"], **later}
        here.imported(records(whole))
        assert here.stated("a") == stated
        assert here.own("a", stated) == stated
        kept = here.listed()["a"]
        again = here.imported(records(whole))
        assert (again.counts.created, again.counts.updated) == (0, 0)
        assert here.listed()["a"] == kept


@given(file=FILES.filter(lambda file: "a" in file), first=STATED, edit=STATED, as_manager=st.booleans())
@settings(max_examples=scaled(1))
def test_a_change_that_is_taken_back_leaves_what_was_before(
    engine: Engine, file: File, first: dict[str, Any], edit: dict[str, Any], as_manager: bool
) -> None:
    with directory(engine) as here:
        here.imported(records(file))
        here.said("a", first)
        before, listed = here.state(), here.listed()
        revision = here.said("a", edit, as_manager=as_manager)
        if revision is None:
            assert here.state() == before
            return
        done = undo(here.driver, revision.id, Author.system(), None)
        assert (done.revisions, done.kept) == (1, 0)
        assert here.state() == before
        assert without_times(here.listed()) == without_times(listed)
        assert undo(here.driver, revision.id, Author.system(), None).revisions == 0
        assert done.changeset_id is not None
        redone = here.value("SELECT id FROM revision WHERE changeset_id = :id", id=done.changeset_id)
        undo(here.driver, redone, Author.system(), None)
        assert here.state()[revision.third_place_id] == {
            field: value
            for field, value in {**before[revision.third_place_id], **(revision.new or {})}.items()
            if value is not None
        }


@given(file=FILES, edit=STATED, later=FILES)
@settings(max_examples=scaled(1))
def test_an_import_that_is_taken_back_leaves_what_was_before(
    engine: Engine, file: File, edit: dict[str, Any], later: File
) -> None:
    with directory(engine) as here:
        here.imported(records(file))
        if "a" in file:
            here.said("a", edit)
        before, listed = here.state(), here.listed()
        run = here.run()
        here.imported(records(later), run)
        assert undo_import(here.driver, run, Author.system(), "Mauvais fichier").kept == 0
        assert here.state() == before
        assert without_times(here.listed()) == without_times(listed)
        assert undo_import(here.driver, run, Author.system(), None).revisions == 0


def without_times(listed: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    left_out = {"updated_at", "fetched_at", "sources"}
    return {
        record: {name: value for name, value in properties.items() if name not in left_out}
        for record, properties in listed.items()
    }
