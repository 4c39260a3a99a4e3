"""From an organisation or an address to its matches, and to a file of them, as a user would."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.browsing import Visit, too_wide

from app.platform.clock import now_in_paris

pytestmark = pytest.mark.browser


def fetch(url: str) -> dict[str, Any]:
    with urlopen(url, timeout=60) as response:  # noqa: S310 - our own server
        return dict(json.load(response))


@pytest.fixture(scope="module")
def needy(server_url: str) -> dict[str, Any]:
    """An organisation of the demonstration with a SIRET, needs and matches."""
    found = fetch(f"{server_url}/api/v1/organisations?equipment_status=unequipped&limit=200")["features"]
    for feature in found:
        if feature["geometry"] and feature["properties"]["siret"] and feature["properties"]["needs"]:
            answer = fetch(f"{server_url}/api/v1/organisations/{feature['id']}/matches?limit=10")
            if answer["matches"]:
                return answer
    pytest.fail("the demonstration has no such organisation")


def download(page: Page, name: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_siret_leads_to_ranked_places_on_map_and_list(
    page: Page, visit: Visit, server_url: str, needy: dict[str, Any]
) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").fill(
        needy["organisation"]["properties"]["siret"]
    )
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").press("Enter")
    cards = page.locator("#cards > li")
    expected = [match["third_place"]["properties"]["name"] for match in needy["matches"]]
    expect(cards.locator(".card-name")).to_have_text(expected)
    expect(page.locator("#matches .leaflet-marker-icon").first).to_be_visible()
    assert page.locator('input[name="equipment"]:checked').count() == len(needy["criteria"]["needs"])
    assert visit.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without scripts"])
def test_the_matches_of_one_organisation_are_files(
    page: Page, without_scripts: Page, server_url: str, needy: dict[str, Any], scripts: bool
) -> None:
    page = page if scripts else without_scripts
    page.goto(f"{server_url}/organismes?organisation={needy['organisation']['id']}")
    ids = [match["third_place"]["id"] for match in needy["matches"]]
    days = {f"{now_in_paris():%Y-%m-%d}"}
    name, content = download(page, "CSV")
    days.add(f"{now_in_paris():%Y-%m-%d}")  # midnight may have passed
    assert name in {f"proxilieux-matches-{day}.csv" for day in days}
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [row["identifiant"] for row in rows] == ids
    name, content = download(page, "GeoJSON")
    collection = json.loads(content)
    assert [feature["id"] for feature in collection["features"]] == ids
    assert name.endswith(".geojson")
    name, content = download(page, "Excel (XLSX)")
    head, *lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert [line[head.index("identifiant")] for line in lines] == ids
    assert re.fullmatch(r"proxilieux-matches-\d{4}-\d\d-\d\d\.xlsx", name)


def test_an_address_and_what_is_needed_are_enough(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Adresse, commune ou code postal").fill("3 rue de la Paix 69001 Lyon")
    page.get_by_text("Équipement recherché").click()
    page.get_by_role("checkbox", name="Imprimante 3D", exact=True).check()
    page.get_by_role("checkbox", name="Casque de réalité virtuelle", exact=True).check()
    page.get_by_label("Jusqu’à").first.select_option("200")
    page.get_by_label("Montrer aussi les lieux").check()
    page.get_by_label("Classer par").select_option("score")
    page.get_by_label("Adresse, commune ou code postal").press("Enter")
    expect(page.locator("#matches")).to_contain_text("meilleurs lieux")
    expect(page.locator("#matches")).to_contain_text("centre de la commune")
    reasons = page.locator("#cards .reasons").all_inner_texts()
    assert reasons
    assert all("Sur place : Imprimante 3D" in one or "Sur place : Casque" in one for one in reasons)
    assert any("Manque" in one for one in reasons)
    _name, content = download(page, "CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert len(rows) == page.locator("#cards > li").count()
    assert {row["distance approximative"] for row in rows} == {"oui"}
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_what_was_ticked_and_not_sent_goes_to_another_town(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes?near=Lyon&equipment=wifi&max_km=200&needs=chosen")
    page.get_by_label("Apprenants en même temps").fill("7")
    page.get_by_text("Équipement recherché").first.click()
    page.locator("input[name=equipment][value=computer]").check()
    page.get_by_label("Adresse, commune ou code postal").fill("Limoges")
    page.get_by_label("Adresse, commune ou code postal").press("Enter")
    page.wait_for_url("**near=Limoges**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["near"] == ["Limoges"]
    assert (sorted(asked["equipment"]), asked["learners"], asked["max_km"]) == (
        ["computer", "wifi"],
        ["7"],
        ["200"],
    )


def test_what_is_ticked_first_goes_to_the_search_of_an_organisation(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_text("Équipement recherché").first.click()
    page.locator("input[name=equipment][value=wifi]").check()
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").fill("fictif")
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").press("Enter")
    page.locator(".candidates a").first.click()
    page.wait_for_url("**organisation=**")
    assert parse_qs(urlsplit(page.url).query)["equipment"] == ["wifi"]


def test_an_address_in_the_wrong_field_is_led_on(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").fill("8 rue Introuvable 35000 Rennes")
    page.get_by_label("Nom, SIRET, numéro de déclaration (NDA) ou UAI").press("Enter")
    page.get_by_role("main").get_by_role("link", name="Rennes").first.click()
    expect(page.locator("#refine-title")).to_contain_text("Rennes")


def test_the_answer_to_a_list_is_a_workbook_too(page: Page, server_url: str, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("id,lat,lon\n=1+1,48.85,2.35\nb,0,0\n", encoding="utf-8")
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Fichier CSV").set_input_files(path)
    page.get_by_role("button", name="Chercher pour tous").click()
    expect(page.locator("#list-summary")).to_contain_text("2 sites lus")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger (XLSX)").click()
    assert waiting.value.suggested_filename == "sites-proxilieux.xlsx"
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    head, *rows = sheet.iter_rows()
    assert [cell.value for cell in head][:3] == ["id", "status", "rank"]
    assert rows[0][0].value == "=1+1"
    assert rows[0][0].data_type == "s", "text, not a formula"
    assert rows[-1][1].value == "none_within_reach"


def test_it_fits_every_width(page: Page, server_url: str, needy: dict[str, Any]) -> None:
    page.goto(f"{server_url}/organismes?organisation={needy['organisation']['id']}&partial=true&order=score")
    expect(page.get_by_role("link", name="Excel (XLSX)")).to_be_visible()
    assert too_wide(page, 320, 390, 1280) == {}
