"""Third places, and what each has of one type of equipment."""

from sqlalchemy import Double, cast, func, literal_column

from app.directory.common.listed import CollectedEquipment, CollectedThirdPlace, Flat, joined
from app.directory.third_places.equipment_fields import FIELDS as EQUIPMENT_FIELDS
from app.directory.third_places.fields import FIELDS
from app.directory.third_places.models import ThirdPlaceListing
from app.platform.listings.resource import Collection, collection

FLAT_THIRD_PLACE = Flat(
    CollectedThirdPlace,
    ThirdPlaceListing,
    feature_tail=ThirdPlaceListing.collection_tail,
    equipment=joined(ThirdPlaceListing.equipment_types),
    equipment_count=func.cardinality(ThirdPlaceListing.equipment_ids),
    equipment_absent=joined(ThirdPlaceListing.equipment_absent),
    funded=ThirdPlaceListing.programme_codes != literal_column("'{}'"),
    programmes=joined(ThirdPlaceListing.programme_codes),
    award_amount=cast(ThirdPlaceListing.award_amount, Double),
    fictional=ThirdPlaceListing.source == literal_column("'demo'"),
    sources=func.array_to_string(ThirdPlaceListing.source_names, literal_column("';'")),
    same_as=joined(ThirdPlaceListing.same_as),
)

THIRD_PLACES: Collection = collection(
    "third-places",
    FLAT_THIRD_PLACE,
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
