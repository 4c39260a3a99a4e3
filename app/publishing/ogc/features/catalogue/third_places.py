"""Third places, and what each has of one type of equipment."""

from app.directory.common.listed import CollectedEquipment, CollectedThirdPlace
from app.directory.third_places.equipment_fields import FIELDS as EQUIPMENT_FIELDS
from app.directory.third_places.fields import FIELDS
from app.platform.listings.resource import Collection, collection

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
    FIELDS,
)

EQUIPMENT: Collection = collection(
    "equipment",
    CollectedEquipment,
    ("Équipements", "Equipment"),
    (
        "Une entité par lieu et par type d’équipement, à la position du lieu.",
        "One feature a place and type of equipment, at the position of the place.",
    ),
    EQUIPMENT_FIELDS,
)
