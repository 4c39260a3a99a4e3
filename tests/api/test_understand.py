"""`/api/v1/understand`: what a text asks for, over the directory's own towns."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.rows import Rows

GUERET = (1.87, 46.17)


@pytest.fixture(scope="module")
def directory(module_url: str) -> Iterator[FlaskClient]:
    """Two towns and a place."""
    with Rows.into(module_url) as rows:
        rows.commune("23096", "Guéret", GUERET, postcodes=["23000"], population=13_000)
        rows.commune("87085", "Limoges", (1.26, 45.83), postcodes=["87000"], population=130_000)
        rows.place(GUERET, public_id="tl-ici", name="La Quincaillerie", city="Guéret")
    with client_of(module_url) as client:
        yield client


def ask(client: FlaskClient, q: str) -> dict[str, object]:
    response = client.get("/api/v1/understand", query_string={"q": q})
    assert response.status_code == 200, response.text
    document: dict[str, object] = response.json
    return document


def test_a_whole_search_is_read(directory: FlaskClient) -> None:
    found = ask(directory, "imprimante 3D Guéret samedi 14 h accessible gratuit sur rdv zorglub")
    assert found["equipment"] == ["printer_3d"]
    assert found["town"] == {"code": "23096", "name": "Guéret", "match": "name", "lon": 1.87, "lat": 46.17}
    assert found["when"] == {"day": "saturday", "hour": "14:00"}
    assert (found["wheelchair"], found["free"], found["by_appointment"]) == (True, True, True)
    assert found["not_understood"] == ["zorglub"]


def test_parts_are_where_they_stand_in_the_text(directory: FlaskClient) -> None:
    q = "imprimente 3d à GUÉRET, samedi"
    parts = ask(directory, q)["parts"]
    assert isinstance(parts, list)
    assert all(q[part["start"] : part["end"]] == part["text"] for part in parts)
    assert [(part["family"], part["is_guess"]) for part in parts] == [
        ("equipment", True),
        ("place", False),
        ("when", False),
    ]


def test_a_territory_is_no_town(directory: FlaskClient) -> None:
    found = ask(directory, "Creuse")
    assert found["town"] is None
    assert found["territory"] == {"level": "department", "code": "23", "name": "Creuse"}
    assert ask(directory, "Alsace")["territory"] == {
        "level": "departments",
        "code": "67,68",
        "name": "Alsace",
    }


@pytest.mark.parametrize(
    ("q", "types"),
    [("imprim", {"equipment"}), ("quincail", {"place"}), ("guer", {"town"}), ("creus", {"territory"})],
)
def test_suggestions_are_of_the_kind_that_is_meant(directory: FlaskClient, q: str, types: set[str]) -> None:
    found = ask(directory, q)["suggestions"]
    assert isinstance(found, list)
    assert types <= {one["type"] for one in found}


@pytest.mark.parametrize("q", ["%", "_", "\\", "'; --", "…", "100 %", "a" * 200, "\u0301" * 50, "3D " * 60])
def test_any_text_has_an_answer(directory: FlaskClient, q: str) -> None:
    assert ask(directory, q)["q"] == q.strip()


@pytest.mark.parametrize("query", ["", "q=", "q=" + "a" * 201, "q=a%00", "q=a&limit=0", "q=a&x=1"])
def test_what_is_wrong_is_400(directory: FlaskClient, query: str) -> None:
    assert directory.get(f"/api/v1/understand?{query}").status_code == 400
