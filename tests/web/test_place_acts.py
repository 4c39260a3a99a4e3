"""What the page of a place lets one do, and what it says first."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import Document, read
from support.rows import PARIS, Rows

from app.platform.clock import PARIS as PARIS_TIME

STANDARD = {
    "courriels": "contact@hangar.example|autre@hangar.example",
    "prise_rdv": "https://rdv.example/hangar",
    "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/75-paris/a/tiers-lieu/erp/le-hangar/",
    "frais_a_charge": "Gratuit sous condition",
    "modalites_acces": "Se présenter|Téléphoner",
}
PRINTER = {
    "type_code": "printer_3d",
    "quantity": 3,
    "seats": 8,
    "price": "2 € l’heure",
    "conditions": "Initiation",
}


def acts(page: Document) -> list[str]:
    return [found["href"] or "" for found in page.with_class("act")]


def came_from(client: FlaskClient, search: str, path: str) -> Document:
    response = client.get(path, headers={"Referer": f"http://localhost{search}"})
    assert response.status_code == 200
    return Document(response.text)


def test_only_what_is_known_can_be_pressed(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1", telephone="+33142345678", website="https://hangar.example/", standard=STANDARD
        )
        rows.place(None, public_id="tl-2")
        rows.place(
            public_id="tl-3", standard={"courriels": "javascript:x", "prise_rdv": "javascript:alert(1)"}
        )
    page = read(made, "/lieux/tl-1")
    assert acts(page) == [
        f"https://www.openstreetmap.org/directions?to={PARIS[1]}%2C{PARIS[0]}",
        "/demander?lieu=tl-1",
        "tel:+33142345678",
        "mailto:contact@hangar.example",
        "https://rdv.example/hangar",
        "https://hangar.example/",
    ]
    assert "Itinéraire Demander à utiliser Appeler Écrire Réserver Site" in page.text
    assert [link["href"] for link in page.all("a") if "acceslibre" in (link["href"] or "")] == [
        STANDARD["fiche_acces_libre"]
    ]
    assert "Prix Gratuit sous condition" in page.text
    assert "Pour venir Se présenter, Téléphoner" in page.text
    assert acts(read(made, "/lieux/tl-2")) == ["/demander?lieu=tl-2"]
    assert "Aucun moyen de joindre ce lieu n’est publié" in read(made, "/lieux/tl-2").text
    assert len(acts(read(made, "/lieux/tl-3"))) == 2


def test_a_merged_record_says_how_to_reach_the_place(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(source="a", public_id="tl-1")
        rows.place(source="b", merged_into=rows.id_of("tl-1"), standard=STANDARD)
    assert "mailto:contact@hangar.example" in acts(read(made, "/lieux/tl-1"))


def test_what_was_looked_for_comes_first(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(
            public_id="tl-1",
            equipment=[
                {"type_code": "wifi"},
                PRINTER,
                {"type_code": "tablet", "raw_text": "une tablette", "confidence": 0.5},
            ],
            equipment_absent=["laser_cutter"],
        )
    search = (
        "/?q=Paris&equipment=printer_3d&equipment=tablet&equipment=laser_cutter&equipment=vr_headset&either=1"
    )
    page = came_from(made, search, "/lieux/tl-1")
    wanted = page.text.partition("Ce que vous cherchez")[2].partition("Horaires")[0]
    for said in (
        "Imprimante 3D 3 exemplaires · 8 places 2 € l’heure · Initiation annoncé par le lieu ou sa source",
        "Tablette d’après une description, à confirmer",
        "absent, d’après la source",
        "Casque de réalité virtuelle non renseigné : demandez au lieu",
    ):
        assert said in wanted, (said, wanted)
    assert "Wi-Fi" not in wanted
    assert "Ce que vous cherchez" not in read(made, "/lieux/tl-1").text
    assert "Ce que vous cherchez" not in came_from(made, "/?q=Paris", "/lieux/tl-1").text


def test_the_way_there_is_meant_for_its_length(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((PARIS[0], PARIS[1] + 0.01), public_id="tl-near")
        rows.place((PARIS[0], PARIS[1] + 0.04), public_id="tl-farther")
    search = f"/?lat={PARIS[1]}&lon={PARIS[0]}&label=ici"
    assert "engine=fossgis_osrm_foot&route=" in acts(came_from(made, search, "/lieux/tl-near"))[0]
    assert "engine=fossgis_osrm_bike&route=" in acts(came_from(made, search, "/lieux/tl-farther"))[0]


def test_the_date_is_the_contents_and_the_published_name_is_kept(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, datetime(2026, 11, 28, 10, tzinfo=PARIS_TIME))
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1", name="MEDIATHEQUE DE LA CHATRE",
            commune_code=rows.commune("36046", "La Châtre"),
            department_code="36", city="LA CHATRE", postcode="36400", address="2 PLACE DE L'EGLISE",
        )  # fmt: skip
    page = read(made, "/lieux/tl-1")
    assert "Médiathèque de La Châtre" in page.text
    assert "2 place de l'église, 36400 La Châtre" in page.text
    assert "La source ne dit pas de quand datent ces données." in page.text
    provenance = page.text.partition("de quand datent ces données.")[2]
    assert "Nom publié MEDIATHEQUE DE LA CHATRE" in provenance
    assert page.text.count("MEDIATHEQUE DE LA CHATRE") == 1
    for path in ("/", "/embed", "/organismes?near=La Châtre"):
        text = made.get(path).text
        assert "MEDIATHEQUE" not in text, path
    assert made.get("/carte/lieux.json").get_json()["names"] == ["Médiathèque de La Châtre"]
    suggested = made.get("/api/v1/understand?q=mediatheque de la").get_json()["suggestions"]
    assert "Médiathèque de La Châtre" in [one["label"] for one in suggested]
    properties = made.get("/api/v1/third-places/tl-1").get_json(force=True)["properties"]
    assert properties["name"] == "MEDIATHEQUE DE LA CHATRE"
    assert "MEDIATHEQUE DE LA CHATRE" in made.get("/api/v1/exports/third-places.csv").text


def test_a_peek_says_what_one_asks_on_a_map(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, datetime(2026, 3, 6, 10, tzinfo=PARIS_TIME))
    with Rows.into(empty_url) as rows:
        rows.place(
            (PARIS[0], PARIS[1] + 0.01), public_id="tl-1", name="Le Hangar", hours="Fr 09:00-12:00",
            telephone="+33142345678", equipment=["wifi"], address="3 rue des Essais",
        )  # fmt: skip
    page = came_from(made, f"/?lat={PARIS[1]}&lon={PARIS[0]}&label=ici", "/lieux/tl-1/apercu")
    for said in (
        "Le Hangar",
        "Ouvert maintenant, jusqu’à 12 h",
        "à 1,1 km",
        "à pied",
        "Wi-Fi",
        "3 rue des Essais",
    ):
        assert said in page.text, said
    assert next(link["href"] for link in page.all("a")) == "/lieux/tl-1"
    assert "tel:+33142345678" in [link["href"] for link in page.all("a")]
    assert made.get("/lieux/tl-none/apercu").status_code == 404
