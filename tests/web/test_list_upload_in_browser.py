"""A list of sites on the page of organisations: chosen or dropped, read, matched, downloaded."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.browsing import Visit, too_wide

pytestmark = pytest.mark.browser

ROWS = (
    "Nom;Latitude;Longitude;Ville;Équipement\r\n"
    "Paris;48,85;2,35;;\r\n"
    "<script>alert(1)</script>;0;0;;\r\n"
    "=cmd;;;Nulle-Part-sur-Rien;\r\n"
    "d;48,85;2,35;;téléporteur\r\n"
)


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "mes sites.csv"
    path.write_text(ROWS, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without scripts"])
def test_a_file_is_read_matched_and_its_answer_downloaded(
    page: Page, without_scripts: Page, visit: Visit, server_url: str, sites: Path, scripts: bool
) -> None:
    page = page if scripts else without_scripts
    page.goto(f"{server_url}/organismes")
    page.get_by_text("Ou importer un tableur").click()
    page.get_by_label("Fichier de vos sites").set_input_files(sites)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("#list-read")).to_have_text("4 sites lus dans mes sites.csv.")
    expect(page.locator("#columns tbody tr").nth(4)).to_contain_text("Équipement")
    page.get_by_role("button", name="Chercher pour 4 sites").click()
    expect(page.locator("#list-summary")).to_have_text("4 lus, 2 situés, 1 avec lieu")
    rows = page.locator("#sites tbody tr")
    expect(rows.nth(1)).to_contain_text("<script>alert(1)</script>")
    expect(rows.nth(2)).to_contain_text("Adresse introuvable")
    expect(rows.nth(3)).to_contain_text("n’est pas un équipement connu")
    if scripts:
        expect(page.locator("#site-map canvas").first).to_be_visible()
        assert too_wide(page, 320, 390, 1280) == {}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger le classeur").click()
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert book.sheetnames == ["Lieux", "Sans lieu", "Non situés", "Résumé"]
    assert book["Non situés"]["B2"].value == "=cmd"
    assert book["Non situés"]["B2"].data_type != "f"
    assert visit.complaints == []


def test_a_dropped_file_takes_along_what_is_needed(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes?lang=en")
    page.get_by_text("Or import a spreadsheet").click()
    page.get_by_label("Learners at the same time").fill("12")
    data = page.evaluate_handle(
        """rows => { const data = new DataTransfer();
           data.items.add(new File([rows], "sites.csv", { type: "text/csv" })); return data; }""",
        ROWS,
    )
    page.dispatch_event("#list-drop", "drop", {"dataTransfer": data})
    expect(page.locator("#list-read")).to_contain_text("4 sites read")
    expect(page.locator("#learners")).to_have_value("12")


def test_a_file_that_cannot_be_read_says_why(page: Page, server_url: str, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("name,phone\nA,1\n", encoding="utf-8")
    page.goto(f"{server_url}/organismes")
    page.get_by_text("Ou importer un tableur").click()
    page.get_by_label("Fichier de vos sites").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("#list-failure")).to_contain_text("name, phone")
