"""Edits of a scenario, and what they change: coverage before and after, without touching the directory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.directory.matching.sentences import Sentence, sentence
from app.directory.planning.coverage import three_classes
from app.directory.planning.planner import Classified, Planner
from app.directory.planning.queries import CANDIDATE_PLACES
from app.directory.planning.selection import CoverageSelection
from app.platform.cache.once_per_version import OncePerVersion
from geo.nearest import NearestIndex
from geo.two_nearest import TwoNearest

ADD, MOVE, CLOSE, EQUIP = EDIT_KINDS = ("add", "move", "close", "equip")
MOST_EDITS = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: a place added at a point, or one of the directory moved, closed or equipped."""

    kind: str
    place: str
    """Public id of the place; of one that is added, a name of the planner's own."""
    longitude: float | None = None
    """Point that it is added at or moved to, in degrees, WGS 84."""
    latitude: float | None = None
    name: str | None = None


@dataclass(frozen=True)
class Base:
    """Places around the origins of a selection, as they are; kept for every scenario over it."""

    classified: Classified
    matching: TwoNearest
    silent: TwoNearest
    places: Mapping[str, tuple[float, float]]
    """Open places of the directory, by id: longitude, latitude."""
    numbers: Mapping[str, tuple[str, int]]
    """Of those that match or say nothing: which of the two, and its number there."""


@dataclass(frozen=True)
class Outcome:
    """Coverage before and after some edits."""

    before: Classified
    after: Classified
    problems: list[Sentence]
    """Edits that could not be made, and why: a place may have gone since."""


_BASES: OncePerVersion[Base] = OncePerVersion(4)
"""Some 10 MB each for all organisations."""


def base_of(planner: Planner, selection: CoverageSelection, where: Mapping[str, Any]) -> Base:
    """Return what scenarios over a selection start from; kept while the directory is the same."""
    inside = tuple(sorted((level, code) for level, code in where.items() if code is not None))
    version = planner.version()
    return _BASES.get(
        planner.database,
        version,
        (selection, inside),
        lambda: _base(planner, selection, version, inside),
    )


def _base(
    planner: Planner, selection: CoverageSelection, version: str, inside: Sequence[tuple[str, str]]
) -> Base:
    classified = planner.classified(selection, version=version)
    rows = classified.origins.within(dict(inside))
    classified = replace(classified, origins=classified.origins.only(rows), classes=classified.classes[rows])
    origins, supply = classified.origins, classified.supply
    known = origins.has_position
    index = NearestIndex(origins.longitude[known], origins.latitude[known])
    matching, silent = (
        TwoNearest(index, places.longitude, places.latitude, selection.reach_m)
        for places in (supply.matching, supply.silent)
    )
    numbers = {one: ("silent", number) for number, one in enumerate(supply.silent_ids)}
    numbers |= {one: ("matching", number) for number, one in enumerate(supply.ids)}
    places = {row[0]: (row[1], row[2]) for row in planner.database.fetch_all(CANDIDATE_PLACES)}
    return Base(classified, matching, silent, places, numbers)


def apply(base: Base, edits: Sequence[Edit]) -> Outcome:
    """Return what edits change, in their order. Those that cannot be made are told and left out."""
    state = _State(base)
    problems = [
        sentence(
            problem["code"],
            f"Changement {number} : {problem['fr']}",
            f"Edit {number}: {problem['en']}",
        )
        for number, edit in enumerate(edits, start=1)
        if (problem := state.make(edit)) is not None
    ]
    return Outcome(base.classified, state.classified(), problems)


class _State:
    """Places of a scenario while its edits are made."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._kept = {"matching": base.matching.copy(), "silent": base.silent.copy()}
        self._numbers = dict(base.numbers)
        self._positions: dict[str, tuple[float, float]] = {}
        self._closed: set[str] = set()

    def make(self, edit: Edit) -> Sentence | None:
        """Make an edit; return why it cannot be made, or None."""
        if edit.kind == ADD:
            return self._add(edit)
        at = self._positions.get(edit.place) or self._base.places.get(edit.place)
        if at is None or edit.place in self._closed:
            return sentence(
                "no_open_place",
                f"il n’y a pas de lieu ouvert {edit.place}.",
                f"there is no open place {edit.place}.",
            )
        if edit.kind == MOVE:
            self._move(edit)
            return None
        if edit.kind == CLOSE:
            self._take_out(edit.place)
            self._positions.pop(edit.place, None)
            self._closed.add(edit.place)
            return None
        if self._numbers.get(edit.place, ("", 0))[0] == "matching":
            return sentence(
                "matches_already", f"{edit.place} convient déjà.", f"{edit.place} matches already."
            )
        self._take_out(edit.place)
        self._put("matching", edit.place, *at)
        return None

    def _add(self, edit: Edit) -> Sentence | None:
        if edit.place in self._positions or edit.place in self._base.places:
            return sentence(
                "place_exists",
                f"il y a déjà un lieu {edit.place}.",
                f"there is a place {edit.place} already.",
            )
        assert edit.longitude is not None and edit.latitude is not None  # noqa: S101, PT018 - validated
        self._closed.discard(edit.place)
        self._put("matching", edit.place, edit.longitude, edit.latitude)
        return None

    def _move(self, edit: Edit) -> None:
        assert edit.longitude is not None and edit.latitude is not None  # noqa: S101, PT018 - validated
        kept = self._take_out(edit.place)
        self._positions[edit.place] = (edit.longitude, edit.latitude)
        if kept is not None:
            self._put(kept, edit.place, edit.longitude, edit.latitude)

    def _take_out(self, place: str) -> str | None:
        kept, number = self._numbers.pop(place, (None, 0))
        if kept is not None:
            self._kept[kept].close(number)
        return kept

    def _put(self, kept: str, place: str, longitude: float, latitude: float) -> None:
        self._numbers[place] = (kept, self._kept[kept].add(longitude, latitude))
        self._positions[place] = (longitude, latitude)

    def classified(self) -> Classified:
        """Return the origins in the classes that the places lead to."""
        before = self._base.classified
        known, classes = before.origins.has_position, before.classes.copy()
        classes[known] = three_classes(self._kept["matching"].is_covered, self._kept["silent"].is_covered)
        return replace(before, classes=classes)
