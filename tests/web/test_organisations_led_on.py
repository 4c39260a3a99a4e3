"""Where the page of organisations leads on: nothing that was chosen is lost, and no advice is in vain."""

import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from support.pages import Document, read
from support.rows import PARIS, Rows

HUNDRED_KM_NORTH = (PARIS[0], PARIS[1] + 0.9)
EMPTY = re.compile(r'<div class="empty" id="empty">.*?</div>', re.DOTALL)
ADVICE = re.compile(
    r'<a href="(?P<url>[^"]+)"[^>]*>(?P<label>[^<]+)</a>(?: <span class="hint">(?P<count>\d+) )?'
)
SHOWN = 10


def advice(client: FlaskClient, path: str) -> list[tuple[str, str, int | None]]:
    """The links of the empty state of a page: label, address, and how many places they promise."""
    found = EMPTY.search(client.get(path).text)
    assert found, path
    return [
        (_typed(one["label"]), one["url"].replace("&amp;", "&"), _number(one["count"]))
        for one in ADVICE.finditer(found[0])
    ]


def _typed(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def listed(page: Document) -> int:
    return len([card for card in page.with_class("card") if "data-id" in card])


@pytest.mark.parametrize(
    "asked",
    [
        "near=Dunkerque&equipment=coworking_desk&max_km=5",
        "near=Guéret&equipment=computer&equipment=vr_headset&learners=12&max_km=50",
        "near=Cayenne&equipment=printer_3d&equipment=vr_headset&equipment=wifi&learners=900&max_km=5",
        "near=Cayenne&equipment=vr_headset&max_km=20",
    ],
)
def test_every_advice_leads_to_as_many_places_as_it_says(client: FlaskClient, asked: str) -> None:
    links = advice(client, f"/organismes?{asked}&needs=chosen")
    assert links
    for label, address, count in links:
        found = listed(read(client, address))
        assert found >= 1, label
        assert count is None or found == min(count, SHOWN), label


def test_the_nearest_is_named_with_its_distance(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(HUNDRED_KM_NORTH, equipment=["printer_3d"])
    ((label, address, _),) = advice(made, "/organismes?near=Paris&equipment=printer_3d&max_km=20")
    assert label == "Le plus proche est à environ 100 km"
    assert parse_qs(urlsplit(address).query)["max_km"] == ["200"]


def test_what_is_nowhere_is_said_at_once(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
    page = read(made, "/organismes?near=Paris&equipment=printer_3d&needs=chosen")
    assert "à quelque distance que ce soit" in page.text
    assert "Essayez plutôt" not in page.text


def test_a_need_that_is_nowhere_is_the_one_to_do_without(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(HUNDRED_KM_NORTH, equipment=["printer_3d"])
    links = advice(
        made, "/organismes?near=Paris&equipment=printer_3d&equipment=vr_headset&max_km=20&needs=chosen"
    )
    assert [label for label, _, _ in links] == [
        "Avec une partie de l’équipement : le plus proche est à environ 100 km",
        "Sans « Casque de réalité virtuelle » : le plus proche est à environ 100 km",
    ]
    for _, address, _ in links:
        assert listed(read(made, address)) == 1


CHOSEN = "equipment=printer_3d&equipment=wifi&quantity.wifi=2&learners=12&day=monday&max_km=200&partial=true"


def test_another_start_keeps_what_was_chosen(client: FlaskClient) -> None:
    location = client.get(f"/organismes?q=Limoges&label=Lyon&near=Lyon&needs=chosen&{CHOSEN}").location
    asked = set(parse_qsl(urlsplit(location).query))
    assert {*parse_qsl(CHOSEN), ("needs", "chosen"), ("near", "Limoges")} == asked


def test_a_candidate_keeps_what_was_chosen(client: FlaskClient) -> None:
    page = read(client, f"/organismes?q=fictif&{CHOSEN}")
    (*links,) = (link["href"] or "" for link in page.all("a") if "organisation=" in (link["href"] or ""))
    assert links
    assert set(parse_qsl(CHOSEN)) <= set(parse_qsl(urlsplit(links[0]).query))
