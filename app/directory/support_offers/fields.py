"""Fields of offers of support, in the order of the collection's properties."""

from app.directory.common.columns import POSITION_PRECISIONS
from app.directory.common.fields import LICENCE, SOURCE, UPDATED_AT
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.organisations.vocabulary import KIND_CODES, SUPPORT_CODES
from app.directory.support_offers.models import SupportOfferListing
from app.directory.support_offers.vocabulary import HELPER_CODES
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    day,
    queryables_of,
    text,
    texts,
    time,
)

FIELDS: tuple[Field, ...] = (
    text("name", "Name", nullable=False),
    text("helper", "Who helps", nullable=False),
    text("helper_kind", "Kind of body that helps", HELPER_CODES, nullable=False),
    text("siret", "SIRET of who helps"),
    texts("needs", "Kinds of help", SUPPORT_CODES, nullable=False, array=Array("need_codes")),
    texts(
        "audiences",
        "Kinds of organisation that it is for, nothing for all of them",
        KIND_CODES,
        array=Array("audience_codes"),
    ),
    boolean("is_national", "Whether it serves the whole country", nullable=False),
    texts("region_codes", "Régions that it serves", REGION_CODES, array=Array("region_code_list")),
    texts(
        "department_codes",
        "Départements that it serves",
        DEPARTMENT_CODES,
        array=Array("department_code_list"),
    ),
    texts("territories", "Names of the régions and départements", array=Array("territory_list")),
    text("price", "Price in words"),
    text("website", "Website"),
    day("valid_until", "Last day of the offer, nothing where it has no end"),
    text("description", "Description"),
    text("address", "Number and street where people are received"),
    text("postcode", "Postcode"),
    text("city", "Commune"),
    text("position_precision", "How well the position is known", POSITION_PRECISIONS),
    boolean("fictional", "Whether the record is invented, for the demonstration", nullable=False),
    SOURCE,
    text("source_record_id", "The source's own identifier", nullable=False),
    LICENCE,
    time("fetched_at", "When an import last wrote the record", nullable=False),
    time("vanished_at", "When the source first left the record out"),
    UPDATED_AT,
)
QUERYABLES = queryables_of(SupportOfferListing, FIELDS)
COLUMNS = columns_of(FIELDS)
