"""Access to a place, as acceslibre knows it, with source and licence; unknown is not shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.directory.building_access.addresses import named_by, permanent_address
from app.directory.building_access.labels import FACTS, GROUPS, VALUES
from app.directory.building_access.queries import BY_PAGE, BY_SIRET
from app.directory.building_access.vocabulary import GROUPS as FACTS_BY_GROUP
from app.directory.building_access.vocabulary import Fact
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.acts import web_address
from app.publishing.pages.labels import Reference, licence


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One thing that is known."""

    label: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AccessGroup:
    """All that is known of one part of the way in."""

    label: str
    lines: tuple[AccessLine, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """All that is known, and who says so."""

    groups: tuple[AccessGroup, ...]
    address: str
    """Address of its page at acceslibre."""
    source: str
    licence: Reference
    fetched_on: date
    by_siret: bool
    """Whether it was found by who runs the place, no record of the place naming the page."""


def access_of(public_id: str, properties: Mapping[str, Any], page: str | None) -> Access | None:
    """Return what is known of a place whose own record may name its page at acceslibre."""
    named = named_by(page)
    records = (
        database().fetch_all(BY_PAGE, {"record_id": named.record_id, "page": named.page}) if page else []
    )
    by_siret = not records and named.record_id is None and properties["siret"] is not None
    if by_siret:
        records = database().fetch_all(
            BY_SIRET,
            {
                "siret": properties["siret"],
                "commune": properties["commune_code"],
                "names_page": named.page is not None,
                "public_id": public_id,
            },
        )
    if len(records) != 1:
        return None
    record_id, address, facts, code, fetched_at, title, publisher = records[0]
    groups = tuple(_groups(facts))
    if not groups:
        return None
    return Access(
        groups=groups,
        address=web_address(address) or permanent_address(record_id),
        source=f"{title} ({publisher})" if title and publisher else title or "acceslibre",
        licence=licence(code),
        fetched_on=clock.paris_time(fetched_at).date(),
        by_siret=by_siret,
    )


def _groups(facts: Mapping[str, Any]) -> Iterator[AccessGroup]:
    for code, known in FACTS_BY_GROUP.items():
        lines = tuple(_line(fact, facts[fact.code]) for fact in known if facts.get(fact.code) is not None)
        if lines:
            yield AccessGroup(str(GROUPS[code]), lines)


def _line(fact: Fact, value: Any) -> AccessLine:  # noqa: ANN401 - as it is stored
    label = str(FACTS[fact.code])
    match fact.kind:
        case "yes_no":
            return AccessLine(label, _("oui") if value else _("non"))
        case "count":
            return AccessLine(label, str(value))
        case "centimetres":
            return AccessLine(label, _("%(width)s cm", width=value))
        case "choices":
            return AccessLine(label, ", ".join(str(VALUES.get(one, one)) for one in value))
        case "address":
            return AccessLine(label, str(value), web_address(value))
