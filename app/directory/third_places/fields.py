"""Fields of third places, in the order of the collection's properties."""

from sqlalchemy import func, literal_column

from app.directory.common.fields import FICTIONAL, LOCATION, RECORD, SOURCE, TIMES
from app.directory.equipment.vocabulary import EQUIPMENT_CODES, TYPE_CODES
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.directory.third_places.models import ThirdPlaceListing
from app.directory.third_places.vocabulary import KIND_CODES, MANAGER_KINDS, STATUSES, WHEELCHAIR
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    integer,
    items,
    number,
    queryables_of,
    text,
    texts,
    time,
)

WHEELCHAIR_ACCESS = text("wheelchair", "Wheelchair access", WHEELCHAIR, in_tiles=True)
WEBSITE = text("website", "Address on the web", in_tiles=True)
TELEPHONE = text("telephone", "Telephone, international form", filterable=False)

FIELDS: tuple[Field, ...] = (
    text("name", "Name", nullable=False, in_tiles=True),
    text("kind", "Kind of place", KIND_CODES, nullable=False, in_tiles=True),
    text("status", "Open, planned or closed", STATUSES, nullable=False, in_tiles=True),
    *LOCATION,
    text("opening_hours", "Opening hours, OpenStreetMap's syntax", filterable=False, in_tiles=True),
    boolean("by_appointment", "Whether some of the hours, or all, are by appointment", collected=False),
    text("timezone", "Time zone of the opening hours", filterable=False, collected=False),
    WHEELCHAIR_ACCESS,
    WEBSITE,
    TELEPHONE,
    text("description", "Description", filterable=False),
    text("manager_kind", "Kind of the structure that runs the place", MANAGER_KINDS),
    text("siret", "SIRET of that structure"),
    texts(
        "equipment",
        "Types of equipment offered",
        EQUIPMENT_CODES,
        expression=lambda listing: listing.equipment_codes,
        array=Array("equipment_codes", vocabulary=TYPE_CODES),
        of="equipment",
        key="type",
        description="types of equipment",
        in_tiles=True,
    ),
    items("equipment_quantities", "equipment", "quantity", "How many of each, in the same order"),
    items("equipment_seats", "equipment", "seats", "How many people at a time, in the same order"),
    items("equipment_shareable", "equipment", "shareable", "Whether others may use it, in the same order"),
    items("equipment_conditions", "equipment", "conditions", "On what conditions, in the same order"),
    items("equipment_prices", "equipment", "price", "At what price, in words, in the same order"),
    items(
        "equipment_qualifications",
        "equipment",
        "terms.qualification",
        "Needed before use: none, training there, accreditation, in the same order",
    ),
    items(
        "equipment_supervised",
        "equipment",
        "terms.supervised",
        "Whether somebody of the place is there, in the same order",
    ),
    items("equipment_price_hour", "equipment", "terms.price_hour", "Euros for an hour, in the same order"),
    items(
        "equipment_price_half_day",
        "equipment",
        "terms.price_half_day",
        "Euros for half a day, in the same order",
    ),
    items("equipment_price_day", "equipment", "terms.price_day", "Euros for a day, in the same order"),
    items(
        "equipment_out_of_order_until",
        "equipment",
        "terms.out_of_order_until",
        "Last day for which each is said to be out of order, in the same order",
    ),
    integer(
        "equipment_count",
        "How many types of equipment the place is known to have",
        nullable=False,
        exported=False,
        expression=lambda listing: func.cardinality(listing.equipment_ids),
    ),
    texts("equipment_absent", "Types and groups that a source states the place not to have", EQUIPMENT_CODES),
    boolean(
        "funded",
        "Whether an award of a public programme is known",
        nullable=False,
        expression=lambda listing: listing.programme_codes != literal_column("'{}'::text[]"),
        description="whether an award is known",
        in_tiles=True,
    ),
    texts(
        "programmes",
        "Programmes of the awards",
        PROGRAMME_CODES,
        expression=lambda listing: listing.programme_codes,
        array=Array("programme_codes"),
        description="programmes of the awards, each once",
        in_tiles=True,
    ),
    items("award_programmes", "awards", "programme", "Programme of each award"),
    items("award_funders", "awards", "funder", "Who pays, in the same order"),
    items("award_years", "awards", "year", "Year of each award, in the same order"),
    items("award_amounts", "awards", "amount", "Euros, in the same order"),
    integer("award_count", "How many awards are known", nullable=False, filterable=False, exported=False),
    number("award_amount", "Sum of the awards whose amount is known, in euros", exported=False),
    integer("award_year", "Year of the latest award", exported=False),
    FICTIONAL,
    SOURCE,
    text("publisher", "Who publishes the record", after="source_record_ids"),
    items(
        "source_licences",
        "sources",
        "licence",
        "Licences of the records of `sources`, in the same order",
        after="publisher",
    ),
    items(
        "source_publishers",
        "sources",
        "publisher",
        "Their publishers, in the same order",
        after="source_licences",
    ),
    *RECORD,
    text(
        "same_as",
        "Ids of the same place under a licence that may not be mixed with this one",
        filterable=False,
        of="same_as",
        after="source_publishers",
    ),
    *TIMES,
    time("confirmed_at", "When who runs the place last confirmed the record as it is"),
)
QUERYABLES = queryables_of(ThirdPlaceListing, FIELDS)
COLUMNS = columns_of(FIELDS)
