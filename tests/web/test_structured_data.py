"""What search engines and messengers read on a place's page."""

import json
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import HOSTILE, read
from support.rows import PARIS, Rows, execute

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ENDS = "</script><script>alert(1)</script><!--"


def document(client: FlaskClient, public_id: str, lang: str = "fr") -> dict[str, object]:
    (block,) = BLOCK.findall(client.get(f"/lieux/{public_id}?lang={lang}").text)
    found: dict[str, object] = json.loads(block)
    return found


def test_a_place_in_the_words_of_schema_org(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(
            name="La Médiathèque",
            kind="library",
            address="3 rue des Essais",
            postcode="75001",
            city="Paris",
            department_code="75",
            region_code="11",
            telephone="+33142345678",
            website="https://hangar.example/",
            wheelchair="yes",
            equipment=[{"type_code": "computer", "quantity": 6}, {"type_code": "wifi"}],
            hours="Mo 09:00-12:00,14:00-18:00; Su 00:00-24:00",
            public_id="tl-1",
        )
    found = document(made, "tl-1")
    assert found == {
        "@context": "https://schema.org",
        "@type": "Library",
        "@id": "http://localhost/lieux/tl-1",
        "url": "http://localhost/lieux/tl-1",
        "name": "La Médiathèque",
        "identifier": "tl-1",
        "telephone": "+33142345678",
        "sameAs": "https://hangar.example/",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "3 rue des Essais",
            "postalCode": "75001",
            "addressLocality": "Paris",
            "addressRegion": "Île-de-France",
            "addressCountry": "FR",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": PARIS[1], "longitude": PARIS[0]},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{day}",
                "opens": opens,
                "closes": closes,
            }
            for day, opens, closes in (
                ("Monday", "09:00", "12:00"),
                ("Monday", "14:00", "18:00"),
                ("Sunday", "00:00", "23:59"),
            )
        ],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": value}
            for name, value in (("Wi-Fi", True), ("Ordinateur", 6), ("Accès en fauteuil roulant", True))
        ],
    }


def test_what_is_not_known_is_left_out(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None, name="Nulle part", public_id="tl-1")
        rows.place(position_precision="commune_centroid", wheelchair="limited", public_id="tl-2")
    assert set(document(made, "tl-1")) == {"@context", "@type", "@id", "url", "name", "identifier"}
    # A rough position would be read as an exact one.
    assert "geo" not in document(made, "tl-2")
    assert "amenityFeature" not in document(made, "tl-2")
    page = read(made, "/lieux/tl-2")
    assert not page.all("meta", property="place:location:latitude")
    assert "L’itinéraire mène au centre de la commune" in page.text


def test_no_text_ends_the_block_or_a_tag(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(
            name=ENDS + '" onload="alert(1)', description=ENDS, city=HOSTILE, address=ENDS, public_id="tl-1"
        )
    html = made.get("/lieux/tl-1").text
    assert "<script>alert" not in html
    assert document(made, "tl-1")["name"] == ENDS + '" onload="alert(1)'
    page = read(made, "/lieux/tl-1")
    assert not [found for tag, found in page.tags if "onload" in found]
    (title,) = page.all("meta", property="og:title")
    assert title["content"] == ENDS + '" onload="alert(1)'


def test_what_messengers_show(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(name="Le Hangar", kind="fablab", city="Paris", equipment=["wifi"], public_id="tl-1")
    page = read(made, "/lieux/tl-1?lang=en&utm_source=x")
    shown = {found["property"]: found["content"] or "" for found in page.all("meta") if "property" in found}
    assert shown["og:title"] == "Le Hangar"
    assert shown["og:description"] == "Fab lab · Paris · Wi-Fi"
    assert shown["og:locale"] == "en_GB"
    image = made.get(shown["og:image"].removeprefix("http://localhost"))
    assert image.status_code == 200
    assert image.data[:8] == b"\x89PNG\r\n\x1a\n"
    (canonical,) = page.all("link", rel="canonical")
    assert canonical["href"] == shown["og:url"] == "http://localhost/lieux/tl-1?lang=en"
    alternates = {found["hreflang"]: found["href"] for found in page.all("link", rel="alternate")}
    assert alternates["fr"] == "http://localhost/lieux/tl-1?utm_source=x"


def test_today_is_said_and_a_holiday_is_not_a_day_like_others(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, datetime(2026, 3, 6, 23, 30, tzinfo=UTC))  # the 7th in Paris
    with Rows.into(empty_url) as rows:
        rows.place(hours="Mo-Su 09:00-12:00", public_id="tl-1")
    assert "Aujourd’hui : 9 h – 12 h" in read(made, "/lieux/tl-1").text
    execute(
        empty_url,
        "INSERT INTO opening_exception SELECT id, '2026-03-07', '{[600,660)}' FROM third_place",
    )
    assert "Aujourd’hui : 10 h – 11 h horaire exceptionnel" in read(made, "/lieux/tl-1").text
    execute(empty_url, "UPDATE opening_exception SET open_minutes = '{}'")
    assert "Aujourd’hui : Fermé horaire exceptionnel" in read(made, "/lieux/tl-1").text


def test_each_source_says_what_it_gave(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(name="La Lanterne", source="a", public_id="tl-1")
        rows.place(source="b", website="https://b.example/", merged_into=rows.id_of("tl-1"))
    text = read(made, "/lieux/tl-1").text
    assert "Y figurent : nom, type de lieu, état (ouvert, en projet), position" in text
    assert "Y figurent : site web." in text
