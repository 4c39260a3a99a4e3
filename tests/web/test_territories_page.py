"""Figures by territory, against the API and against distances computed apart."""

import csv
import io
import math
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyproj import Geod
from support.clients import collection, get
from support.pages import Document, read
from support.rows import PARIS, Rows
from support.territories import EPCI, write_brittany

from app.publishing.pages.decision import siting

NEAR_METRES = 20_000


def rows_of(page: Document) -> dict[str, dict[str, str]]:
    return {
        str(row["data-code"]): {key: str(value) for key, value in row.items()}
        for row in page.all("tr")
        if "data-code" in row
    }


def figures(page: Document) -> list[str]:
    """Return the four figures: all, covered, uncovered, unknown."""
    found = re.search(
        r"(?:Organismes ouverts|Apprenants déclarés|Habitants) (\d[\d\s]*) Couverts (\d[\d\s]*?) : voir.*?"
        r"Non couverts (\d[\d\s]*?) : voir.*?Inconnus (\d[\d\s]*?) : voir",
        page.text,
    )
    assert found, page.text[:2000]
    return [re.sub(r"\s", "", one) for one in found.groups()]


@pytest.mark.parametrize(("level", "count"), [("region", 18), ("department", 101)])
def test_figures_are_those_of_the_api(client: FlaskClient, level: str, count: int) -> None:
    found = rows_of(read(client, f"/territoires?level={level}"))
    assert len([code for code in found if code]) == count
    for code in list(found)[:: max(1, count // 6)]:
        row = found[code]
        for key, parameters in (
            ("data-places", {}),
            ("data-funded", {"funded": "true"}),
        ):
            total = collection(client, "/third-places", limit=1, **{level: code}, **parameters)[
                "numberMatched"
            ]
            assert int(row[key]) == total, (code, key)
        assert (
            int(row["data-organisations"])
            == collection(client, "/organisations", limit=1, **{level: code})["numberMatched"]
        )


def test_coverage_is_a_geodesic_distance(client: FlaskClient) -> None:
    places = collection(client, "/third-places", status="open", limit=1000)["features"]
    equipped = [
        feature["geometry"]["coordinates"]
        for feature in places
        if feature["geometry"]
        and any(item["shareable"] != "no" for item in feature["properties"]["equipment"])
    ]
    geod = Geod(ellps="WGS84")
    found = rows_of(read(client, "/territoires?level=department"))
    for code in ("01", "23", "75", "973", "2A"):
        sites = collection(client, "/organisations", department=code, limit=1000)["features"]
        covered = 0
        for site in sites:
            if site["geometry"] is None:
                continue
            longitude, latitude = site["geometry"]["coordinates"]
            distances = geod.inv(
                [longitude] * len(equipped),
                [latitude] * len(equipped),
                [point[0] for point in equipped],
                [point[1] for point in equipped],
            )[2]
            covered += min(distances) <= NEAR_METRES
        known = covered + int(found[code]["data-uncovered"])
        assert len(sites) == known + int(found[code]["data-unknown"])
        assert math.isclose(float(found[code]["data-covered"]), covered / known), code


def test_what_lies_outside_is_counted(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((166.45, -22.27), equipment=["wifi"])
        rows.organisation((166.46, -22.28))
        rows.organisation(PARIS, department_code="75")
    page = read(made, "/territoires?level=department")
    found = rows_of(page)
    assert found[""]["data-places"] == "1"
    assert found[""]["data-organisations"] == "1"
    assert found[""]["data-covered"] == "1.0"
    assert found["75"]["data-covered"] == "0.0"
    assert {code: found[code]["data-shade"] for code in ("", "75", "01")} == {
        "": "3",
        "75": "0",
        "01": "none",
    }
    assert "Non rattachés à un territoire de ce niveau" in page.text
    assert "data-covered" not in found["01"]


def test_what_is_unknown_is_not_shaded_as_the_worst(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, department_code="75")
        for _ in range(3):
            rows.organisation(PARIS, department_code="75")
        rows.organisation((PARIS[0] + 1, PARIS[1]), department_code="75")
        rows.organisation(PARIS, department_code="92")
    page = read(made, "/territoires?level=department")
    found = rows_of(page)
    # One is not covered, so that the share is 0; but of three in four nobody knows.
    assert (found["75"]["data-covered"], found["75"]["data-unknown"]) == ("0.0", "3")
    assert {code: found[code]["data-shade"] for code in ("75", "92", "01")} == {
        "75": "unknown",
        "92": "unknown",
        "01": "none",
    }
    assert "data-covered" not in found["92"]
    assert figures(page) == ["5", "0", "1", "4"]


def test_figures_follow_the_data(made: FlaskClient, empty_url: str) -> None:
    assert rows_of(read(made, "/territoires"))["11"]["data-places"] == "0"
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, department_code="75")
    made.application.extensions.pop("proxilieux.directory")  # as if some seconds had passed
    assert rows_of(read(made, "/territoires"))["11"]["data-places"] == "1"


def test_a_territory_shows_what_it_holds(client: FlaskClient) -> None:
    path = "/territoires?territory=region-53&within_km=10&equipment=wifi"
    page = read(client, path)
    asked = {"within_km": 10, "equipment": "wifi"}
    coverage = get(client, "/territories/53", level="region", **asked).get_json()["coverage"]
    names = ("total", "covered", "uncovered", "unknown")
    assert figures(page) == [str(coverage[name]) for name in names]
    assert set(rows_of(page)) - {""} == {"22", "29", "35", "56"}


def test_one_goes_down_to_the_communes(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        write_brittany(rows)
    path, seen = "/territoires?territory=department-29", []
    for _ in range(2):
        page = read(made, path)
        seen.append({code: row["data-places"] for code, row in rows_of(page).items() if code})
        down = [link["href"] or "" for link in page.all("a") if f"epci-{EPCI}" in (link["href"] or "")]
        path = down[0] if down else path
    assert seen == [{EPCI: "3"}, {"29019": "2", "29232": "1"}]


def test_every_choice_stays_in_the_links(client: FlaskClient) -> None:
    path = "/territoires?territory=region-53&within_km=7.5&equipment=wifi&weight=people&kind=fablab"
    links = [link["href"] or "" for link in read(client, path).all("a")]
    down = [link for link in links if link.startswith("/territoires?territory=department-29")]
    assert down
    for part in ("within_km=7.5", "equipment=wifi", "weight=people", "kind=fablab"):
        assert all(part in link for link in down), part


@pytest.mark.parametrize(
    ("sort", "is_descending"), [("share", True), ("uncovered", True), ("unknown", False), ("places", True)]
)
def test_the_table_is_sorted(client: FlaskClient, sort: str, is_descending: bool) -> None:
    path = f"/territoires?level=department&sort={sort}&descending={str(is_descending).lower()}"
    key = "data-covered" if sort == "share" else f"data-{sort}"
    found = [row for code, row in rows_of(read(client, path)).items() if code]
    values = [float(row[key]) for row in found if key in row]
    assert values == sorted(values, reverse=is_descending)
    # Those of whom nothing is known stand at the end, whichever way.
    assert all(key in row for row in found[: len(values)])


def test_the_files_are_the_table(client: FlaskClient) -> None:
    query = "territory=region-84&sort=uncovered&descending=true&within_km=10"
    shown = rows_of(read(client, f"/territoires?{query}"))
    response = client.get(f"/territoires/tableau.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row["code"] for row in rows[:-1]] == list(shown)
    for row in rows[:-1]:
        assert row["uncovered"] == shown[row["code"]]["data-uncovered"]
        assert row["unknown"] == shown[row["code"]]["data-unknown"]
    assert rows[-1]["name"] == "Auvergne-Rhône-Alpes"
    book = load_workbook(io.BytesIO(client.get(f"/territoires/tableau.xlsx?{query}").data))
    values = list(book.active.values)  # type: ignore[union-attr]
    assert [str(one) for one in values[0]] == list(rows[0])
    assert [row[0] for row in values[1:-1]] == list(shown)


def test_the_list_is_what_the_figure_counts(client: FlaskClient) -> None:
    query = "territory=region-53&within_km=5&equipment=printer_3d"
    listed = []
    number, pages = 1, 1
    while number <= pages:
        page = read(client, f"/territoires/origines?{query}&class=uncovered&page={number}")
        listed += [link for link in page.all("a") if "organisation=" in (link["href"] or "")]
        pages = int((re.search(r"Page \d+ sur (\d+)", page.text) or ["", "1"])[1])
        number += 1
    count = get(client, "/coverage/origins", region="53", within_km=5, equipment="printer_3d", limit=1)
    assert len({link["href"] for link in listed}) == count.get_json()["numberMatched"] == len(listed) > 0
    assert client.get(f"/territoires/origines?{query}&page={pages + 1}").status_code == 404


def test_where_to_act_says_what_each_place_gains(made: FlaskClient, empty_url: str) -> None:
    brest, far = (-4.486, 48.39), (-4.486, 47.9)
    with Rows.into(empty_url) as rows:
        rows.place(brest, name="Muet", department_code="29", region_code="53")
        rows.place(far, name="Sans", department_code="29", region_code="53", equipment=["wifi"])
        for position in (brest, brest, far):
            rows.organisation(position, department_code="29", region_code="53")
    page = read(made, "/territoires?territory=department-29&equipment=printer_3d&within_km=10")
    # Two are unknown until the silent place is asked; one is certain to be gained by equipping the other.
    assert figures(page) == ["3", "0", "1", "2"]
    assert "Muet +2" in page.text
    assert "Sans +1" in page.text


@pytest.mark.parametrize("territory", ["region-99", "commune-29019", "epci-1", "x", "department-29%00"])
def test_a_wrong_territory_is_refused(client: FlaskClient, territory: str) -> None:
    assert client.get(f"/territoires?territory={territory}").status_code == 400


def test_a_territory_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/territoires?territory=epci-999999999").status_code == 404


def test_minutes_without_a_router_are_said(client: FlaskClient) -> None:
    page = read(client, "/territoires?territory=region-53&within_minutes=20")
    assert "Ce serveur n’a pas de service d’itinéraires" in page.text


def test_the_frame_may_be_framed_and_stays_within_itself(client: FlaskClient) -> None:
    response = client.get("/embed/territoires?territory=region-53")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    page = Document(response.text)
    inside = [link for link in page.all("a") if (link["href"] or "").startswith("/embed/territoires")]
    assert len(inside) >= 4
    assert all(link.get("target") == "_self" for link in inside)


def test_where_next_says_what_is_proved(client: FlaskClient) -> None:
    query = "territory=region-53&within_km=10&equipment=printer_3d&count=3&candidates=places"
    page = read(client, f"/territoires/ou-ensuite?{query}")
    body = {
        "problem": "maximise_coverage", "region": "53", "within_km": 10, "equipment": ["printer_3d"],
        "count": 3, "candidates": "places",
    }  # fmt: skip
    plan = client.post("/api/v1/siting", json=body).get_json()
    answer = page.all("section", id="answer")[0]
    assert (answer["data-status"], float(answer["data-value"] or "")) == (plan["status"], plan["value"])
    assert plan["status"] == "optimal"
    assert "C’est prouvé" in page.text
    orders = [row["data-order"] for row in page.all("tr") if "data-order" in row]
    assert orders == [str(number) for number in range(1, len(plan["places"]["features"]) + 1)]
    for place in plan["places"]["features"]:
        assert any(place["id"] in (link["href"] or "") for link in page.all("a"))


def test_a_plan_without_proof_is_not_called_proved(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(siting, "SECONDS", 0.0)
    found = siting.plan_json

    def doubtful(plan: Any) -> dict[str, Any]:
        said = found(plan)
        return said | {"status": "feasible", "bound": said["value"] * 1.5, "gap": 1 / 3}

    monkeypatch.setattr(siting, "plan_json", doubtful)
    page = read(client, "/territoires/ou-ensuite?territory=region-53&within_km=10&candidates=places")
    assert "C’est prouvé" not in page.text
    assert "non prouvé" in page.text
    assert "33,33 %" in page.text


def test_where_next_needs_a_territory(client: FlaskClient) -> None:
    assert "Choisissez une région" in read(client, "/territoires/ou-ensuite").text


def test_where_nobody_is_counted_nothing_is_called_proved(made: FlaskClient) -> None:
    page = read(made, "/territoires/ou-ensuite?territory=region-94&within_km=10&weight=people")
    assert "Les données ne comptent personne ici (habitants)" in page.text
    assert "C’est prouvé" not in page.text


@pytest.mark.parametrize("region", ["53", "94", "11"])
def test_people_of_the_demonstration_are_counted_and_said_to_be_invented(
    client: FlaskClient, region: str
) -> None:
    page = read(client, f"/territoires/ou-ensuite?territory=region-{region}&within_km=5&weight=people")
    (answer,) = page.all("section", id="answer")
    assert float(answer["data-value"] or "") >= 20_000
    assert "habitants de plus" in page.text
    assert "nombres d’habitants sont inventés" in page.text


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "il n’y a pas de lieu ouvert"), ("en", "no open place")]
)
def test_edits_that_cannot_be_made_are_told_in_the_language_of_the_page(
    client: FlaskClient, language: str, said: str
) -> None:
    path = f"/scenarios?territory=region-53&e=close~tl-none&lang={language}"
    assert f"{said} tl-none" in read(client, path).text


@pytest.mark.parametrize(
    "path", ["/territoires/ou-ensuite", "/territoires/partage", "/enquete", "/scenarios"]
)
def test_the_pages_of_planning_stand_under_territories(client: FlaskClient, path: str) -> None:
    (link,) = [
        one for one in read(client, path).all("a") if one["href"] == "/territoires" and "aria-current" in one
    ]
    assert link["aria-current"] == "true"
