"""Three classes of coverage, beside every distance computed apart."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from app.directory.planning.coverage import Coverage, classify
from geo.geodesic import distance_m
from geo.nearest import NearestIndex

POINTS = st.one_of(
    st.tuples(st.floats(-3, 3), st.floats(44, 46)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.sampled_from([(2.0, 45.0), (180.0, -16.5), (-180.0, -16.5), (0.0, 90.0)]),
)
SITES = st.lists(st.one_of(POINTS, st.just((None, None))), max_size=12)
PLACES = st.lists(st.tuples(POINTS, st.booleans()), max_size=12)


@given(sites=SITES, places=PLACES, reach_km=st.sampled_from((0.5, 20.0, 100.0, 2000.0)))
@example(sites=[(2.0, 45.0)], places=[((2.0, 45.0), False), ((2.0, 45.0), True)], reach_km=0.5)
@example(sites=[(None, None)], places=[((2.0, 45.0), True)], reach_km=2000.0)
def test_classes_are_those_of_every_distance(
    sites: list[tuple[float | None, float | None]],
    places: list[tuple[tuple[float, float], bool]],
    reach_km: float,
) -> None:
    rows = [(*at, offers) for at, offers in places]
    longitude, latitude = np.array(sites, dtype=float).reshape(-1, 2).T
    offering, silent = ([at for at, offers in places if offers is wanted] for wanted in (True, False))
    found = classify(longitude, latitude, index_of(offering), index_of(silent), reach_km * 1000)
    names = [("covered", "uncovered", "unknown")[one] for one in found]
    assert names == [_class_of(site, rows, reach_km * 1000) for site in sites]


def index_of(points: list[tuple[float, float]]) -> NearestIndex:
    return NearestIndex(*np.array(points, dtype=float).reshape(-1, 2).T)


def _class_of(
    site: tuple[float | None, float | None], places: list[tuple[float, float, bool]], reach_m: float
) -> str:
    if site[0] is None:
        return "unknown"
    near = {offers for *at, offers in places if float(distance_m(*site, *at)) <= reach_m}
    return "covered" if True in near else "unknown" if near else "uncovered"


def test_a_share_is_of_what_is_known() -> None:
    assert Coverage(3, 1, 96).share == 0.75
    assert Coverage(0, 0, 96).share is None
    assert Coverage(3, 1, 96) + Coverage(1, 1, 1) == Coverage(4, 2, 97)
    assert Coverage(3, 1, 96).total == 100
