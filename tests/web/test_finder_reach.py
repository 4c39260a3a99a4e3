"""A list around a start ends where there are enough places, and goes further when it is asked to."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.pages import Document, read
from support.rows import Rows

from app.publishing.pages.finder.query import reach_km

GUERET = (1.87, 46.17)
KM = 0.009
"""Degrees of latitude, about a kilometre."""


@pytest.fixture(scope="module")
def directory(module_url: str) -> Iterator[FlaskClient]:
    """A town with a place every 300 metres to the north, thirty of them, and one far away."""
    with Rows.into(module_url) as rows:
        rows.commune("23096", "Guéret", GUERET, postcodes=["23000"], population=13_000)
        rows.commune("75056", "Paris", (2.35, 48.86), population=2_000_000)
        for number in range(30):
            equipment = ["printer_3d"] if number % 3 == 0 else ["wifi"]
            rows.place((1.87, 46.17 + 0.3 * KM * number), public_id=f"tl-{number:02}", equipment=equipment)
        rows.place((2.35, 48.86), public_id="tl-paris")
    with client_of(module_url) as client:
        yield client


def count_of(page: Document) -> str:
    (results,) = page.all("section", id="results")
    return results["data-count"] or ""


def test_the_list_ends_where_there_are_enough_and_says_so(directory: FlaskClient) -> None:
    page = read(directory, "/?q=Guéret")
    assert "30 lieux à moins de 10 km, du plus proche au plus éloigné" in page.text
    assert count_of(page) == "30 lieux"
    assert "Chercher plus loin : 20 km , 50 km , partout" in page.text


def test_further_and_everywhere(directory: FlaskClient) -> None:
    assert count_of(read(directory, "/?q=Guéret&radius_km=20000")) == "31 lieux"
    assert "À toute distance" in read(directory, "/?q=Guéret&radius_km=20000").text
    assert "Chercher plus loin" not in read(directory, "/?q=Guéret&radius_km=20000").text
    assert count_of(read(directory, "/?q=Guéret&radius_km=2")) == "7 lieux"


def test_a_few_places_are_all_shown(directory: FlaskClient) -> None:
    page = read(directory, "/?q=Guéret&equipment=printer_3d")
    assert count_of(page) == "10 lieux"
    assert "Chercher plus loin" not in page.text


def test_the_next_page_goes_on_within_the_same_distance(directory: FlaskClient) -> None:
    (more,) = read(directory, "/?q=Guéret").all("a", id="more")
    page = read(directory, more["href"] or "")
    assert len(page.with_class("card")) == 10
    assert page.all("a", id="more") == []


def test_the_file_is_of_the_list_with_its_start(directory: FlaskClient) -> None:
    page = read(directory, "/?q=Guéret")
    (address,) = [link["href"] or "" for link in page.all("a") if ".csv" in (link["href"] or "")]
    lines = directory.get(address).text.splitlines()
    assert len(lines) == 31
    column = lines[0].split(",").index("distance_m")
    distances = [float(line.split(",")[column]) for line in lines[1:]]
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    ("distances", "km"),
    [
        ([100.0] * 20, 2),
        ([100.0] * 19, None),
        ([100.0] * 19 + [2000.0], 2),
        ([100.0] * 19 + [2001.0], 5),
        ([100.0] * 19 + [400_000.0], 100),
        ([100.0] * 4 + [400_000.0] * 16, None),
    ],
)
def test_the_first_radius_holds_a_page_or_is_the_widest(distances: list[float], km: int | None) -> None:
    assert reach_km(distances, 20) == km
