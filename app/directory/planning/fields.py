"""Fields of the origins of coverage, in the order of the collection's properties."""

from dataclasses import replace

from app.directory.common.fields import COMMUNE, FICTIONAL, LICENCE, LOCATION, TERRITORIES
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KIND_CODES
from app.directory.planning.coverage import CLASSES, NEAR_KM
from app.platform.listings.fields import Field, integer, number, text

FIELDS: tuple[Field, ...] = (
    text("name", "Name of the organisation", nullable=False),
    text("kind", "Kind of organisation", KIND_CODES, nullable=False),
    text("coverage", f"Whether a place with any equipment is within {NEAR_KM} km", CLASSES, nullable=False),
    text("nearest_id", "Id of the nearest place with any equipment, however far"),
    text("nearest", "Its name"),
    number("distance_m", "Geodesic metres to it"),
    text("equipment_status", "What is known of its own equipment", EQUIPMENT_STATUSES, nullable=False),
    integer("learners", "The most learners who need one type of equipment at the same time"),
    replace(COMMUNE, in_tiles=False),
    text("commune", "Name of the commune"),
    *(replace(one, in_tiles=False) for one in TERRITORIES),
    replace(LOCATION[-1], in_tiles=False),
    replace(FICTIONAL, in_tiles=False),
    replace(LICENCE, in_tiles=False),
)
