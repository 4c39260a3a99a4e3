"""Fields of grants, in the order of the exported columns."""

from app.directory.common.fields import LICENCE, SOURCE, UPDATED_AT
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.grants.models import GrantListing
from app.directory.grants.vocabulary import NATURES, REACHED_BY
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    day,
    integer,
    number,
    queryables_of,
    text,
    texts,
    time,
)

FIELDS: tuple[Field, ...] = (
    text("funder", "Public body that grants it", nullable=False),
    text("funder_siret", "SIRET of the funder"),
    text("beneficiary", "Beneficiary", nullable=False),
    text("siret", "SIRET of the beneficiary"),
    day("decided_on", "Day of the decision or agreement"),
    integer("year", "Year of the decision"),
    text("reference", "Reference of the decision"),
    text("purpose", "Purpose"),
    number("amount", "Amount in euros"),
    texts("natures", "In cash or in kind", NATURES, array=Array("nature_codes")),
    text("payment_terms", "Terms of payment"),
    day("period_start", "First day of payment"),
    day("period_end", "Last day of payment"),
    text("aid_register", "Identifier in the register of aid"),
    boolean("notified_eu", "Whether it was notified to the European Commission"),
    number("share", "Share of the purpose's cost, 0 to 1"),
    text("scheme", "Scheme of aid"),
    text(
        "reached_by",
        "How it reaches these places: the manager's SIRET, or what a moderator confirmed",
        REACHED_BY,
        nullable=False,
    ),
    texts(
        "third_places",
        "Public ids of the places that the beneficiary runs",
        nullable=False,
        array=Array("third_place_list"),
    ),
    texts(
        "department_codes",
        "Départements of these places",
        DEPARTMENT_CODES,
        array=Array("department_code_list"),
    ),
    texts("region_codes", "Régions of these places", REGION_CODES, array=Array("region_code_list")),
    boolean("fictional", "Whether the record is invented, for the demonstration", nullable=False),
    SOURCE,
    text("source_record_id", "The source's own identifier", nullable=False),
    LICENCE,
    time("fetched_at", "When an import last wrote the record", nullable=False),
    time("vanished_at", "When the source first left the record out"),
    UPDATED_AT,
)
QUERYABLES = queryables_of(GrantListing, FIELDS)
COLUMNS = columns_of(FIELDS)
