"""Minutes on the pages of planning, beside a router whose roads are known, over HTTP."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support import stand_in
from support.pages import read
from support.router import Router, router
from support.rows import PARIS, Rows

from app.factory import create_app
from app.platform.settings import Settings

NEAR, FAR, SILENT = (2.40, 48.86), (2.90, 48.86), (3.30, 48.86)
CLOSED_ROAD = (2.95, 48.86)
"""A commune 3.7 kilometres from `FAR`: four minutes, or 37 by a slow road."""
PATH = "/territoires?territory=department-75&within_minutes=12"


@pytest.fixture
def server() -> Iterator[Router]:
    with router() as made:
        yield made


@pytest.fixture
def client(empty_url: str, server: Router) -> Iterator[FlaskClient]:
    with Rows.into(empty_url) as rows:
        where = {"department_code": "75", "region_code": "11"}
        rows.place(NEAR, equipment=["printer_3d"], **where)
        rows.place(SILENT, name="Muet", **where)
        rows.commune("75056", "Ville proche", CLOSED_ROAD)
        for number, at in enumerate((PARIS, FAR, SILENT)):
            rows.organisation(at, name=f"Organisme {number}", **where)
    app = create_app(Settings(router=f"osrm:{server.url}", router_timeout=2.0), empty_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def test_minutes_are_chosen_told_and_kept(client: FlaskClient) -> None:
    page = read(client, PATH)

    (field,) = page.all("input", name="within_minutes")
    assert field["value"] == "12"
    assert "à 12 min ou moins" in page.text
    assert [page.all("a", id=f"figure-{name}")[0]["href"] for name in ("covered", "uncovered", "unknown")]
    links = [link["href"] or "" for link in page.all("a") if "/territoires/" in (link["href"] or "")]
    assert all("within_minutes=12" in link for link in links if "origines" in link or "tableau" in link)


def test_the_list_and_the_points_are_those_of_the_router(client: FlaskClient, server: Router) -> None:
    query = PATH.partition("?")[2]
    assert "Organisme 1" in read(client, f"/territoires/origines?{query}").text
    assert client.get(f"/territoires/points.json?{query}").get_json()["uncovered"]["weights"] == [1.0]

    server.slow.add(NEAR)

    page = read(client, f"/territoires/origines?{query}")
    assert "Organisme 0" in page.text
    assert "Organisme 1" in page.text
    assert client.get(f"/territoires/points.json?{query}").get_json()["uncovered"]["weights"] == [1.0, 1.0]
    table = client.get(f"/territoires/tableau.csv?{query}").text.splitlines()[-1].split(",")
    assert table[2:6] == ["3", "0", "2", "1"]


def test_where_to_act_in_minutes(client: FlaskClient, server: Router) -> None:
    text = read(client, PATH).text
    assert "Muet +1" in text
    assert "Ville proche +1" in text
    assert "les 20 possibilités de chaque sorte" in text
    assert "n’a pas tout répondu" not in text

    server.slow.add(CLOSED_ROAD)

    text = read(client, PATH).text
    assert "Muet +1" in text
    assert "Ville proche" not in text


def test_where_the_router_is_silent_gains_are_not_called_whole(client: FlaskClient, server: Router) -> None:
    server.behaves = [stand_in.status(500)]

    text = read(client, PATH).text

    assert "n’a pas tout répondu" in text
    assert "Muet +" not in text
