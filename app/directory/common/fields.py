"""Fields that several resources share."""

from sqlalchemy import literal_column

from app.directory.common.columns import DEMONSTRATION_SOURCE, POSITION_PRECISIONS
from app.directory.common.licences import LICENCES
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.platform.listings.fields import boolean, day, items, text, texts, time

COMMUNE = text("commune_code", "INSEE code of the commune", in_tiles=True)
TERRITORIES = (
    text("department_code", "INSEE code of the département", DEPARTMENT_CODES, in_tiles=True),
    text("department", "Name of the département"),
    text("region_code", "INSEE code of the région", REGION_CODES),
    text("region", "Name of the région"),
    text("epci_code", "SIREN of the EPCI"),
)
LOCATION = (
    text("address", "Number and street", in_tiles=True),
    text("postcode", "Postcode", in_tiles=True),
    text("city", "Town as the source writes it", in_tiles=True),
    COMMUNE,
    text("commune", "Name of the commune"),
    *TERRITORIES,
    text("position_precision", "How well the position is known", POSITION_PRECISIONS, in_tiles=True),
)
"""Of what has an address."""

FICTIONAL = boolean(
    "fictional",
    "Whether the record is invented, for the demonstration",
    nullable=False,
    expression=lambda listing: listing.source == literal_column(f"'{DEMONSTRATION_SOURCE}'"),
    in_tiles=True,
)
SOURCE = text("source", "Source of the record", nullable=False)
LICENCE = text("licence", "Licence of the record", LICENCES, nullable=False, in_tiles=True)
UPDATED_AT = time("updated_at", "When the record last changed here", nullable=False)

RECORD = (
    text("source_record_id", "The source's own identifier", nullable=False),
    texts(
        "sources",
        "Sources of every record that is shown as this one",
        nullable=False,
        filterable=False,
        of="sources",
        key="source",
        after="updated_at",
    ),
    items(
        "source_record_ids",
        "sources",
        "source_record_id",
        "Their identifiers, in the same order",
        after="sources",
    ),
    LICENCE,
)
PROVENANCE = (FICTIONAL, SOURCE, *RECORD)
TIMES = (
    time("fetched_at", "When an import last wrote the record", nullable=False),
    day("source_updated_on", "When the publisher last touched the record"),
    time("vanished_at", "When the source first left the record out"),
    UPDATED_AT,
)
