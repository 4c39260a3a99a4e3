"""Where a record lies: towns as people write them, points without a town, postcodes alone."""

from typing import Any

import pytest
import shapely

from seeds.loading.communes_index import CommuneFacts, CommunesIndex
from seeds.loading.locate import Located, locate
from seeds.reading.records import LocationRecord


def commune(
    code: str, name: str, at: tuple[float, float] | None, *postcodes: str, **others: Any
) -> CommuneFacts:
    """Return a commune at latitude, longitude."""
    latitude, longitude = at or (None, None)
    return CommuneFacts(code, name, None, latitude, longitude, postcodes, **others)


COMMUNES = CommunesIndex(
    [
        commune("94038", "L'Haÿ-les-Roses", (48.777, 2.338), "94240"),
        commune("59009", "Villeneuve-d'Ascq", (50.632, 3.153), "59491", "59493", "59650"),
        commune("85194", "Les Sables-d'Olonne", (46.506, -1.766), "85100", "85180", "85340"),
        commune("93066", "Saint-Denis", (48.93, 2.357), "93200", "93210"),
        commune("42218", "Saint-Étienne", (45.426, 4.376), "42000", "42100"),
        commune("01348", "Saint-Didier-sur-Chalaronne", (46.178, 4.822), "01140"),
        commune("01183", "Illiat", (46.185, 4.889), "01140"),
        commune("17300", "La Rochelle", (46.159, -1.172), "17000"),
        commune("70450", "La Rochelle", (47.749, 5.733), "70120"),
        commune("74010", "Annecy", (45.9, 6.12), "74000", "74940", population=131_000),
        commune("50129", "Cherbourg-en-Cotentin", (49.633, -1.635), "50100", population=78_000),
        commune("89162", "Évry", (48.26, 3.25), "89140", population=400),
        commune("91228", "Évry-Courcouronnes", (48.629, 2.43), "91000", population=67_000),
        commune("94041", "Ivry-sur-Seine", (48.813, 2.388), "94200"),
        commune("15142", "Neuvéglise-sur-Truyère", (44.93, 2.98), "15260"),
        commune("23096", "Guéret", (46.17, 1.87), "23000", population=13_000),
        commune("2B095", "Corscia", (42.35, 9.04), "20224"),
        commune("2B147", "Lozzi", (42.35, 8.99), "20224"),
        commune("97411", "Saint-Denis", (-20.93, 55.45), "97400"),
        commune("98818", "Nouméa", None, "98800"),
        commune("75056", "Paris", (48.857, 2.343), "75001", "75016", population=2_100_000),
        commune(
            "75116",
            "Paris 16e Arrondissement",
            (48.86, 2.275),
            "75016",
            type="arrondissement",
            parent_code="75056",
        ),
    ],
    {"2B": shapely.box(8.5, 42.0, 9.6, 43.1), "974": shapely.box(55.1, -21.5, 55.9, -20.8)},
)


def located(**columns: Any) -> Located:
    if "latitude" in columns:
        columns["position_precision"] = "address"
    return locate(LocationRecord(**columns), COMMUNES, "refuse")


@pytest.mark.parametrize(
    ("city", "postcode", "code", "remark"),
    [
        # apostrophes and dashes as Word, Excel and telephones type them
        ("L’Haÿ-les-Roses", "94240", "94038", None),
        ("L\u00b4Haÿ-les-Roses", "94240", "94038", None),
        ("Villeneuve d’Ascq", "59491", "59009", None),
        ("Villeneuve dAscq", "59491", "59009", None),
        ("Les Sables d’Olonne", "85100", "85194", None),
        ("Saint–Denis", "93200", "93066", None),
        ("Saint\u2011Étienne", "42000", "42218", None),
        # abbreviations, articles
        ("ST DIDIER S/ CHALARONNE", "01140", "01348", None),
        ("Ivry s/ Seine", "94200", "94041", None),
        ("Rochelle (La)", "17000", "17300", None),
        ("ROCHELLE", "17000", "17300", None),
        ("Sables-d'Olonne, Les", "85100", "85194", None),
        # communes of former days
        ("Annecy-le-Vieux", "74940", "74010", "commune_of_former_name"),
        ("Cherbourg-Octeville", "50100", "50129", "commune_of_former_name"),
        ("Évry", "91000", "91228", "commune_of_former_name"),
        ("Évry", "89140", "89162", None),
        ("NEUVEGLISE", "15260", "15142", "commune_of_former_name"),
        # a letter off, at the very postcode only
        ("Guerret", "23000", "23096", "commune_misspelt"),
        ("Paris 16e", "75016", "75056", None),
    ],
)
def test_towns_as_people_write_them(city: str, postcode: str, code: str, remark: str | None) -> None:
    place = located(city=city, postcode=postcode)
    assert place.commune_code == code
    assert place.position_precision == "commune_centroid"
    assert place.remarks == tuple(filter(None, ("position_from_commune", remark)))


def test_a_misspelt_town_is_not_looked_for_in_the_whole_departement() -> None:
    place = located(city="Guerret", postcode="23300")
    assert (place.commune_code, place.department_code) == (None, "23")
    assert place.remarks == ("position_missing", "territory_from_postcode")


def test_a_town_that_contradicts_its_postcode_is_in_no_territory() -> None:
    place = located(city="Guéret", postcode="42000")
    assert (place.commune_code, place.department_code) == (None, None)
    assert place.remarks == ("position_missing", "commune_missing")


def test_nothing_leads_anywhere() -> None:
    place = located(city="Atlantide")
    assert place.remarks == ("position_missing", "commune_missing")
    assert located().remarks == ("position_missing", "commune_missing")


def test_an_exact_point_whose_town_stands_in_the_address() -> None:
    place = located(address="Mairie de Corscia 20224 CORSCIA", latitude=42.35473, longitude=9.04258)
    assert (place.commune_code, place.department_code, place.region_code) == ("2B095", "2B", "94")
    assert place.remarks == ("commune_from_address",)


def test_an_exact_point_alone_is_in_the_commune_that_is_nearest() -> None:
    place = located(latitude=42.35473, longitude=9.04258)
    assert (place.commune_code, place.department_code, place.region_code) == ("2B095", "2B", "94")
    assert place.position_precision == "address"
    assert place.remarks == ("commune_from_point",)


def test_a_point_far_from_every_commune_is_in_the_departement_that_holds_it() -> None:
    place = located(latitude=42.9, longitude=9.45)
    assert (place.commune_code, place.department_code, place.region_code) == (None, "2B", "94")
    assert place.remarks == ("territory_from_outline",)


def test_without_an_outline_only_a_near_commune_tells() -> None:
    assert located(latitude=46.18, longitude=1.9).commune_code == "23096"
    far = located(latitude=46.5, longitude=2.5)
    assert (far.commune_code, far.remarks) == (None, ("commune_missing",))


def test_the_outline_keeps_a_point_out_of_the_neighbour() -> None:
    """The nearer centroid is in another département than the outline that holds the point."""
    neighbour = commune("2A001", "Ailleurs", (42.4, 9.0), "20100")
    index = CommunesIndex(
        [neighbour, commune("2B095", "Corscia", (42.35, 9.04), "20224")],
        {"2A": shapely.box(8.5, 42, 9.6, 43)},
    )
    point = LocationRecord(latitude=42.35, longitude=9.04, position_precision="address")
    assert locate(point, index, "refuse").commune_code == "2A001"


def test_a_point_in_la_reunion_has_its_time() -> None:
    place = located(latitude=-20.9, longitude=55.46)
    assert (place.commune_code, place.timezone) == ("97411", "Indian/Reunion")
    inland = located(latitude=-21.3, longitude=55.5)
    assert (inland.commune_code, inland.department_code, inland.timezone) == (None, "974", "Indian/Reunion")


def test_a_point_beside_a_town_that_lies_elsewhere_is_not_given_another() -> None:
    place = located(city="Annecy", latitude=42.35473, longitude=9.04258)
    assert (place.commune_code, place.remarks) == (None, ("commune_missing",))


def test_a_hamlet_at_a_point() -> None:
    place = located(city="Hameau de Costa", latitude=42.35473, longitude=9.04258)
    assert (place.commune_code, place.remarks) == ("2B095", ("commune_from_point",))


@pytest.mark.parametrize(
    ("postcode", "code", "department", "remark"),
    [
        ("23000", "23096", "23", "commune_from_postcode"),
        ("01140", None, "01", "territory_from_postcode"),  # two communes
        ("20224", None, "2B", "territory_from_postcode"),
        ("20100", None, "2A", "territory_from_postcode"),
        ("98800", "98818", None, "commune_from_postcode"),
    ],
)
def test_a_postcode_alone(postcode: str, code: str | None, department: str | None, remark: str) -> None:
    place = located(postcode=postcode)
    assert (place.commune_code, place.department_code) == (code, department)
    assert place.remarks[-1] == remark
    assert ("position_missing" in place.remarks) == (place.latitude is None)


def test_an_arrondissement_stands_for_an_address_in_it() -> None:
    place = located(city="Paris", postcode="75016")
    assert (place.commune_code, place.latitude, place.longitude) == ("75056", 48.86, 2.275)
    elsewhere = located(city="Paris", postcode="75001")
    assert (elsewhere.latitude, elsewhere.longitude) == (48.857, 2.343)
