"""A place in the national standard, and the standard's own lists."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from support.databases import SHARED_DATA

from app.directory.third_places.mediation_numerique import (
    CHOICES,
    FIELDS,
    KINDS_BY_TYPOLOGY,
    LONGEST_SUMMARY,
    REQUIRED,
    TYPOLOGIES_BY_KIND,
    kind_of,
)
from app.directory.third_places.vocabulary import KINDS
from app.publishing.exports.mediation_numerique import (
    INSEE_CODE,
    POSTCODE,
    TELEPHONE,
    InexpressibleError,
    PlaceFacts,
    to_standard,
)

SCHEMA = SHARED_DATA.parent / "schemas" / "lieux_mediation_numerique_v1.0.2_tableschema.json"
PROPERTIES: dict[str, Any] = {
    "source": "cget-2019",
    "source_record_id": "7",
    "name": "Le Hangar",
    "assumed": [],
    "kind": "fablab",
    "status": "open",
    "address": "9 rue du Port",
    "postcode": "44300",
    "city": "Nantes",
    "commune": "Nantes",
    "commune_code": "44109",
    "position_precision": "address",
    "opening_hours": None,
    "website": None,
    "telephone": None,
    "siret": None,
    "description": None,
    "programmes": [],
    "source_updated_on": None,
    "fetched_at": "2026-11-24T07:00:00+00:00",
    "vanished_at": None,
}
FACTS = PlaceFacts(
    public_id="tl-1",
    properties=PROPERTIES,
    longitude=-1.5,
    latitude=47.24,
    standard={},
    source_title="Recensement",
    commune_postcodes=("44000", "44300"),
)


def facts(standard: dict[str, str] | None = None, **properties: Any) -> PlaceFacts:
    return replace(FACTS, properties=PROPERTIES | properties, standard=standard or {})


@pytest.mark.skipif(not SCHEMA.is_file(), reason=f"the published schema is not in {SCHEMA.parent}")
def test_our_lists_are_the_published_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert tuple(constraints) == FIELDS
    assert tuple(name for name in FIELDS if constraints[name].get("required")) == REQUIRED
    assert constraints["presentation_resume"]["maxLength"] == LONGEST_SUMMARY
    for name, values in CHOICES.items():
        assert re.fullmatch(constraints[name]["pattern"], "|".join(values))
        # Every alternative of the pattern is a value of ours (one bar stands in `^|\|`).
        assert len(values) == constraints[name]["pattern"].replace("\\|", "").count("|")
    for name, pattern in (("code_postal", POSTCODE), ("code_insee", INSEE_CODE), ("telephone", TELEPHONE)):
        for text in ("44300", "2A004", "20004", "99999", "+33142345678", "+1202", "x"):
            assert bool(pattern.fullmatch(text)) is bool(re.fullmatch(constraints[name]["pattern"], text))


def test_kinds_are_ours() -> None:
    kinds = {kind.code for kind in KINDS}
    assert {*KINDS_BY_TYPOLOGY.values(), *TYPOLOGIES_BY_KIND} <= kinds
    assert set(TYPOLOGIES_BY_KIND.values()) <= set(KINDS_BY_TYPOLOGY)


@pytest.mark.parametrize(
    ("typologies", "kind"),
    [("ASSO|TIERS_LIEUX", "third_place"), ("bib", "library"), ("", "other"), ("ACI|XYZ", "other")],
)
def test_a_kind_follows_from_the_typology(typologies: str, kind: str) -> None:
    assert kind_of(typologies) == kind


def test_a_place_that_no_standard_brought() -> None:
    record = to_standard(facts(siret="73282932000074", description="Ouvert.", kind="coworking"))
    assert {name: value for name, value in record.items() if value is not None} == {
        "id": "tl-1",
        "pivot": "73282932000074",
        "nom": "Le Hangar",
        "commune": "Nantes",
        "code_postal": "44300",
        "code_insee": "44109",
        "adresse": "9 rue du Port",
        "latitude": 47.24,
        "longitude": -1.5,
        "typologie": "TIERS_LIEUX",
        "presentation_resume": "Ouvert.",
        "source": "Recensement",
        "date_maj": "2026-11-24",
    }
    assert tuple(record) == FIELDS


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"status": "planned"}, "status"),
        ({"status": "closed"}, "status"),
        ({"vanished_at": "2026-01-01T00:00:00+00:00"}, "vanished"),
        ({"address": None}, "adresse"),
        ({"postcode": None}, "code_postal"),
        ({"city": None, "commune": None}, "commune"),
    ],
    ids=str,
)
def test_what_the_standard_cannot_hold(properties: dict[str, Any], reason: str) -> None:
    with pytest.raises(InexpressibleError) as raised:
        to_standard(facts(**properties))
    assert raised.value.reason == reason


def test_the_only_postcode_of_a_commune_is_the_place_s() -> None:
    record = to_standard(replace(facts(postcode=None), commune_postcodes=("44300",)))
    assert record["code_postal"] == "44300"


def test_a_commune_s_centroid_is_no_position() -> None:
    record = to_standard(facts(position_precision="commune_centroid"))
    assert record["latitude"] is record["longitude"] is None


def test_the_label_of_a_fabrique() -> None:
    named = {"formations_labels": "ORDI 3.0"}
    assert to_standard(facts(named))["formations_labels"] == "ORDI 3.0"
    funded = to_standard(facts(named, programmes=["deffinov", "fabrique-de-territoire"]))
    assert funded["formations_labels"] == "ORDI 3.0|Fabriques de Territoire"


def test_a_long_description_is_the_detail() -> None:
    long = "x" * (LONGEST_SUMMARY + 1)
    assert to_standard(facts(description=long))["presentation_detail"] == long
    both = to_standard(facts({"presentation_resume": long, "presentation_detail": "y"}))
    assert (both["presentation_resume"], both["presentation_detail"]) == (None, f"{long}\ny")


def test_a_telephone_that_the_schema_does_not_know_is_left_out() -> None:
    assert to_standard(facts(telephone="+3222345678"))["telephone"] is None
    assert to_standard(facts(telephone="+687251234"))["telephone"] == "+687251234"
