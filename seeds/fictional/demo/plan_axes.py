"""The fictional projects and offers of support."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.organisations.vocabulary import SUPPORT_FIELDS
from seeds.fictional.demo.chance import known
from seeds.fictional.demo.geography import Town
from seeds.fictional.demo.identifiers import siren, siret
from seeds.fictional.demo.spread import locate
from seeds.fictional.demo.trades import TRADES
from seeds.reading.records import LocationRecord, Origin, ProjectRecord, SupportOfferRecord

PROJECTS, FIRST_BODY = 36, 8_000
PROGRAMMES: Mapping[str, tuple[str | None, ...]] = {
    "deffinum": ("1re vague", "2e vague", "3e vague"),
    "cma": (None,),
    "campus-connecte": (None,),
}
HELPERS = (
    ("carif_oref", "Carif-Oref fictif"),
    ("opco", "OPCO fictif"),
    ("network", "Réseau fictif"),
    ("public", "Service public fictif"),
)
OFFERS_OF_A_REGION = 3
AMOUNTS = (200_000, 2_000_000, 50_000)
"""Euros: smallest, largest, step."""
GRANT_KNOWN, FREE, ENDLESS = 0.85, 0.6, 0.5
Towns = Mapping[str, Sequence[Town]]


def make_projects(rng: Random, towns: Towns) -> list[ProjectRecord]:
    """Return the projects, each carried by a fictional consortium."""
    return [_project(rng, towns, number) for number in range(1, PROJECTS + 1)]


def _project(rng: Random, towns: Towns, number: int) -> ProjectRecord:
    programme = rng.choice(list(PROGRAMMES))
    department = rng.choice(DEPARTMENTS)
    trade = rng.choice(TRADES)
    others = rng.sample([fact.code for fact in REGIONS if fact.code != department.region_code], 2)
    cost, starts = rng.randrange(*AMOUNTS), date(rng.choice((2021, 2022, 2023)), rng.choice((1, 4, 9)), 1)
    return ProjectRecord(
        origin=Origin(line_number=None, row={}),
        source_record_id=f"projet-{number:03}",
        title=f"Projet fictif {number} {trade.phrase}",
        programme=programme,
        wave=rng.choice(PROGRAMMES[programme]),
        carrier=f"Consortium fictif {number}",
        siret=siret(siren(FIRST_BODY + number), 1),
        partners=tuple(f"Partenaire fictif {number}-{one}" for one in range(1, rng.randint(2, 5))),
        location=_seat(rng, towns[department.code]),
        grant_amount=known(rng, Decimal(cost // 2), GRANT_KNOWN),
        total_cost=Decimal(cost),
        starts_on=starts,
        ends_on=date(starts.year + 3, 6, 30),
        sector=trade.phrase.partition(" ")[2],
        region_codes=tuple(sorted((department.region_code, *others[: rng.randint(0, 2)]))),
    )


def make_offers(rng: Random, towns: Towns) -> list[SupportOfferRecord]:
    """Return some offers a région, and one of each kind of help for the whole country."""
    national = [
        _offer(rng, f"national-{fact.code}", "network", "Réseau fictif national", (fact.code,), ())
        for fact in SUPPORT_FIELDS
    ]
    regional = [
        _offer(rng, f"{fact.code}-{one}", *rng.choice(HELPERS), _needs(rng), (fact.code,), towns, fact.name)
        for fact in REGIONS
        for one in range(1, OFFERS_OF_A_REGION + 1)
    ]
    return [*national, *regional]


def _needs(rng: Random) -> tuple[str, ...]:
    chosen = rng.sample([fact.code for fact in SUPPORT_FIELDS], rng.randint(1, 2))
    return tuple(fact.code for fact in SUPPORT_FIELDS if fact.code in chosen)


def _offer(
    rng: Random,
    key: str,
    kind: str,
    helper: str,
    needs: tuple[str, ...],
    regions: tuple[str, ...],
    towns: Towns | None = None,
    where: str = "",
) -> SupportOfferRecord:
    labels = {fact.code: fact.label_fr for fact in SUPPORT_FIELDS}
    inside = [fact.code for fact in DEPARTMENTS if fact.region_code in regions]
    location = _seat(rng, towns[rng.choice(inside)]) if towns and inside else LocationRecord()
    return SupportOfferRecord(
        origin=Origin(line_number=None, row={}),
        source_record_id=f"offre-{key}",
        name=f"Accompagnement fictif : {' et '.join(labels[need].lower() for need in needs)}",
        helper=f"{helper} {where}".strip(),
        helper_kind=kind,
        needs=needs,
        location=location,
        audiences=rng.choice(((), (), ("cfa",), ("training_organisation",))) if regions else (),
        region_codes=regions,
        price="gratuit" if rng.random() < FREE else "300 € par jour",
        valid_until=None if rng.random() < ENDLESS else date(2099, 12, 31),
        description="Offre inventée pour la démonstration.",
    )


def _seat(rng: Random, towns: Sequence[Town]) -> LocationRecord:
    return locate(rng, rng.choice(towns), "address")
