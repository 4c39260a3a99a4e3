"""A list that goes on, in a real browser: more places, and coming back to them."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_more_places_follow(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".cards .card")).to_have_count(40)
    expect(page.locator("#results-count")).to_contain_text("40 affichés")
    assert page.locator(".card-number").all_inner_texts() == [str(number) for number in range(1, 41)]
    ids = page.locator(".cards .card").evaluate_all("cards => cards.map((card) => card.dataset.id)")
    assert len(set(ids)) == 40
    assert (
        str(page.evaluate("document.activeElement.textContent")).strip()
        == page.locator(".card-name").nth(20).inner_text().strip()
    )


def test_more_places_that_do_not_come_are_missed_where_one_reads(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    phone.route("**/resultats?*", lambda route: route.abort())
    phone.get_by_role("link", name="Afficher plus").click()
    expect(phone.locator("#failure")).to_be_in_viewport()
    phone.unroute("**/resultats?*")
    phone.get_by_role("button", name="Réessayer").click()
    expect(phone.locator(".card")).to_have_count(40)
    expect(phone.locator("#failure")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_who_comes_back_finds_the_list_as_it_was(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".card")).to_have_count(40)
    page.locator(".card").nth(29).scroll_into_view_if_needed()
    page.locator(".card").nth(29).get_by_role("link").first.click()
    page.wait_for_url("**/lieux/**")
    page.go_back()
    expect(page.locator(".card")).to_have_count(40)
    expect(page.locator(".card").nth(29)).to_be_in_viewport()
