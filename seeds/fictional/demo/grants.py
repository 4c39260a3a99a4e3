"""The fictional grants, and the SIRETs of those who run the places that they reach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from app.directory.common.france import DEPARTMENTS, department_of_commune
from app.directory.grants.vocabulary import NATURES
from seeds.fictional.demo.chance import known
from seeds.fictional.demo.identifiers import siren, siret
from seeds.reading.lists import list_name
from seeds.reading.records import GrantRecord, Origin, PlaceRecord

EVERY = 12
"""Of so many places one is run by a body of which a grant is known."""
FIRST_BODY, MOST_BODIES, FIRST_FUNDER = 8_100, 500, 8_700
YEARS = (2023, 2024, 2025)
AMOUNTS = (2_000, 60_000, 500)
"""Euros: smallest, largest, step."""
AMOUNT_KNOWN = 0.9
PURPOSES = ("Fonctionnement", "Achat d’équipements partagés", "Ateliers numériques", "Travaux")
_NAMES = {fact.code: fact.name for fact in DEPARTMENTS}


def make_grants(rng: Random, places: Sequence[PlaceRecord]) -> tuple[list[PlaceRecord], list[GrantRecord]]:
    """Return the places, some of them with a fictional SIRET now, and grants to each of those."""
    managed, grants = list(places), []
    for body, at in enumerate(range(0, min(len(places), EVERY * MOST_BODIES), EVERY)):
        place = replace(places[at], siret=siret(siren(FIRST_BODY + body), 1))
        managed[at] = place
        years = rng.sample(YEARS, rng.randint(1, len(YEARS)))
        grants += [_grant(rng, place, body, year) for year in sorted(years)]
    return managed, grants


def _grant(rng: Random, place: PlaceRecord, body: int, year: int) -> GrantRecord:
    code = department_of_commune(place.location.commune_code or "") or ""
    position = list(_NAMES).index(code) if code in _NAMES else 0
    funder = f"Financeur fictif {_NAMES.get(code, '')}".strip()
    listed = list_name(f"{funder} {year}")
    return GrantRecord(
        origin=Origin(line_number=None, row={}),
        source_record_id=f"{listed}:{body:03}",
        list=listed,
        funder=funder,
        funder_siret=siret(siren(FIRST_FUNDER + position), 1),
        beneficiary=f"Structure fictive {body + 1}",
        siret=place.siret,
        decided_on=date(year, rng.randint(1, 12), 15),
        year=year,
        reference=f"DEMO-{year}-{body:03}",
        purpose=f"{rng.choice(PURPOSES)} (démonstration)",
        amount=known(rng, Decimal(rng.randrange(*AMOUNTS)), AMOUNT_KNOWN),
        natures=(rng.choice(NATURES),),
        scheme="Dispositif fictif",
    )
