"""The fictional training organisations and apprenticeship centres (CFA)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from app.directory.common.france import DEPARTMENTS
from app.directory.organisations.vocabulary import SUPPORT_CODES
from seeds.fictional.demo.chance import drawn, known
from seeds.fictional.demo.equipment import PATTERNS, Pattern
from seeds.fictional.demo.geography import Town
from seeds.fictional.demo.identifiers import nda, siren, siret, uai
from seeds.fictional.demo.names import LOCALITIES, NETWORKS, ORGANISATION_PREFIXES
from seeds.fictional.demo.spread import allot, locate, settle
from seeds.fictional.demo.trades import TRADES, Trade
from seeds.reading.records import NeedRecord, OrganisationRecord, Origin, SupportRecord

TOTAL = 1_500
MINIMUM = 5
"""Organisations in every département."""

SITES_WEIGHTS = {1: 72, 2: 17, 3: 7, 4: 3, 5: 1}
"""Weights of the number of sites of a legal body, all in one région."""

KIND_WEIGHTS = {"training_organisation": 60, "cfa": 40}
ROLE_WEIGHTS = {"responsable_formateur": 6, "formateur": 3, "responsable": 1}
EQUIPMENT_STATUS_WEIGHTS = {"equipped": 30, "unequipped": 40, "unknown": 30}
QUALIOPI_WEIGHTS = {True: 60, False: 8, None: 32}
STATUS_WEIGHTS = {"open": 96, "closed": 4}
PRECISION_WEIGHTS = {"address": 70, "commune_centroid": 30}
NEED_COUNT_WEIGHTS = {1: 4, 2: 4, 3: 2}
PLANS_WEIGHTS = {True: 15, False: 45, None: 40}
"""Whether an organisation without equipment means to buy some."""

SUPPORT_WEIGHTS = {True: 35, False: 40, None: 25}
"""Whether an organisation that answered the survey needs support in a field; None where it did not say."""
ANSWERED = 0.5

NDA_KNOWN = 0.85
UAI_KNOWN = 0.8
NEEDS_DECLARED = 0.9
QUANTITY_KNOWN = 0.7
LEARNERS_KNOWN = 0.8
NETWORK_CHANCE = 0.35
SECOND_NETWORK_CHANCE = 0.15
LEARNERS = (4, 30)


@dataclass(frozen=True, slots=True)
class _Body:
    """A legal body, which its sites share."""

    siren: str
    nda: str | None
    name: str
    kind: str
    trade: Trade
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Site:
    """One site of a body: the body's first, second, ... site, and the town it stands in."""

    body: _Body
    rank: int
    town: Town


def make_organisations(rng: Random, towns: Mapping[str, Sequence[Town]]) -> list[OrganisationRecord]:
    """Return the sites, by département; `towns` are those of each département, by its code."""
    order = {fact.code: place for place, fact in enumerate(DEPARTMENTS)}
    sites = sorted(_sites(rng, towns), key=lambda site: order[site.town.department])
    return [_organisation(rng, site, number) for number, site in enumerate(sites, start=1)]


def _sites(rng: Random, towns: Mapping[str, Sequence[Town]]) -> Iterator[_Site]:
    """Give every body its sites; a body stays within one région."""
    bodies = _bodies(rng)
    for addresses in _towns_by_region(rng, towns).values():
        rng.shuffle(addresses)
        while addresses:
            body = next(bodies)
            for rank in range(1, min(drawn(rng, SITES_WEIGHTS), len(addresses)) + 1):
                yield _Site(body, rank, addresses.pop())


def _towns_by_region(rng: Random, towns: Mapping[str, Sequence[Town]]) -> dict[str, list[Town]]:
    shares = allot(rng, total=TOTAL, minimum=MINIMUM)
    regions: dict[str, list[Town]] = {}
    for fact in DEPARTMENTS:
        regions.setdefault(fact.region_code, []).extend(settle(rng, towns[fact.code], shares[fact.code]))
    return regions


def _bodies(rng: Random) -> Iterator[_Body]:
    """Give legal bodies, no two of the same name."""
    titles = list(product(TRADES, LOCALITIES))
    rng.shuffle(titles)
    for number, (trade, locality) in enumerate(titles, start=1):
        kind = drawn(rng, KIND_WEIGHTS)
        yield _Body(
            siren=siren(number),
            nda=known(rng, nda(number), NDA_KNOWN),
            name=f"{rng.choice(ORGANISATION_PREFIXES[kind])} {trade.phrase} {locality}",
            kind=kind,
            trade=trade,
            networks=_networks(rng) if kind == "cfa" else (),
        )


def _networks(rng: Random) -> tuple[str, ...]:
    if rng.random() >= NETWORK_CHANCE:
        return ()
    return tuple(rng.sample(NETWORKS, 2 if rng.random() < SECOND_NETWORK_CHANCE else 1))


def _organisation(rng: Random, site: _Site, number: int) -> OrganisationRecord:
    body, is_cfa = site.body, site.body.kind == "cfa"
    equipment_status = drawn(rng, EQUIPMENT_STATUS_WEIGHTS)
    unequipped = equipment_status == "unequipped"
    role, unit = drawn(rng, ROLE_WEIGHTS), known(rng, uai(number), UAI_KNOWN)
    plans, needs = drawn(rng, PLANS_WEIGHTS), _needs(rng, body.trade)
    return OrganisationRecord(
        origin=Origin(line_number=None, row={}),
        source_record_id=f"organisme-{number:04}",
        name=body.name,
        kind=body.kind,
        location=locate(rng, site.town, drawn(rng, PRECISION_WEIGHTS)),
        siret=siret(body.siren, site.rank),
        siren=body.siren,
        nda=body.nda,
        uai=unit if is_cfa else None,
        trade_name=f"Antenne fictive : {site.town.name}" if site.rank > 1 else None,
        apprenticeship_role=role if is_cfa else None,
        networks=body.networks,
        status=drawn(rng, STATUS_WEIGHTS),
        qualiopi=drawn(rng, QUALIOPI_WEIGHTS),
        equipment_status=equipment_status,
        plans_to_invest=plans if unequipped else None,
        needs=needs if unequipped else (),
        # A stream of its own: what was drawn before there were such answers stays as it was.
        support=_support(Random(f"support/{number}")),  # noqa: S311 - nothing secret is drawn
    )


def _support(rng: Random) -> tuple[SupportRecord, ...]:
    """Return the answers of an organisation on support; none where it did not answer the survey."""
    if rng.random() >= ANSWERED:
        return ()
    answers = {field: drawn(rng, SUPPORT_WEIGHTS) for field in SUPPORT_CODES}
    return tuple(
        SupportRecord(field=field, is_needed=is_needed)
        for field, is_needed in answers.items()
        if is_needed is not None
    )


def _needs(rng: Random, trade: Trade) -> tuple[NeedRecord, ...]:
    """Return what the trade calls for, one to three types; now and then nothing was declared."""
    if rng.random() >= NEEDS_DECLARED:
        return ()
    codes = rng.sample(trade.needs, min(drawn(rng, NEED_COUNT_WEIGHTS), len(trade.needs)))
    return tuple(
        NeedRecord(
            type_code=code,
            quantity=_quantity(rng, code),
            learners=known(rng, rng.randint(*LEARNERS), LEARNERS_KNOWN),
        )
        for code in codes
    )


def _quantity(rng: Random, code: str) -> int | None:
    """Return how many are needed, within what a place may have; None for what is not counted."""
    counted = PATTERNS.get(code, Pattern()).quantity
    return None if counted is None else known(rng, rng.randint(*counted), QUANTITY_KNOWN)
