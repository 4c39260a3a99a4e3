"""Hypothesis strategies: points on Earth, and selections."""

from typing import Any

from hypothesis import strategies as st
from support.rows import Position
from support.sample import ODD_POSITIONS, TOWNS, TYPES

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES

EVERY_CODE = tuple(fact.code for fact in EQUIPMENT_TYPES)
ANYWHERE = st.tuples(
    st.floats(-180, 180, allow_nan=False).map(lambda degrees: round(degrees, 7)),
    st.floats(-90, 90, allow_nan=False).map(lambda degrees: round(degrees, 7)),
)
IN_TOWN = st.builds(
    lambda town, east, north: (round(town[4] + east, 6), round(town[5] + north, 6)),
    st.sampled_from(TOWNS),
    st.floats(-0.2, 0.2),
    st.floats(-0.2, 0.2),
)
ODD = st.sampled_from((*ODD_POSITIONS, *((town[4], town[5]) for town in TOWNS)))
ORIGINS: st.SearchStrategy[Position] = st.one_of(IN_TOWN, ODD, ANYWHERE)
"""In a town, exactly on something, at a pole or the antimeridian, or anywhere."""


@st.composite
def boxes(draw: st.DrawFn) -> str:
    """Bounding boxes, some of them over the antimeridian, some without area."""
    (west, south), (east, north) = draw(ORIGINS), draw(ORIGINS)
    south, north = sorted((south, north))
    return f"{west!r},{south!r},{east!r},{north!r}"


def _some(values: tuple[str, ...], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most)


SHARED: dict[str, st.SearchStrategy[Any]] = {
    "bbox": boxes(),
    "q": st.sampled_from(
        ("haÿ", "CAFE zoe", "l'etabli", "oeuvre", "saint-denis", "100 %", "1", "rue eglise 3")
    ),
    "region": st.sampled_from(("11", "84", "94", "03", "04", "06")),
    "department": st.sampled_from(tuple(town[2] for town in TOWNS)),
    "epci": st.sampled_from(tuple(town[3] for town in TOWNS if town[3])),
    "commune": st.sampled_from(tuple(town[0] for town in TOWNS)),
    "licence": st.sampled_from(("LO-2.0", "ODbL-1.0", "unconfirmed")),
    "equipment": st.one_of(
        _some(EVERY_CODE, 3), st.lists(st.sampled_from(TYPES[:4]), min_size=1, max_size=1)
    ),
}
OF_PLACES: dict[str, st.SearchStrategy[Any]] = {
    "programme": _some(("deffinov", "fabrique-de-territoire", "manufacture-de-proximite"), 2),
    "funded": st.sampled_from(("true", "false")),
    "kind": _some(("third_place", "coworking", "fablab", "library"), 3),
    "status": _some(("open", "planned", "closed"), 3),
    "wheelchair": _some(("yes", "limited", "no"), 2),
}
OF_ORGANISATIONS: dict[str, st.SearchStrategy[Any]] = {
    "kind": _some(("cfa", "training_organisation"), 2),
    "status": _some(("open", "closed"), 2),
    "equipment_status": _some(("equipped", "unequipped", "unknown"), 2),
}


@st.composite
def selections(draw: st.DrawFn, filters: dict[str, st.SearchStrategy[Any]], most: int = 4) -> dict[str, Any]:
    """Some filters together, with values of theirs."""
    names = draw(st.lists(st.sampled_from(sorted(filters)), max_size=most, unique=True))
    return {name: draw(filters[name]) for name in names}


@st.composite
def origins_with_radius(draw: st.DrawFn) -> dict[str, Any]:
    """An origin, mostly without a radius."""
    longitude, latitude = draw(ORIGINS)
    asked: dict[str, Any] = {"lat": latitude, "lon": longitude}
    if draw(st.booleans()):
        asked["radius_km"] = draw(st.sampled_from((0.001, 1, 5, 30, 800, 10_000, 20_100)))
    return asked


PLACE_SELECTIONS = selections(SHARED | OF_PLACES)
ORGANISATION_SELECTIONS = selections(SHARED | OF_ORGANISATIONS)
