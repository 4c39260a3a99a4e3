"""Long runs on pages: begun and ended by forms alone, watched, and their plan once it is there."""

import pytest
from flask.testing import FlaskClient
from support.clusters import eventually
from support.pages import Document, read
from support.rows import Rows, execute
from support.siting_runs import hold
from werkzeug.test import TestResponse

from app.directory.planning.siting import runs

CHOICES = "territory=region-52&within_km=20&weight=people&problem=maximise_coverage&count=2"
BEGIN = f"/territoires/ou-ensuite/calculs?{CHOICES}"
RUNS = "SELECT count(*) FROM siting_run"
PEOPLE = (500, 900, 100, 400)


@pytest.fixture
def towns(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over four communes of Sarthe, with one equipped place at the first."""
    with Rows.into(empty_url) as rows:
        for number, people in enumerate(PEOPLE):
            rows.commune(f"72{number:03}", f"Ville {number}", (number / 2, 48.0), population=people)
        rows.place((0.0, 48.0), equipment=["printer_3d"], department_code="72", region_code="52")
    return made


def begun(client: FlaskClient, minutes: str = "1", path: str = BEGIN) -> str:
    response = client.post(path, data={"minutes": minutes})
    assert response.status_code == 303, response.text
    return str(response.location)


def ended(client: FlaskClient, address: str) -> Document:
    eventually(lambda: not read(client, address).all("section", id="siting-run"), 60)
    return read(client, address)


def test_a_run_ends_with_the_plan_of_the_page(towns: FlaskClient) -> None:
    page = ended(towns, begun(towns))

    now = read(towns, f"/territoires/ou-ensuite?{CHOICES}")
    for one in (page, now):
        (answer,) = one.all("section", id="answer")
        assert (answer["data-status"], float(answer["data-value"] or "")) == ("optimal", 1300.0)
    names = [row["data-name"] for row in page.all("tr") if "data-order" in row]
    assert names == [row["data-name"] for row in now.all("tr") if "data-order" in row]
    # The way back to the choices, and on to a scenario of the plan.
    back = [link["href"] or "" for link in page.all("a")]
    assert any(one.startswith("/territoires/ou-ensuite?") and "count=2" in one for one in back)
    assert any(one.startswith("/scenarios?") and "e=add" in one for one in back)


def test_progress_is_told_and_a_run_is_ended_by_a_form(
    towns: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(monkeypatch)
    address = begun(towns, "5")

    eventually(lambda: "Recherche d’une borne" in read(towns, address).text)
    page = read(towns, address)
    assert "3 s sur 300 s au plus" in page.text
    assert "Meilleur trouvé : 900. Borne : 1 200." in page.text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    (progress,) = page.all("progress")
    assert (progress["value"], progress["max"]) == ("3.0", "300.0")
    (end,) = [form for form in page.all("form") if (form["action"] or "").endswith("/fin")]
    assert end["method"] == "post"
    assert towns.get(end["action"] or "").status_code == 405

    response = towns.post(end["action"] or "")

    assert (response.status_code, response.location) == (303, address)
    page = ended(towns, address)
    assert "arrêté à la demande" in page.text or "C’est prouvé" in page.text


@pytest.mark.parametrize("method", ["get", "head"])
def test_nothing_is_begun_by_asking(towns: FlaskClient, empty_url: str, method: str) -> None:
    response: TestResponse = getattr(towns, method)(BEGIN)

    assert response.status_code == 303
    assert response.location.startswith("/territoires/ou-ensuite?")
    assert "count=2" in response.location
    assert execute(empty_url, RUNS) == [(0,)]


def test_the_form_holds_the_choices(towns: FlaskClient) -> None:
    page = read(towns, f"/territoires/ou-ensuite?{CHOICES}")

    (form,) = [one for one in page.all("form") if one.get("method") == "post"]
    assert {*(form["action"] or "").partition("?")[2].split("&")} == {
        *CHOICES.split("&"),
        "candidates=communes",
    }


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Le serveur a été arrêté"), ("en", "The process that")]
)
def test_a_run_that_was_lost_says_so_in_the_language_of_the_page(
    towns: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    hold(monkeypatch)
    address = begun(towns)
    execute(empty_url, "UPDATE siting_run SET is_cancelled = true")
    ended(towns, address)
    execute(
        empty_url,
        "UPDATE siting_run SET status = 'running', result = NULL, heard_at = now() - interval '2 minutes'",
    )

    page = read(towns, f"{address}?lang={language}")

    assert said in page.text
    assert page.all("select", id="minutes")


def test_too_many_runs_leave_the_choices_as_they_were(
    towns: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "START", runs.START.replace("< 2\n", "< 0\n"))

    response = towns.post(BEGIN, data={"minutes": "5"})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    page = Document(response.text)
    assert "Trop de calculs longs" in page.text
    sent = dict(page.sent())
    assert (sent["count"], sent["weight"], sent["minutes"]) == ("2", "people", "5")


def test_a_wrong_choice_is_refused(towns: FlaskClient) -> None:
    assert towns.post(BEGIN, data={"minutes": "600"}).status_code == 400
    assert towns.post(f"{BEGIN}&count=0".replace("count=2&", ""), data={}).status_code == 400


@pytest.mark.parametrize("run_id", ["none", "%00", "a" * 300])
def test_a_run_that_there_is_not(towns: FlaskClient, run_id: str) -> None:
    assert towns.get(f"/territoires/ou-ensuite/calculs/{run_id}").status_code == 404
    assert towns.post(f"/territoires/ou-ensuite/calculs/{run_id}/fin").status_code == 404


def test_a_run_of_the_api_over_all_of_france_is_shown(towns: FlaskClient) -> None:
    body = {"problem": "maximise_coverage", "count": 1, "weight": "people", "background": True}
    run_id = towns.post("/api/v1/siting", json=body).get_json()["id"]

    page = ended(towns, f"/territoires/ou-ensuite/calculs/{run_id}")

    assert "Calcul long : France" in page.text
    assert page.all("tr", **{"data-order": "1"})
