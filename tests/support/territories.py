"""Answers about territories, read and checked as every test reads them; and a few that are known."""

from typing import Any

from flask.testing import FlaskClient
from support.clients import get
from support.rows import Rows

Territory = dict[str, Any]
NOUMEA = (166.45, -22.27)
BREST = (-4.486, 48.39)
QUIMPER = (-4.1, 47.996)
EPCI, OTHER_EPCI = "242900314", "200068120"


CLASSES = ("covered", "uncovered", "unknown")


def territories(client: FlaskClient, **asked: Any) -> dict[str, Any]:
    response = get(client, "/territories", **asked)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    body: dict[str, Any] = response.get_json()
    assert body["numberReturned"] == len(body["territories"]) <= body["numberMatched"]
    codes = [one["code"] for one in body["territories"]]
    assert codes == sorted(set(codes))
    assert {one["level"] for one in body["territories"]} <= {body["level"]}
    return body


def every(client: FlaskClient, **asked: Any) -> tuple[dict[str, Territory], dict[str, Any]]:
    """Follow the pages of a list; return its territories by code, and what lies outside."""
    body = territories(client, limit=1000, **asked)
    found = {one["code"]: one for one in body["territories"]}
    matched, outside = body["numberMatched"], body["outside"]
    while following := [link["href"] for link in body["links"] if link["rel"] == "next"]:
        body = client.get(following[0]).get_json()
        found |= {one["code"]: one for one in body["territories"]}
        assert body["outside"] == outside
    assert len(found) == matched
    return found, outside


def one(client: FlaskClient, code: str, **asked: Any) -> Territory:
    response = get(client, f"/territories/{code}", **asked)
    assert response.status_code == 200, response.text
    found: Territory = response.get_json()
    return found


def numbers(figures: dict[str, Any]) -> dict[str, int]:
    """Return the counts of a territory, or of what lies outside, flat."""
    coverage = figures["coverage"]
    return {
        **figures["third_places"],
        "organisations": figures["organisations"]["open"],
        "asked": coverage["total"],
        **{name: coverage[name] for name in CLASSES},
        "unequipped": coverage["unequipped"]["total"],
        **{f"unequipped_{name}": coverage["unequipped"][name] for name in CLASSES},
    }


def added(many: list[dict[str, Any]]) -> dict[str, int]:
    counted = [numbers(figures) for figures in many]
    return {name: sum(one[name] for one in counted) for name in counted[0]}


def write_brittany(rows: Rows) -> None:
    """Write three communes in two EPCI and two départements, and rows that lie in fewer levels."""
    rows.epci(EPCI, "Brest Métropole")
    rows.epci(OTHER_EPCI, "Pays d'Ailleurs")
    rows.commune("29019", "Brest", BREST, epci_code=EPCI, population=139456)
    rows.commune("29232", "Quimper", QUIMPER, epci_code=EPCI)
    rows.commune("56260", "Vannes", (-2.76, 47.66), epci_code=OTHER_EPCI)
    brest = {"department_code": "29", "commune_code": "29019", "epci_code": EPCI}
    quimper = brest | {"commune_code": "29232"}
    rows.place(BREST, equipment=["wifi"], awards=["deffinov"], **brest)
    rows.place(BREST, status="planned", equipment=["cnc"], **brest)
    rows.place(BREST, status="closed", equipment=["cnc"], awards=["deffinov"], **brest)
    rows.place(QUIMPER, equipment=[{"type_code": "wifi", "shareable": "no"}], **quimper)
    rows.place(None, department_code="29")
    rows.organisation(BREST, equipment_status="unequipped", **brest)
    rows.organisation(BREST, equipment_status="equipped", **brest)
    rows.organisation(BREST, status="closed", equipment_status="unequipped", **brest)
    rows.organisation(QUIMPER, equipment_status="unequipped", **quimper)
    rows.organisation(None, equipment_status="unequipped", department_code="29")
    rows.place(NOUMEA, equipment=["wifi"])
    rows.organisation(NOUMEA)
    rows.organisation(NOUMEA)
