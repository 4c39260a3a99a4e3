"""Third places, and what each has of one type of equipment."""

from app.directory.common.fields import (
    FICTIONAL,
    LICENCE,
    LIST,
    LOCATION,
    RECORD,
    SOURCE,
    TIMES,
    UPDATED_AT,
)
from app.directory.common.listed import CollectedEquipment, CollectedThirdPlace
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.programmes.vocabulary import PROGRAMMES
from app.directory.third_places.vocabulary import KINDS, MANAGER_KINDS, SHAREABLE, STATUSES, WHEELCHAIR
from app.platform.listings.properties import boolean, integer, number, text
from app.platform.listings.resource import Collection, codes, collection

KIND_CODES = tuple(kind.code for kind in KINDS)
TYPE_CODES = tuple(fact.code for fact in EQUIPMENT_TYPES if fact.parent is not None)
PROGRAMME_CODES = tuple(fact.code for fact in PROGRAMMES)
GROUP_CODES = tuple(fact.code for fact in EQUIPMENT_TYPES if fact.parent is None)
WHEELCHAIR_ACCESS = text("wheelchair", "Wheelchair access", WHEELCHAIR)
WEBSITE = text("website", "Address on the web")
TELEPHONE = text("telephone", "Telephone, international form")

THIRD_PLACES: Collection = collection(
    "third-places",
    CollectedThirdPlace,
    ("Tiers-lieux", "Third places"),
    (
        (
            "Lieux ouverts qui partagent parfois leur équipement : fab labs, espaces de coworking,"
            " bibliothèques. Les lieux fermés y sont ; « status » le dit."
        ),
        (
            "Places open to others that may share equipment: fab labs, coworking spaces, libraries…"
            " Closed ones are among them; `status` says so."
        ),
    ),
    (
        text("name", "Name", nullable=False),
        text("kind", "Kind of place", KIND_CODES, nullable=False),
        text("status", "Open, planned or closed", STATUSES, nullable=False),
        *LOCATION,
        text("opening_hours", "Opening hours, OpenStreetMap's syntax"),
        WHEELCHAIR_ACCESS,
        WEBSITE,
        TELEPHONE,
        text("description", "Description"),
        text("manager_kind", "Kind of the structure that runs the place", MANAGER_KINDS),
        text("siret", "SIRET of that structure"),
        text("equipment", f"Types of equipment offered: {LIST}"),
        integer("equipment_count", "How many types of equipment the place is known to have", nullable=False),
        text("equipment_absent", f"Types and groups that a source states the place not to have: {LIST}"),
        boolean("funded", "Whether an award of a public programme is known", nullable=False),
        text("programmes", f"Programmes of the awards: {LIST}"),
        integer("award_count", "How many awards are known", nullable=False),
        number("award_amount", "Sum of the awards whose amount is known, in euros"),
        integer("award_year", "Year of the latest award"),
        FICTIONAL,
        SOURCE,
        text("publisher", "Who publishes the record"),
        *RECORD,
        text("same_as", "Ids of the same place under a licence that may not be mixed with this one"),
        *TIMES,
    ),
    lists=(
        codes("equipment_codes", CollectedThirdPlace.equipment, "Types of equipment offered", TYPE_CODES),
        codes("programme_codes", CollectedThirdPlace.programmes, "Programmes of the awards", PROGRAMME_CODES),
    ),
)

EQUIPMENT: Collection = collection(
    "equipment",
    CollectedEquipment,
    ("Équipements", "Equipment"),
    (
        "Une entité par lieu et par type d’équipement, à la position du lieu.",
        "One feature a place and type of equipment, at the position of the place.",
    ),
    (
        text("type", "Type of equipment", TYPE_CODES, nullable=False),
        text("type_group", "Group of the type", GROUP_CODES),
        text("label_fr", "Type of equipment, in French", nullable=False),
        text("label_en", "Type of equipment, in English", nullable=False),
        integer("quantity", "How many"),
        integer("seats", "How many people can use it at the same time"),
        text("shareable", "Whether others may use it", SHAREABLE, nullable=False),
        text("conditions", "On what conditions"),
        text("price", "At what price"),
        text("raw_text", "Free text that it was read from"),
        number(
            "confidence",
            "How sure the reading of a description is, 0 to 1; below 0.9, to be confirmed",
            nullable=False,
        ),
        text("third_place", "Id of the third place", nullable=False),
        text("third_place_name", "Name of the third place", nullable=False),
        text("third_place_kind", "Kind of place", KIND_CODES, nullable=False),
        text("status", "Status of the place: open, planned or closed", STATUSES, nullable=False),
        *LOCATION,
        WHEELCHAIR_ACCESS,
        WEBSITE,
        TELEPHONE,
        FICTIONAL,
        SOURCE,
        LICENCE,
        UPDATED_AT,
    ),
)
