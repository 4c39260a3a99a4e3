"""Filters by codes of communes and EPCI: what there is none of is refused, and the code to use is named."""

import pytest
from flask.testing import FlaskClient
from support.clients import get, problem
from support.rows import Rows


@pytest.fixture(scope="module")
def client(module_url: str, module_client: FlaskClient) -> FlaskClient:
    """A directory with a city that has arrondissements, and a commune that others were merged into."""
    with Rows.into(module_url) as rows:
        rows.epci("200066793", "Grand Annecy")
        rows.commune("75056", "Paris")
        rows.commune("75111", "Paris 11e Arrondissement", type="arrondissement", parent_code="75056")
        rows.commune("74010", "Annecy", epci_code="200066793")
        rows.commune("01018", "Arlod")  # merged long ago, and still in this directory
        rows.place(commune_code="75056", department_code="75", region_code="11")
    return module_client


LISTS = ("/third-places", "/organisations", "/matches", "/exports/third-places.geojson")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("commune", "75111", "use 75056 (Paris)"),
        ("commune", "13209", "use 13055"),
        ("commune", "74011", "use 74010 (Annecy)"),
        ("commune", "99999", "no commune with the INSEE code 99999"),
        ("epci", "000000000", "no EPCI with the SIREN 000000000"),
    ],
)
def test_a_code_that_does_not_exist(client: FlaskClient, path: str, name: str, code: str, says: str) -> None:
    body = problem(get(client, path, **{name: code}), 400)
    (message,) = body["errors"]["query"][name]
    assert says in message


@pytest.mark.parametrize(
    ("parameters", "count"),
    [({"commune": "75056"}, 1), ({"commune": "01018"}, 0), ({"epci": "200066793"}, 0)],
)
def test_codes_that_exist(client: FlaskClient, parameters: dict[str, str], count: int) -> None:
    response = get(client, "/third-places", **parameters)
    assert response.status_code == 200
    assert response.get_json(force=True)["numberMatched"] == count
