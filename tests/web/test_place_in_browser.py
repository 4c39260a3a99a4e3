"""From a place's page to a report, in a real browser."""

from datetime import datetime, timedelta, tzinfo

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from support.browsing import Visit, settle
from support.pages import HOSTILE
from support.rows import Rows, execute
from support.servers import served_here

from app.platform.settings import Settings
from app.platform.throttle import secrets

pytestmark = pytest.mark.browser

MESSAGE = "L’atelier ouvre aussi le samedi."
PATIENCE = timedelta(seconds=secrets.SOONEST_SECONDS + 1)
"""A form that comes back sooner is taken for a robot's."""


class Later(datetime):
    """The clock that the server looks at when a form comes back, put forward."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + PATIENCE


def take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write for as long as a person does, without waiting for it."""
    monkeypatch.setattr(secrets, "datetime", Later)


@pytest.fixture
def place(empty_url: str) -> str:
    """A database with a place and its neighbour, names hostile."""
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1",
            name=f"Le Hangar {HOSTILE}</script>",
            address="3 rue des Essais",
            hours="Mo-Su 09:00-12:00",
            equipment=[{"type_code": "printer_3d", "conditions": HOSTILE}],
        )
        rows.place((2.36, 48.857), public_id="tl-2", name=f"Voisin {HOSTILE}")
        rows.mark("published")
    return empty_url


def write(page: Page) -> None:
    page.get_by_label("Que faut-il corriger ?").select_option("hours")
    page.get_by_label("Ce qu’il faudrait écrire à la place").fill(MESSAGE)


def reports(url: str) -> list[tuple[str, ...]]:
    return execute(url, "SELECT kind, message FROM place_report")


def test_from_the_place_to_a_report_by_keyboard(
    page: Page, visit: Visit, place: str, made_server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto(f"{made_server_url}/lieux/tl-1")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Le Hangar {HOSTILE}</script>")
    expect(page.locator(".pin")).to_have_count(1)
    page.get_by_role("link", name="Signaler une erreur").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/signaler")
    page.get_by_label("Que faut-il corriger ?").focus()
    page.keyboard.type("Les")  # "Les horaires sont faux"
    page.keyboard.press("Tab")
    page.keyboard.type(MESSAGE)
    take_time(monkeypatch)
    page.keyboard.press("Tab")  # past the field that nobody sees, to the button
    expect(page.get_by_role("button", name="Envoyer le signalement")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre signalement est arrivé")
    assert reports(place) == [("hours", MESSAGE)]
    page.get_by_role("link", name="Revenir à la fiche").click()
    expect(page.locator("h1")).to_contain_text("Le Hangar")
    assert visit.hosts <= {"data.geopf.fr"}
    assert visit.complaints == []


def test_without_scripts_and_too_fast(
    without_scripts: Page, place: str, made_server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = without_scripts
    page.goto(f"{made_server_url}/lieux/tl-1/signaler")
    write(page)
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("alert")).to_contain_text("revenu très vite")
    expect(page.get_by_label("Ce qu’il faudrait écrire à la place")).to_have_value(MESSAGE)
    assert reports(place) == []
    take_time(monkeypatch)
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre signalement est arrivé")
    assert reports(place) == [("hours", MESSAGE)]


def test_a_robot_is_caught_by_the_field_that_people_do_not_see(
    page: Page, place: str, made_server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto(f"{made_server_url}/lieux/tl-1/signaler")
    trap = page.locator("input[name=homepage]")
    box = trap.bounding_box()
    assert box is None or box["x"] + box["width"] <= 0
    write(page)
    trap.evaluate("field => { field.value = 'https://spam.example/' }")
    take_time(monkeypatch)
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("alert")).to_contain_text("doit rester vide")
    # A person whose browser filled it in sees it now, and can send.
    expect(page.get_by_label("Laissez ce champ vide")).to_be_visible()
    assert reports(place) == []
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre signalement est arrivé")


def test_too_many_are_told_when_to_come_back(page: Page, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with served_here(place, Settings(reports_per_hour=1)) as base:
        for _ in range(2):
            page.goto(f"{base}/lieux/tl-1/signaler")
            write(page)
            take_time(monkeypatch)
            with page.expect_navigation():
                page.get_by_role("button", name="Envoyer le signalement").click()
        expect(page.get_by_role("alert")).to_contain_text("Trop de signalements en peu de temps")
        expect(page.get_by_label("Ce qu’il faudrait écrire à la place")).to_have_value(MESSAGE)
    assert len(reports(place)) == 1


def test_in_english_all_the_way(
    page: Page, place: str, made_server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto(f"{made_server_url}/lieux/tl-1?lang=en")
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What should be corrected?").select_option("other")
    page.get_by_label("What it should say instead").fill("It moved across the street.")
    take_time(monkeypatch)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, your report has arrived")
    assert reports(place) == [("other", "It moved across the street.")]


def test_the_report_fits_a_phone(phone: Page, place: str, made_server_url: str) -> None:
    for path in ("/lieux/tl-1", "/lieux/tl-1/signaler"):
        phone.goto(made_server_url + path)
        phone.wait_for_load_state()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, (path, place)


PATHS = (
    "/", "/?q=Lyon", "/organismes", "/organismes?near=Lyon", "/territoires", "/embed?region=84",
    "/embed/code", "/nulle-part", "/api/v1/docs/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_tiles_is_asked_of_others(page: Page, visit: Visit, server_url: str, path: str) -> None:
    page.goto(server_url + path)
    settle(page, visit)
    assert visit.hosts <= {"data.geopf.fr"}


def test_nothing_but_tiles_on_a_places_pages(
    page: Page, visit: Visit, server_url: str, client: FlaskClient
) -> None:
    found = client.get("/api/v1/third-places?limit=1&department=33").get_json(force=True)["features"][0]["id"]
    for path in (f"/lieux/{found}", f"/lieux/{found}/signaler", f"/lieux/{found}/signaler/merci"):
        page.goto(server_url + path)
        settle(page, visit)
    assert visit.hosts <= {"data.geopf.fr"}
    assert visit.complaints == []
