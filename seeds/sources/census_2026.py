"""The census of third places of 2026 (France Tiers-Lieux): one file, with coordinates.

Semicolons, UTF-8 with a byte order mark, decimal commas. The commune has no code: it is found by its name
and the point, else the postcode. A row without coordinates gets its commune's centroid.

Kind: the first of `familles_tiers_lieux` that says more than "third place". Status: "état du projet"; where
that says nothing, open. Website: INTERNET, else the first network (RS_*) that gives a whole address.
E-mail addresses are personal data: the column is dropped as it is read.
"""

import re

from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from seeds.reading.base import CsvReader, Fields
from seeds.reading.normalise.dates import EARLIEST, LATEST, day
from seeds.reading.records import PlaceRecord
from seeds.sources.census import (
    ADDRESS,
    CITY,
    ID,
    NAME,
    POSTCODE,
    WEBSITE,
    description,
    families_kind,
    labelled,
    location,
    manager_kind,
    project_status,
    read_website,
)

COLUMNS = (ID, NAME, ADDRESS, POSTCODE, CITY, "LATITUDE", "LONGITUDE")
PRIVATE = frozenset({"EMAIL"})
STATUS, FAMILIES, ORIGIN = "état du projet", "familles_tiers_lieux", "initiative_origine"
TELEPHONE, OPENED, PRESENTATION = "TELEPHONE", "DATE_OUV", "DESCRI_COU"
MANAGER, MANAGER_TYPE = "NOM_STRC_GEST", "TYPE_STRUCTURE_GEST"
OPTIONAL = (WEBSITE, TELEPHONE, OPENED, PRESENTATION, MANAGER, MANAGER_TYPE, STATUS, FAMILIES, ORIGIN)
NETWORK_PREFIX = "RS_"
_WHOLE_ADDRESS = re.compile(r"\s*(?:https?://|www\.)", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")


def _to_record(fields: Fields, record_id: str) -> PlaceRecord:
    place = location(fields, fields.position("LATITUDE", "LONGITUDE"))
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        name=fields.name(NAME),
        kind=families_kind(fields.text(FAMILIES)),
        location=place,
        status=_status(fields) or "open",
        assumed=() if _status(fields) else ("status",),
        website=_website(fields),
        telephone=_telephone(fields, place.postcode),
        description=description(
            fields.lines(PRESENTATION),
            labelled("Structure gestionnaire", fields.text(MANAGER)),
            labelled("Ouverture", _opened(fields)),
            labelled("À l’initiative de", fields.text(ORIGIN)),
        ),
        manager_kind=manager_kind(fields.text(MANAGER_TYPE)),
        remarks=fields.remarks,
    )


def _status(fields: Fields) -> str | None:
    return fields.optional(STATUS, project_status, "status_unknown")


def _website(fields: Fields) -> str | None:
    own = read_website(fields)
    if own:
        return own
    for column in fields.origin.row:
        text = fields.text(column) if column.startswith(NETWORK_PREFIX) else None
        if text and _WHOLE_ADDRESS.match(text):
            try:
                return website(text)
            except ValueError:
                fields.remark("website_unreadable")
    return None


def _telephone(fields: Fields, postcode: str | None) -> str | None:
    return fields.optional(TELEPHONE, lambda text: telephone(text, postcode=postcode), "telephone_unreadable")


def _opened(fields: Fields) -> str | None:
    """Return the day, or the year, in which the place opened or is to open."""
    return fields.optional(OPENED, _day_or_year, "date_unreadable")


def _day_or_year(text: str) -> str | None:
    if _YEAR.fullmatch(text) and EARLIEST <= int(text) <= LATEST:
        return text
    parsed = day(text)
    return f"{parsed:%d/%m/%Y}" if parsed else None


read_census_2026 = CsvReader(
    COLUMNS, lambda fields: fields.text(ID), _to_record, optional=OPTIONAL, private=PRIVATE
)
