from datetime import date

import pytest

from app.directory.common.france import ARRONDISSEMENTS
from app.directory.common.websites import website
from app.directory.territories.former import former_communes, present_commune
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.positions import (
    Position,
    PositionError,
    check_in_france,
    in_france,
    position,
)
from seeds.reading.normalise.postal import (
    commune_code,
    insee_code,
    postcode,
    street_address,
    without_cedex,
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("75008", "75008"),
        ("75 008", "75008"),
        ("1000", "01000"),
        ("97400.0", "97400"),
        ("F-75008", "75008"),
        ("75379 CEDEX 08", "75379"),
    ],
)
def test_postcodes(typed: str, code: str) -> None:
    assert postcode(typed) == code


@pytest.mark.parametrize("text", ["750", "750080", "2A004", "Paris", "१२३४५"])
def test_what_is_no_postcode(text: str) -> None:
    with pytest.raises(ValueError, match="postcode"):
        postcode(text)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("75101", "75056"),
        ("75120", "75056"),
        ("69381", "69123"),
        ("69389", "69123"),
        ("13201", "13055"),
        ("13216", "13055"),
        ("2a004", "2A004"),
        ("1004", "01004"),
        ("97411", "97411"),
        # none of these is an arrondissement
        ("75121", "75121"),
        ("13217", "13217"),
        ("69390", "69390"),
    ],
)
def test_arrondissements_are_part_of_their_commune(typed: str, code: str) -> None:
    assert commune_code(typed) == code


@pytest.mark.parametrize("text", ["2C004", "750", "7505A", "Paris"])
def test_what_is_no_insee_code(text: str) -> None:
    with pytest.raises(ValueError, match="INSEE"):
        insee_code(text)


@pytest.mark.parametrize(
    ("address", "code", "street"),
    [
        ("7 RUE VILLENEUVE 01000 BOURG-EN-BRESSE", "01000", "7 RUE VILLENEUVE"),
        ("8 rue de la Boétie - 33000 Bordeaux", "33000", "8 rue de la Boétie"),
        ("1 Rue Langevin, 51200, Épernay, Marne", "51200", "1 Rue Langevin"),
        ("33000 Bordeaux", "33000", None),
        ("33000 Bordeaux", "33100", "33000 Bordeaux"),
        ("Lot 133000", "33000", "Lot 133000"),
        ("4 rue Haute", None, "4 rue Haute"),
    ],
)
def test_the_street_of_an_address(address: str, code: str | None, street: str | None) -> None:
    assert street_address(address, code) == street


def test_cedex_is_no_part_of_the_town() -> None:
    assert without_cedex("VALENCE CEDEX 9") == "VALENCE"
    assert without_cedex("Bastia Cedex") == "Bastia"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("www.example.org", "https://www.example.org"),
        ("example.org/lab", "https://example.org/lab"),
        ("Http://Www.Example.Org/Lab", "http://www.example.org/Lab"),
        ("Studio http://example.org/", "http://example.org/"),
        ("https://example.org|site web", "https://example.org"),
        ("https://one.example.org, https://two.example.org", "https://one.example.org"),
        ("voir www.example.org.", "https://www.example.org"),
        ("https://écolieu.example.fr", "https://écolieu.example.fr"),
        ("https://example.org:8443/l'atelier", "https://example.org:8443/l'atelier"),
    ],
)
def test_websites(typed: str, address: str) -> None:
    assert website(typed) == address


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://example.org",
        "en cours",
        "@",
        "contact@example.org",
        "https://user:password@example.org",
        'https://example.org/"onmouseover=alert(1)',
        "https://example.org/<script>",
        "http://localhost/",
        "http://127.0.0.1/",
        "https://",
        "https://example.org:port",
        "http://[::1",
        "https://exa\\mple.org",
        "",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_website(text: str) -> None:
    with pytest.raises(ValueError, match="website"):
        website(text)


@pytest.mark.parametrize("typed", ["2022-09-26", "26/09/2022", "26/09/2022 17:51", "2022-09-26T17:51:00Z"])
def test_dates(typed: str) -> None:
    assert day(typed) == date(2022, 9, 26)


@pytest.mark.parametrize("typed", ["01/01/1970", "1970-01-01", "1970-01-01 00:00:00"])
def test_the_epoch_is_no_date(typed: str) -> None:
    assert day(typed) is None


def test_former_communes_lead_to_present_ones_at_once() -> None:
    codes = former_communes()
    assert len(codes) > 4000
    for former, present in codes.items():
        assert insee_code(former) == former
        assert insee_code(present) == present
        assert present_commune(present) == present
    assert not set(codes) & set(ARRONDISSEMENTS)
    assert present_commune("75056") == "75056"


@pytest.mark.parametrize(
    "text", ["01/01/0202", "2202-01-01", "31/02/2022", "2022", "hier", "26.09.2022", "09/26/2022"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        day(text)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("48.85", "2.35"), ("48,85", "2,35"), ("-21.1", "55.5"), ("14.6", "-61.0"), ("-22.2", "166.4")],
)
def test_positions(latitude: str, longitude: str) -> None:
    expected = Position(float(latitude.replace(",", ".")), float(longitude.replace(",", ".")))
    assert position(latitude, longitude) == expected


def test_no_position() -> None:
    assert position(None, None) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("48.85", None, "position_incomplete"),
        (None, "2.35", "position_incomplete"),
        ("48.85 N", "2.35", "position_unreadable"),
        ("nan", "2.35", "position_unreadable"),
        ("48.85", "inf", "position_unreadable"),
        ("48,85", "2_35", "position_unreadable"),
        ("1.234,5", "2,35", "position_unreadable"),
    ],
)
def test_positions_that_cannot_be_read(latitude: str | None, longitude: str | None, code: str) -> None:
    with pytest.raises(PositionError) as caught:
        position(latitude, longitude)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("2.35", "48.85", "position_swapped"),
        ("55.5", "-21.1", "position_swapped"),
        ("-61.0", "14.6", "position_swapped"),
        ("-52.33", "4.93", "position_swapped"),
        ("166.4", "-22.2", "position_swapped"),
        ("95", "2.35", "position_out_of_range"),
        ("48.85", "235", "position_out_of_range"),
        ("0", "0", "position_outside_france"),
        ("52.52", "13.40", "position_outside_france"),
    ],
)
def test_positions_that_cannot_be_used(latitude: str, longitude: str, code: str) -> None:
    with pytest.raises(PositionError) as caught:
        check_in_france(float(latitude), float(longitude))
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_every_part_of_france_is_in_france() -> None:
    for latitude, longitude in (
        (51.07, 2.53),
        (41.37, 9.26),
        (16.27, -61.53),
        (4.93, -52.33),
        (-12.78, 45.22),
    ):
        assert in_france(latitude, longitude)
        assert not in_france(longitude, latitude)
