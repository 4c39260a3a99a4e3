"""Fields of the equipment of places: one feature a place and type, in the order of the properties."""

from dataclasses import replace

from app.directory.common.fields import FICTIONAL, LICENCE, LOCATION, SOURCE, UPDATED_AT
from app.directory.equipment.terms import CONSUMABLES, QUALIFICATIONS
from app.directory.equipment.vocabulary import GROUP_CODES, TYPE_CODES
from app.directory.third_places.fields import TELEPHONE, WEBSITE, WHEELCHAIR_ACCESS
from app.directory.third_places.vocabulary import KIND_CODES, SHAREABLE, STATUSES
from app.platform.listings.fields import Field, boolean, day, integer, number, text

FIELDS: tuple[Field, ...] = (
    text("type", "Type of equipment", TYPE_CODES, nullable=False, in_tiles=True),
    text("type_group", "Group of the type", GROUP_CODES, in_tiles=True),
    text("label_fr", "Type of equipment, in French", nullable=False),
    text("label_en", "Type of equipment, in English", nullable=False),
    integer("quantity", "How many", in_tiles=True),
    integer("seats", "How many people can use it at the same time", in_tiles=True),
    text("shareable", "Whether others may use it", SHAREABLE, nullable=False, in_tiles=True),
    text("conditions", "On what conditions"),
    text("price", "At what price"),
    text("qualification", "Needed before use: none, training there, accreditation", QUALIFICATIONS),
    boolean("supervised", "Whether somebody of the place is there"),
    integer("minimum_age", "From what age, in years"),
    number("price_hour", "Euros for an hour"),
    number("price_half_day", "Euros for half a day"),
    number("price_day", "Euros for a day"),
    text("consumables", "Consumables: included, charged apart, or one's own", CONSUMABLES),
    day("out_of_order_until", "Last day for which it is said to be out of order"),
    text("raw_text", "Free text that it was read from"),
    number(
        "confidence",
        "How sure the reading of a description is, 0 to 1; below 0.9, to be confirmed",
        nullable=False,
    ),
    text("third_place", "Id of the third place", nullable=False, in_tiles=True),
    text("third_place_name", "Name of the third place", nullable=False, in_tiles=True, tile_name="name"),
    text("third_place_kind", "Kind of place", KIND_CODES, nullable=False, in_tiles=True, tile_name="kind"),
    text("status", "Status of the place: open, planned or closed", STATUSES, nullable=False, in_tiles=True),
    *LOCATION,
    *(replace(one, in_tiles=False) for one in (WHEELCHAIR_ACCESS, WEBSITE, TELEPHONE)),
    FICTIONAL,
    SOURCE,
    LICENCE,
    UPDATED_AT,
)
