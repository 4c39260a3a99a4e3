"""The page of organisations: find one, or name a place, and see what matches its needs."""

import json
import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from app.directory.common.shown_names import shown_name
from app.directory.matching.criteria import BY_DISTANCE
from app.directory.matching.reasons import APPROXIMATE
from app.directory.matching.service import find_matches
from app.directory.organisations.identifiers import NDA_PATTERN, SIRET_PATTERN, UAI_PATTERN
from app.directory.organisations.queries import ORGANISATIONS
from app.platform.listings.queries import feature_sql
from app.platform.listings.selection import HAS_WORD
from app.platform.services import database
from app.platform.site.i18n import language, typeset
from app.publishing.pages.cards import Card, Reason, address_line, card, distance_text
from app.publishing.pages.finder.links import Relaxation
from app.publishing.pages.finder.origin import Origin, find_origins
from app.publishing.pages.labels import organisation_kind_label
from app.publishing.pages.listing import fetch_page
from app.publishing.pages.matches_file import MatchList
from app.publishing.pages.organisation_query import Parameters, criteria_of, needs_of, page_url, written
from app.publishing.pages.organisation_relaxations import relaxations

CANDIDATES = 10
FAR_METRES = 100_000
IDENTIFIERS = {
    "siret": re.compile(SIRET_PATTERN),
    "uai": re.compile(UAI_PATTERN),
    "nda": re.compile(NDA_PATTERN),
}
SPOKEN_ELSEWHERE = frozenset({"distance", "distance_approximate"})
"""Reasons that the distance beside the name already says."""
ASSURANCES = frozenset({"offers"})
QUOTING = frozenset({"conditions", "price"})
"""Reasons that end in a place's own words, after a colon."""


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as an entry of a list."""

    id: str
    name: str
    kind: str
    address: str
    siret: str | None
    equipment_status: str
    needs: tuple[dict[str, Any], ...]
    latitude: float | None
    longitude: float | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class OrganisationsView:
    """Content of the page."""

    candidates: tuple[OrganisationCard, ...] = ()
    candidates_total: int = 0
    organisation: OrganisationCard | None = None
    origin: Origin | None = None
    """Origin of distances; None while nothing is chosen, or nothing is known."""
    near: str | None = None
    """The address or town that was asked for."""
    alternatives: tuple[Origin, ...] = ()
    """Other towns of the name; where no organisation was found, towns that the text may mean."""
    is_place_unknown: bool = False
    needed: tuple[str, ...] = ()
    """Codes of the equipment that matches must offer; without any, all equipment counts."""
    learners: int | None = None
    max_km: float = 0
    partial: bool = False
    order: str = BY_DISTANCE
    parameters: Parameters = field(default_factory=dict)
    """The parameters; where matches are shown, with the needs that they are for."""
    relaxations: tuple[Relaxation, ...] = ()
    """Links that relax the needs where nothing matches; without any, nothing would help."""
    matches: tuple[Card, ...] | None = None
    is_far: bool = False
    """Whether even the nearest match is so far that people should be told first."""
    match_list: MatchList | None = None
    """The same matches, for a file."""

    @property
    def is_rough(self) -> bool:
        """Whether distances are counted from the centre of a commune."""
        return self.origin is not None and self.origin.precision == APPROXIMATE

    @property
    def start(self) -> dict[str, Any]:
        """Origin of the matches, for links."""
        return {"organisation": self.organisation.id} if self.organisation else {"near": self.near}

    @property
    def kept(self) -> dict[str, Any]:
        """Needs as they are chosen, wherever one starts."""
        return written(self.parameters)

    @property
    def query(self) -> dict[str, Any]:
        """The parameters that lead to these matches, for links."""
        return self.start | self.kept


def find(parameters: dict[str, Any]) -> OrganisationsView | None:
    """Answer the page's parameters (`OrganisationsQuery`); None when the organisation does not exist."""
    if "organisation" in parameters:
        chosen = _organisation(parameters["organisation"])
        return None if chosen is None else _matched(parameters, chosen, _site(chosen))
    if "near" in parameters:
        origins = find_origins(parameters["near"])
        if not origins:
            return replace(_view(parameters), is_place_unknown=True)
        return replace(_matched(parameters, None, origins[0]), alternatives=tuple(origins[1:]))
    if "q" in parameters:
        return _candidates(parameters)
    return _view(parameters)


def start_of(parameters: dict[str, Any]) -> Origin | None:
    """Return where the parameters (`OrganisationsQuery`) count distances from, where that is known."""
    if "organisation" in parameters:
        chosen = _organisation(parameters["organisation"])
        return None if chosen is None else _site(chosen)
    if "near" in parameters:
        return next(iter(find_origins(parameters["near"])), None)
    alone = _candidates(parameters).organisation if "q" in parameters else None
    return None if alone is None else _site(alone)


def _view(parameters: dict[str, Any]) -> OrganisationsView:
    return OrganisationsView(
        needed=tuple(parameters["equipment"]),
        learners=parameters.get("learners"),
        max_km=parameters["max_km"],
        partial=parameters["partial"],
        order=parameters["order"],
        near=parameters.get("near"),
        parameters=parameters,
    )


def _candidates(parameters: dict[str, Any]) -> OrganisationsView:
    text = parameters["q"]
    view = _view(parameters)
    compact = re.sub(r"[\s.-]", "", text).upper()
    api_parameters: dict[str, Any] = {"status": ["open"]}
    identifier = next((name for name, pattern in IDENTIFIERS.items() if pattern.fullmatch(compact)), None)
    if identifier:
        api_parameters[identifier] = compact
    elif HAS_WORD.search(text):
        api_parameters["q"] = text
    else:
        return view
    page = fetch_page(ORGANISATIONS, ORGANISATIONS.selection(api_parameters), CANDIDATES)
    cards = tuple(_organisation_card(feature) for feature in page.features)
    if identifier and len(cards) == 1:
        return _matched(parameters, cards[0], _site(cards[0]))
    # Who types an address into the wrong field is led on.
    towns = () if cards or identifier else tuple(find_origins(text))
    return replace(view, candidates=cards, candidates_total=page.total, alternatives=towns)


def _organisation(public_id: str) -> OrganisationCard | None:
    row = database().fetch_one(feature_sql(ORGANISATIONS), {"public_id": public_id})
    return _organisation_card(json.loads(row[0])) if row else None


def _organisation_card(feature: dict[str, Any]) -> OrganisationCard:
    properties = feature["properties"]
    longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    return OrganisationCard(
        id=feature["id"],
        name=shown_name(properties["trade_name"] or properties["name"], properties["commune"]),
        kind=organisation_kind_label(properties["kind"]),
        address=address_line(properties),
        siret=properties["siret"],
        equipment_status=properties["equipment_status"],
        needs=tuple(properties["needs"]),
        latitude=latitude,
        longitude=longitude,
        precision=properties["position_precision"],
    )


def _site(organisation: OrganisationCard) -> Origin | None:
    if organisation.latitude is None or organisation.longitude is None:
        return None
    return Origin(
        organisation.latitude, organisation.longitude, organisation.name, precision=organisation.precision
    )


def _matched(
    parameters: dict[str, Any], organisation: OrganisationCard | None, origin: Origin | None
) -> OrganisationsView:
    needs = needs_of(parameters, organisation.needs if organisation else ())
    needed = tuple(need.type for need in needs)
    view = replace(
        _view(parameters),
        organisation=organisation,
        origin=origin,
        needed=needed,
        parameters={**parameters, "needs": "chosen", "equipment": list(needed)},
    )
    if origin is None:
        return view
    matches = find_matches(database(), criteria_of(parameters, needs, origin))["matches"]
    return replace(
        view,
        relaxations=() if matches else relaxations(view.parameters, origin, partial(page_url, view.start)),
        matches=tuple(_match_card(match, origin) for match in matches),
        is_far=bool(matches) and min(match["distance_m"] for match in matches) > FAR_METRES,
        match_list=MatchList(origin.label, origin.precision == APPROXIMATE, matches),
    )


def _reason(sentence: dict[str, str]) -> Reason:
    text, quote = typeset(sentence[language()]), ""
    if sentence["code"] in QUOTING:
        lead, colon, quote = text.partition(": ")
        text = lead + colon
    return Reason(text, is_doubt=sentence["code"] not in ASSURANCES, quote=quote)


def _match_card(match: dict[str, Any], origin: Origin) -> Card:
    place = match["third_place"]
    precisions = {place["properties"]["position_precision"], origin.precision}
    return replace(
        card(place, match["rank"], start_precision=origin.precision),
        distance=distance_text(match["distance_m"], APPROXIMATE if APPROXIMATE in precisions else None),
        reasons=tuple(
            _reason(reason) for reason in match["reasons"] if reason["code"] not in SPOKEN_ELSEWHERE
        ),
    )
