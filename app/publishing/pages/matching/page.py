"""The page of organisations: where, what is needed, and the places in three groups."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date

from app.directory.common.france import METROPOLITAN_TIMEZONE
from app.directory.matching.criteria import Need
from app.directory.matching.reasons import APPROXIMATE
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.finder.links import Relaxation
from app.publishing.pages.finder.origin import Origin, find_origins
from app.publishing.pages.matching.file import MatchList
from app.publishing.pages.matching.groups import FITS, UNFIT, Group, Judgement, groups, judge
from app.publishing.pages.matching.instead import Pair, other_days, other_times, pairs
from app.publishing.pages.matching.query import (
    Parameters,
    criteria_of,
    needs_of,
    page_url,
    start_written,
    with_needs,
    written,
    written_needs,
)
from app.publishing.pages.matching.relaxations import relaxations
from app.publishing.pages.matching.request_fields import need_words, request_fields
from app.publishing.pages.matching.start import (
    Candidates,
    OrganisationCard,
    candidates,
    organisation,
)
from app.publishing.pages.matching.support import NamedSupport, named_support
from app.publishing.pages.matching.times import Times, period, requested_times
from app.publishing.pages.requests.asking_link import asking_url
from app.publishing.pages.schemas import SHOWN_FIRST
from app.publishing.pages.selection import MOST_PLACES

TIMEZONE_OF_NEAREST = """
SELECT place.timezone
FROM third_place_listing AS listing JOIN third_place AS place ON place.id = third_place_id
ORDER BY listing.position <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography LIMIT 1
"""
FAR_METRES = 100_000
MONTHS_AHEAD = 18
"""Months that the form offers."""
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class RequestView:
    """Content of the page."""

    parameters: Parameters
    start_text: str = ""
    """The start as its field shows it."""
    named: Candidates = field(default_factory=Candidates)
    """Organisations to choose from."""
    organisation: OrganisationCard | None = None
    origin: Origin | None = None
    """Origin of distances; None while nothing is chosen, or nothing is known."""
    alternatives: tuple[Origin, ...] = ()
    """Other towns of the name."""
    is_place_unknown: bool = False
    needs: tuple[Need, ...] = ()
    times: Times | None = None
    judgement: Judgement | None = None
    """Places near enough; None where nothing was looked for."""
    groups: tuple[Group, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    """Links that relax the request where nothing fits or may fit; without any, nothing would help."""
    pairs: tuple[Pair, ...] = ()
    is_far: bool = False
    """Whether even the nearest match is so far that people should be told first."""
    kept: tuple[str, ...] = field(default=())
    """Places that the address says are retained."""

    support: NamedSupport | None = None
    """Offers of the support that the organisation said it needs."""

    @property
    def is_started(self) -> bool:
        """Whether it is known who asks, or from where."""
        return self.organisation is not None or self.origin is not None

    @property
    def is_rough(self) -> bool:
        """Whether distances are counted from the centre of a commune."""
        return self.origin is not None and self.origin.precision == APPROXIMATE

    @property
    def needed(self) -> tuple[str, ...]:
        """Codes of the equipment that is needed; without any, all equipment counts."""
        return tuple(need.type for need in self.needs)

    @property
    def quantity(self) -> dict[str, int]:
        """Quantities by code."""
        return {need.type: need.quantity for need in self.needs if need.quantity}

    @property
    def need_words(self) -> list[str]:
        """Needs, as people say them."""
        return [need_words(need) for need in self.needs]

    @property
    def declared(self) -> str | None:
        """Needs that the form is filled with because the organisation declared them."""
        if self.organisation is None or "needs" in self.parameters or self.parameters["equipment"]:
            return None
        return written_needs(self.needed, self.quantity)

    @property
    def chosen(self) -> dict[str, Any]:
        """The parameters with the needs that are shown."""
        return with_needs(self.parameters, self.needs) if self.is_started else dict(self.parameters)

    @property
    def matches(self) -> int:
        """Number of places that fit, or may fit."""
        return len(self.judgement.matches) if self.judgement else 0

    def count(self, code: str) -> int:
        """Return how many places a group has."""
        return len(self.judgement.of(code)) if self.judgement else 0

    @property
    def match_list(self) -> MatchList | None:
        """The places that fit or may fit, for a file."""
        if self.judgement is None or self.origin is None:
            return None
        judged = sorted(self.judgement.matches, key=lambda one: one.match["rank"])
        fitting = frozenset(one.match["third_place"]["id"] for one in judged if one.group == FITS)
        return MatchList(self.origin.label, self.is_rough, [one.match for one in judged], fitting)

    @property
    def kept_fields(self) -> list[tuple[str, Any]]:
        """Needs as fields of a form."""
        values = written(self.chosen)
        return [
            (name, one)
            for name, value in values.items()
            for one in (value if isinstance(value, list) else [value])
        ]

    def more_url(self, code: str) -> str:
        """Return the address with ten more of each group, at the first that is new."""
        shown = self.parameters["shown"]
        return page_url(self.parameters, shown=min(shown + SHOWN_FIRST, 100)) + f"#{code}-{shown + 1}"

    def ask_url(self, *public_ids: str) -> str:
        """Return the address of the form that asks these places, with the need filled in."""
        name = self.organisation.name if self.organisation else None
        return asking_url(public_ids, request_fields(self.parameters, self.needs, self.times, name))

    def retain_url(self, public_id: str) -> str:
        """Return the address of this page with a place retained, or let go."""
        others = [one for one in self.kept if one != public_id]
        listed = others if public_id in self.kept else [*self.kept, public_id][:MOST_PLACES]
        return page_url(self.parameters, lieux=",".join(listed) or None)

    def other_start_url(self, near: str) -> str:
        """Return the address of the same request from another place."""
        others = {name: value for name, value in self.chosen.items() if name not in {"q", "organisation"}}
        return page_url({**others, "near": near})

    def candidate_url(self, public_id: str) -> str:
        """Return the address of the same request for an organisation."""
        others = {
            name: value for name, value in self.parameters.items() if name not in {"q", "near", "among"}
        }
        return page_url({**others, "organisation": public_id})

    def by_name_url(self) -> str:
        """Return the address that looks for the text among organisations."""
        others = {name: value for name, value in self.parameters.items() if name not in {"near", "ignored"}}
        return page_url({**others, "q": self.start_text, "among": "organisations"})

    def file_url(self, suffix: str) -> str:
        """Return the address of the matches as a file."""
        query = start_written(self.parameters) | written({**self.parameters, "shown": SHOWN_FIRST})
        return url_for("web.organisation_matches", suffix=suffix, **query)

    @property
    def compare_url(self) -> str:
        """Return the address where what is retained is compared."""
        start = self.parameters.get("near")
        return url_for("web.selection.show", lieux=",".join(self.kept) or None, depuis=start)

    @property
    def months(self) -> list[tuple[str, str]]:
        """Months that the form offers, as addresses and as people write them."""
        first = clock.now_in_paris().date().replace(day=1)
        numbers = (first.month - 1 + ahead for ahead in range(MONTHS_AHEAD))
        days = [date(first.year + number // DECEMBER, number % DECEMBER + 1, 1) for number in numbers]
        chosen = [day.replace(day=1) for day in period(self.parameters) if day]
        return [(f"{day:%Y-%m}", format_date(day, "LLLL y")) for day in sorted({*days, *chosen})]


def find(parameters: Parameters) -> RequestView | None:
    """Answer the page's parameters (`OrganisationsQuery`); None when the organisation does not exist."""
    view = RequestView(parameters, needs=needs_of(parameters, ()), kept=_kept(parameters))
    if "organisation" in parameters:
        chosen = organisation(parameters["organisation"])
        if chosen is None:
            return None
        view = replace(view, organisation=chosen, start_text=chosen.name)
        view = replace(view, needs=needs_of(parameters, chosen.needs), support=named_support(chosen.id))
        return _judged(view, chosen.site) if chosen.site else view
    if "near" in parameters:
        origins = find_origins(parameters["near"])
        view = replace(view, start_text=parameters["near"], is_place_unknown=not origins)
        view = replace(view, alternatives=tuple(origins[1:]))
        return _judged(view, origins[0]) if origins else view
    if "q" in parameters:
        return replace(view, start_text=parameters["q"], named=candidates(parameters["q"]))
    return view


def _kept(parameters: Parameters) -> tuple[str, ...]:
    listed = parameters.get("lieux", "").split(",")
    return tuple(dict.fromkeys(one.strip() for one in listed if one.strip()))[:MOST_PLACES]


def _timezone(origin: Origin) -> str:
    """Return the time zone of the nearest place: overseas it is another than that of Paris."""
    row = database().fetch_one(TIMEZONE_OF_NEAREST, {"lon": origin.longitude, "lat": origin.latitude})
    return str(row[0]) if row else METROPOLITAN_TIMEZONE


def _judged(view: RequestView, origin: Origin) -> RequestView:
    criteria, times = criteria_of(view.parameters, view.needs, origin), requested_times(view.parameters)
    if times is not None and times.is_one_stretch:
        criteria = replace(criteria, available=times.span(_timezone(origin)))
    judgement = judge(criteria, times)
    view = replace(
        view,
        origin=origin,
        times=times,
        judgement=judgement,
        groups=groups(judgement, view.parameters["shown"], origin, view.needed),
    )
    if matches := judgement.matches:
        return replace(view, is_far=min(one.match["distance_m"] for one in matches) > FAR_METRES)
    unfit = judgement.of(UNFIT)
    return replace(
        view,
        relaxations=other_days(view.parameters, unfit, criteria, times)
        or other_times(view.parameters, unfit, times)
        or relaxations(view.chosen, origin),
        pairs=pairs(unfit, criteria.requirements, origin),
    )
