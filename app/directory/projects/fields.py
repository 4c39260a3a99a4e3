"""Fields of projects, in the order of the collection's properties."""

from app.directory.common.fields import LICENCE, SOURCE, UPDATED_AT
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.projects.models import ProjectListing
from app.directory.projects.vocabulary import PROJECT_PROGRAMME_CODES
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    day,
    number,
    queryables_of,
    text,
    texts,
    time,
)

FIELDS: tuple[Field, ...] = (
    text("title", "Title", nullable=False),
    text("programme", "Programme that funds it", PROJECT_PROGRAMME_CODES, nullable=False),
    text("wave", "Wave of the programme"),
    text("carrier", "Structure that carries it", nullable=False),
    text("siret", "SIRET of the carrier"),
    texts("partners", "Partners", array=Array("partner_list")),
    number("grant_amount", "Grant in euros"),
    number("total_cost", "Total cost in euros"),
    day("starts_on", "First day"),
    day("ends_on", "Last day"),
    text("sector", "Sector"),
    text("website", "Website"),
    texts("region_codes", "Régions in which it works", REGION_CODES, array=Array("region_code_list")),
    texts("regions", "Their names", array=Array("region_list")),
    text("seat_address", "Number and street of the carrier's seat, which is no place of the project"),
    text("seat_postcode", "Postcode of the carrier's seat"),
    text("seat_city", "Commune of the carrier's seat"),
    text("seat_commune_code", "INSEE code of the seat's commune"),
    text("seat_department_code", "INSEE code of the seat's département", DEPARTMENT_CODES),
    text("seat_region_code", "INSEE code of the seat's région", REGION_CODES),
    boolean("fictional", "Whether the record is invented, for the demonstration", nullable=False),
    SOURCE,
    text("source_record_id", "The source's own identifier", nullable=False),
    LICENCE,
    time("fetched_at", "When an import last wrote the record", nullable=False),
    time("vanished_at", "When the source first left the record out"),
    UPDATED_AT,
)
QUERYABLES = queryables_of(ProjectListing, FIELDS)
COLUMNS = columns_of(FIELDS)
