"""A list of sites on the page of organisations: sent, watched, read and downloaded, as a user would."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browsing import Visit, too_wide

pytestmark = pytest.mark.browser

ROWS = (
    "id,lat,lon,city,equipment\r\n"
    "Paris,48.85,2.35,,\r\n"
    "<script>alert(1)</script>,0,0,,\r\n"
    "=cmd,,,Nulle-Part-sur-Rien,\r\n"
    "d,48.85,2.35,,teleporter\r\n"
)


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "mes sites.csv"
    path.write_text(ROWS, encoding="utf-8", newline="")
    return path


def test_a_file_is_sent_and_its_answer_downloaded(
    page: Page, visit: Visit, server_url: str, sites: Path
) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(sites)
    page.get_by_label("Lieux par site").select_option("1")
    page.get_by_role("button", name="Chercher pour tous").click()
    expect(page.locator("#list-summary")).to_have_text("4 sites lus : 1 avec au moins un lieu, 3 sans.")
    expect(page.locator("#list-progress")).to_be_hidden()
    rows = page.locator("#list-without tbody tr")
    expect(rows.locator("th")).to_have_text(["<script>alert(1)</script>", "=cmd", "d"])
    expect(rows.nth(0)).to_contain_text("Aucun lieu ne répond au besoin à moins de 50 km.")
    expect(rows.nth(1)).to_contain_text("Adresse introuvable")
    expect(rows.nth(2)).to_contain_text("n’est pas un code d’équipement")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger (CSV)").click()
    assert waiting.value.suggested_filename == "mes sites-proxilieux.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["status"] for row in found] == [
        "matched",
        "none_within_reach",
        "address_not_found",
        "refused",
    ]
    assert found[2]["id"] == "'=cmd"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger (GeoJSON)").click()
    assert '"numberReturned":4' in Path(waiting.value.path()).read_text(encoding="utf-8")
    assert visit.complaints == []


def test_a_file_is_dropped(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes?lang=en")
    data = page.evaluate_handle(
        """rows => { const data = new DataTransfer();
           data.items.add(new File([rows], "sites.csv", { type: "text/csv" })); return data; }""",
        ROWS,
    )
    page.dispatch_event("#list-drop", "dragover", {"dataTransfer": data})
    expect(page.locator("#list-drop")).to_have_class("drop is-over")
    page.dispatch_event("#list-drop", "drop", {"dataTransfer": data})
    expect(page.locator("#list-summary")).to_have_text("4 sites read: 1 with at least one place, 3 without.")
    expect(page.locator("#list-without tbody tr").nth(2)).to_contain_text("is no equipment code")


def test_a_file_that_cannot_be_read_says_why(page: Page, server_url: str, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("name,phone\nA,1\n", encoding="utf-8")
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(path)
    page.get_by_role("button", name="Chercher pour tous").click()
    expect(page.locator("#list-failure")).to_contain_text(re.compile("Colonnes trouvées.: name, phone"))
    expect(page.locator("#list-result")).to_be_hidden()
    expect(page.locator("#list-progress")).to_be_hidden()


def test_a_long_list_shows_its_progress_and_can_be_stopped(
    page: Page, server_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("lat,lon\n" + "48.85,2.35\n" * 150_000, encoding="utf-8")
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(path)
    page.get_by_role("button", name="Chercher pour tous").click()
    expect(page.locator("#list-said")).to_contain_text("sites lus", timeout=20_000)
    page.get_by_role("button", name="Arrêter").click()
    expect(page.locator("#list-failure")).to_contain_text("Arrêté")
    expect(page.locator("#list-progress")).to_be_hidden()


def test_without_scripts_the_form_answers_with_a_file(
    without_scripts: Page, server_url: str, sites: Path
) -> None:
    page = without_scripts
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(sites)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Chercher pour tous").click()
    assert waiting.value.suggested_filename.startswith("proxilieux-matches-")
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("id,status,rank,")


def test_it_fits_every_width(page: Page, server_url: str, sites: Path) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(sites)
    page.get_by_role("button", name="Chercher pour tous").click()
    expect(page.locator("#list-without")).to_be_visible()
    assert too_wide(page, 320, 390, 1280) == {}
