"""Properties that several collections share."""

from app.directory.common.columns import LICENCES, POSITION_PRECISIONS
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.platform.listings.properties import boolean, day, text, time

LIST = "codes joined by semicolons"

COMMUNE = text("commune_code", "INSEE code of the commune")
TERRITORIES = (
    text("department_code", "INSEE code of the département", DEPARTMENT_CODES),
    text("department", "Name of the département"),
    text("region_code", "INSEE code of the région", REGION_CODES),
    text("region", "Name of the région"),
    text("epci_code", "SIREN of the EPCI"),
)
LOCATION = (
    text("address", "Number and street"),
    text("postcode", "Postcode"),
    text("city", "Town as the source writes it"),
    COMMUNE,
    text("commune", "Name of the commune"),
    *TERRITORIES,
    text("position_precision", "How well the position is known", POSITION_PRECISIONS),
)
"""Properties of what has an address."""

FICTIONAL = boolean("fictional", "Whether the record is invented, for the demonstration", nullable=False)
SOURCE = text("source", "Source of the record", nullable=False)
LICENCE = text("licence", "Licence of the record", LICENCES, nullable=False)
UPDATED_AT = time("updated_at", "When the record last changed here", nullable=False)

RECORD = (
    text("source_record_id", "The source's own identifier", nullable=False),
    text(
        "sources", "Sources of every record that is shown as this one, joined by semicolons", nullable=False
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
