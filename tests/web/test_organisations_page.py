"""The page of organisations: the same matches as the API's."""

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from support.clients import collection, get
from support.pages import listed, read
from support.rows import PARIS, Rows

from app.platform.clock import now_in_paris


@pytest.fixture(scope="module")
def needy(client: FlaskClient) -> dict[str, object]:
    """An organisation with identifiers that declares needs, which places near it meet."""
    found = collection(client, "/organisations", equipment_status="unequipped", limit=1000)["features"]
    return next(
        feature
        for feature in found
        if all(feature["properties"][name] for name in ("needs", "siret", "nda"))
        and feature["geometry"]
        and get(client, f"/organisations/{feature['id']}/matches", limit=1).get_json()["matches"]
        and len(collection(client, "/organisations", nda=feature["properties"]["nda"])["features"]) == 1
    )


def test_an_organisation_is_found_by_its_name(client: FlaskClient) -> None:
    page = read(client, "/organismes?q=fictif")
    assert "Choisissez votre organisme" in page.text
    assert len(page.with_class("card")) == 10


@pytest.mark.parametrize("identifier", ["siret", "nda"])
def test_an_identifier_leads_straight_to_its_matches(
    client: FlaskClient, needy: dict[str, object], identifier: str
) -> None:
    properties = needy["properties"]
    assert isinstance(properties, dict)
    response = client.get(f"/organismes?q={properties[identifier]}")
    assert response.status_code == 302
    page = read(client, response.location)
    assert properties["name"] in page.text or properties["trade_name"] in page.text
    assert "Lieux qui correspondent" in page.text


def test_matches_are_those_of_the_api(client: FlaskClient, needy: dict[str, object]) -> None:
    page = read(client, f"/organismes?organisation={needy['id']}")
    answer = get(client, f"/organisations/{needy['id']}/matches", limit=100).get_json()
    matched = [match["third_place"]["id"] for match in answer["matches"]]
    listed = [card["data-id"] for card in page.with_class("card") if "data-id" in card]
    assert listed
    assert set(listed[: len(matched)]) <= set(matched), "what does not fit is never first"
    assert {box["value"] for box in page.all("input", name="equipment") if "checked" in box} == {
        need["type"] for need in answer["criteria"]["needs"]
    }


def test_boxes_replace_the_declared_needs(client: FlaskClient, needy: dict[str, object]) -> None:
    page = read(client, f"/organismes?organisation={needy['id']}&needs=chosen&max_km=200")
    answer = client.post(
        "/api/v1/matches",
        json={
            "lat": needy["geometry"]["coordinates"][1],  # type: ignore[index]
            "lon": needy["geometry"]["coordinates"][0],  # type: ignore[index]
            "equipment": [],
            "limit": 100,
            "max_km": 200,
        },
    ).get_json()
    listed = {card["data-id"] for card in page.with_class("card") if "data-id" in card}
    assert listed
    assert listed <= {match["third_place"]["id"] for match in answer["matches"]}
    assert not [box for box in page.all("input", name="equipment") if "checked" in box]


def test_a_town_and_needs_are_enough(client: FlaskClient) -> None:
    page = read(client, "/organismes?near=Lyon&equipment=printer_3d&learners=4&max_km=100")
    assert "Lieux qui correspondent" in page.text
    assert "Sur place : Imprimante 3D" in page.text
    assert page.all("input", name="learners", value="4")


def test_reasons_and_doubts_are_told_apart(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(equipment=[{"type_code": "wifi", "shareable": "unknown"}])
        rows.organisation(public_id="of-one")
    page = read(made, "/organismes?organisation=of-one")
    assert page.with_class("reason")
    assert "Pour tous : Horaires inconnus. Le partage de cet équipement reste à confirmer" in page.text
    assert "Sur place : Wi-Fi" in page.text
    assert "Horaires inconnus." in page.text


def test_an_approximate_start_makes_distances_approximate(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((PARIS[0], PARIS[1] + 0.1), equipment=["wifi"])
        rows.organisation(position_precision="commune_centroid", public_id="of-centre")
    assert "à environ 11 km" in read(made, "/organismes?organisation=of-centre").text


def test_no_position_and_no_match_say_what_to_do(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.organisation(None, public_id="of-nowhere")
        rows.organisation(public_id="of-alone")
    assert (
        "La position de cet organisme est inconnue" in read(made, "/organismes?organisation=of-nowhere").text
    )
    assert "Aucun lieu ne correspond à moins de 50 km" in read(made, "/organismes?organisation=of-alone").text


def test_files_of_matches_say_what_the_api_says(client: FlaskClient, needy: dict[str, object]) -> None:
    path = f"/organisations/{needy['id']}/matches"
    expected = get(client, path, limit=100, max_km=1000).get_json()["matches"]
    assert expected[0]["distance_m"] > 100
    address = f"/organismes/lieux.{{}}?organisation={needy['id']}&max_km=1000"
    written = list(csv.DictReader(io.StringIO(client.get(address.format("csv")).text)))
    features = json.loads(client.get(address.format("geojson")).data)["features"]
    for match, row, feature in zip(expected, written, features, strict=True):
        kilometres = pytest.approx(match["distance_m"] / 1000, abs=0.0051)
        assert row["identifiant"] == feature["id"] == match["third_place"]["id"]
        assert float(row["distance (km)"]) == feature["properties"]["distance_km"] == kilometres
        assert float(row["score"]) == feature["properties"]["score"] == match["score"]
        assert [float(row["longitude"]), float(row["latitude"])] == feature["geometry"]["coordinates"]
        assert feature["geometry"] == match["third_place"]["geometry"]


def test_what_is_not_found_is_said(client: FlaskClient) -> None:
    assert "Aucun organisme ne correspond" in read(client, "/organismes?q=zzzzqqqq").text
    assert "Aucune commune ne correspond" in read(client, "/organismes?near=zzzzqqqq").text
    assert "Aucun organisme ne correspond" in read(client, "/organismes?q=%21%21").text


@pytest.fixture
def groups_url(empty_url: str) -> str:
    """Around Paris: a place that fits, one to be confirmed, one too small, one closed on Tuesdays."""
    sure = {"type_code": "computer", "quantity": 12, "seats": 12, "shareable": "yes"}
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        for number, (name, item, hours) in enumerate(
            [
                ("tl-small", {**sure, "quantity": 2, "seats": 2}, "Mo-Fr 09:00-18:00"),
                ("tl-unknown", {"type_code": "computer"}, None),
                ("tl-closed", sure, "We-Fr 09:00-18:00"),
                ("tl-fits", sure, "Mo-Fr 08:00-19:00"),
            ]
        ):
            rows.place(
                (PARIS[0] + 0.01 * (number + 1), PARIS[1]),
                public_id=name,
                name=name,
                equipment=[item],
                hours=hours,
                telephone="+33140000000",
            )
    return empty_url


CLASS = "near=Paris&equipment=computer&learners=12&needs=chosen"
TUESDAY = f"{CLASS}&day=tuesday&start=09:00&end=17:00"


def test_places_stand_in_three_groups(made: FlaskClient, groups_url: str) -> None:
    assert groups_url
    page = read(made, f"/organismes?{TUESDAY}")
    assert listed(page) == ["tl-fits", "tl-unknown", "tl-small", "tl-closed"]
    assert "Conviennent : 1 · À confirmer : 1 · Trop petits ou pas comme demandé : 2" in page.text
    assert "Pas ouvert à ces heures : mardi" in page.text
    assert "Pas assez : Ordinateur" in page.text
    anytime = read(made, f"/organismes?{CLASS}")
    assert listed(anytime) == ["tl-closed", "tl-fits", "tl-unknown", "tl-small"]


def test_what_is_unknown_is_named_once_above(made: FlaskClient, groups_url: str) -> None:
    assert groups_url
    page = read(made, f"/organismes?{TUESDAY}")
    assert "Pour tous :" in page.text
    for doubt in ("Nombre de places à vérifier", "Horaires à vérifier auprès du lieu"):
        assert page.text.count(doubt) == 1


def test_a_card_leads_to_the_form_with_the_need_filled_in(made: FlaskClient, groups_url: str) -> None:
    assert groups_url
    months = "first_month=2031-01&last_month=2031-03"
    page = read(made, f"/organismes?{TUESDAY}&{months}&quantity.computer=12")
    (link,) = [tag["href"] or "" for tag in page.all("a") if "/demander?lieu=tl-fits" in (tag["href"] or "")]
    asked = parse_qs(urlsplit(link).query)
    assert (asked["equipment"], asked["quantity"], asked["learners"]) == (["computer"], ["12"], ["12"])
    assert (asked["first"], asked["until"]) == (["2031-01-07"], ["2031-03-25"])
    form = read(made, link)
    values = {tag.get("name"): tag.get("value") for tag in form.all("input")}
    assert (values["start"], values["end"], values["learners"]) == ("09:00", "17:00", "12")
    assert [tag for tag in form.all("option", value="computer") if "selected" in tag]
    assert [tag for tag in page.all("a") if tag["href"] == "tel:+33140000000"]


def test_retaining_without_scripts_is_in_the_address(made: FlaskClient, groups_url: str) -> None:
    assert groups_url
    page = read(made, f"/organismes?{CLASS}")
    for public_id in ("tl-fits", "tl-unknown"):
        (link,) = [
            tag["href"] or ""
            for tag in page.all("a")
            if parse_qs(urlsplit(tag["href"] or "").query).get("lieux", [""])[0].split(",")[-1] == public_id
            and "/organismes" in (tag["href"] or "")
        ]
        page = read(made, link)
    assert "2 lieux retenus" in page.text
    links = [tag["href"] or "" for tag in page.all("a")]
    assert any("/selection?lieux=tl-fits,tl-unknown" in link.replace("%2C", ",") for link in links)
    assert any("lieu=tl-fits&lieu=tl-unknown" in link for link in links)


def test_a_day_on_which_something_is_open_is_offered(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(public_id="tl-1", equipment=["printer_3d"], hours="We-Fr 09:00-18:00")
    page = read(made, "/organismes?near=Paris&equipment=printer_3d&day=tuesday&needs=chosen")
    assert "Plutôt le mercredi" in page.text
    (link,) = [tag["href"] or "" for tag in page.all("a") if "day=wednesday" in (tag["href"] or "")]
    assert listed(read(made, link)) == ["tl-1"]


def test_two_places_have_everything_together(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place((PARIS[0] + 0.01, PARIS[1]), public_id="tl-a", name="Ici", equipment=["printer_3d"])
        rows.place((PARIS[0] + 0.02, PARIS[1]), public_id="tl-b", name="Là", equipment=["vr_headset"])
        rows.place((PARIS[0] + 0.05, PARIS[1]), public_id="tl-c", name="Loin", equipment=["vr_headset"])
    page = read(made, "/organismes?near=Paris&equipment=printer_3d&equipment=vr_headset&needs=chosen")
    pairs = page.text.partition("Deux lieux ont tout, ensemble")[2]
    assert re.search(r"Ici .{,60}Imprimante 3D.{,20}\+ Là", pairs)
    assert any("lieu=tl-a&lieu=tl-b" in (tag["href"] or "") for tag in page.all("a"))


def test_ten_are_not_the_end(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        for number in range(13):
            rows.place((PARIS[0] + 0.001 * number, PARIS[1]), equipment=["wifi"])
    page = read(made, "/organismes?near=Paris&equipment=wifi&needs=chosen")
    assert len(listed(page)) == 10
    (more,) = [tag["href"] or "" for tag in page.all("a") if "shown=20" in (tag["href"] or "")]
    page = read(made, more.partition("#")[0])
    assert len(listed(page)) == 13
    assert more.partition("#")[2] in [card.get("id") for card in page.with_class("card")]
    assert not page.with_class("more")


def test_quantity_counts(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        for count in (2, 6):
            rows.place(
                public_id=f"tl-{count}",
                equipment=[{"type_code": "printer_3d", "quantity": count, "shareable": "yes"}],
            )
    asked = "/organismes?near=Paris&equipment=printer_3d&quantity.printer_3d=4&needs=chosen"
    assert listed(read(made, asked)) == ["tl-6", "tl-2"]
    assert "Conviennent : 1 · Trop petits ou pas comme demandé : 1" in read(made, asked).text


def test_what_a_form_leaves_empty_leads_to_a_short_address(made: FlaskClient, groups_url: str) -> None:
    assert groups_url
    form = (
        "q=Paris&learners=12&start=&end=&on=&quantity.computer=12&quantity.wifi=&equipment=computer&max_km=50"
    )
    response = made.get(f"/organismes?{form}")
    assert response.status_code == 302
    asked = parse_qs(urlsplit(response.location).query)
    assert asked == {
        "near": ["Paris"], "learners": ["12"], "equipment": ["computer"], "quantity.computer": ["12"],
        "needs": ["chosen"],
    }  # fmt: skip


def test_another_start_keeps_all_that_is_needed(made: FlaskClient, groups_url: str) -> None:
    with Rows.into(groups_url) as rows:
        rows.organisation(public_id="of-one", name="Centre Un", needs=[{"type_code": "wifi"}])
        rows.organisation(public_id="of-two", name="Centre Deux", needs=[{"type_code": "cnc"}])
    page = read(made, "/organismes?organisation=of-one")
    sent = {
        tag["name"] or "": tag.get("value") or "" for tag in page.all("input", type="hidden") if "name" in tag
    }
    assert (sent["label"], sent["declared"]) == ("Centre Un", "wifi*")
    unchanged = "declared=wifi*&equipment=wifi&label=Centre Un&organisation=of-one&learners=9"
    own = made.get(f"/organismes?q=Centre Deux&{unchanged}").location
    assert parse_qs(urlsplit(own).query) == {"organisation": ["of-two"], "learners": ["9"]}
    to_town = made.get(f"/organismes?q=Paris&{unchanged}").location
    assert parse_qs(urlsplit(to_town).query)["equipment"] == ["wifi"]
    changed = made.get(f"/organismes?q=Centre Deux&{unchanged}&equipment=computer").location
    assert parse_qs(urlsplit(changed).query)["equipment"] == ["wifi", "computer"]
    same = made.get(f"/organismes?q=Centre Un&{unchanged}").location
    assert parse_qs(urlsplit(same).query) == {"organisation": ["of-one"], "learners": ["9"]}


def test_a_town_s_name_can_be_looked_for_among_organisations(made: FlaskClient, groups_url: str) -> None:
    with Rows.into(groups_url) as rows:
        rows.organisation(public_id="of-1", name="CFA de Paris Nord")
        rows.organisation(public_id="of-2", name="CFA de Paris Sud")
    page = read(made, "/organismes?near=Paris")
    (link,) = [tag["href"] or "" for tag in page.all("a") if "among=organisations" in (tag["href"] or "")]
    page = read(made, link)
    assert "2 organismes trouvés" in page.text
    assert any("near=Paris" in (tag["href"] or "") for tag in page.all("a")), "and from the town instead"
    response = made.get("/organismes?q=CFA Paris Sud")
    assert "organisation=of-2" in (response.location or "")


@pytest.mark.parametrize(
    "wrong", ["start=17:00&end=09:00", "first_month=2031-03&last_month=2031-01", "day=x"]
)
def test_times_that_cannot_be_are_400(made: FlaskClient, groups_url: str, wrong: str) -> None:
    assert groups_url
    assert made.get(f"/organismes?near=Paris&{wrong}").status_code == 400


def test_holidays_of_the_months_are_counted(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(
            public_id="tl-1",
            equipment=[{"type_code": "printer_3d", "quantity": 1, "shareable": "yes"}],
            hours="Mo-Fr 09:00-18:00; PH off",
            hours_from=now_in_paris().date(),
        )
    month = f"{(now_in_paris().year + 1)}-05"
    asked = "near=Paris&equipment=printer_3d&day=monday&day=tuesday&day=wednesday&day=thursday&day=friday"
    page = read(made, f"/organismes?{asked}&first_month={month}&needs=chosen")
    assert re.search(r"Fermé [1-4] jours? de la période", page.text), page.text
    assert "À confirmer : 1" in page.text
