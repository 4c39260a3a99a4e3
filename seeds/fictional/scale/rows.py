"""The rows of generated places and organisations, in the order of their columns."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.directory.third_places.vocabulary import KINDS
from seeds.fictional.demo.identifiers import luhn_digit
from seeds.fictional.scale.spread import Site, Spread

PREFIX = "generated-"
"""Begins the source record id of everything generated."""
COMMON = ("computer", "internet", "wifi", "printer", "meeting_room")
USUAL = ("printer_3d", "laser_cutter", "scanner", "projector", "training_room")
RARE = ("vr_headset", "recording_studio")
SHARES = ((COMMON, 0.5), (USUAL, 0.1), (RARE, 0.005))
"""Equipment types, and the share of places that have each."""
MOST_PIECES, MOST_SEATS = 12, 24
FUNDED_SHARE = 0.3
UNEQUIPPED_SHARE, EQUIPPED_SHARE = 0.3, 0.1
MOST_LEARNERS = 15
PROGRAMMES = ("deffinov", "fabrique-de-territoire", "manufacture-de-proximite")
YEARS = (2020, 2025)
LOCATED = (
    "postcode", "city", "position", "position_precision", "commune_code", "department_code", "region_code",
    "epci_code",
)  # fmt: skip
PROVENANCE = ("source", "source_record_id", "licence", "content_hash")
PLACE_COLUMNS = ("id", "public_id", "name", "kind", *LOCATED, *PROVENANCE)
EQUIPMENT_COLUMNS = ("third_place_id", "type_code", "quantity", "seats", "shareable")
AWARD_COLUMNS = ("third_place_id", "programme_code", "year")
ORGANISATION_COLUMNS = (
    "id", "public_id", "name", "kind", "siret", "siren", "equipment_status", *LOCATED, *PROVENANCE,
)  # fmt: skip
NEED_COLUMNS = ("organisation_id", "type_code", "learners")

Row = tuple[object, ...]


def place_rows(spread: Spread, count: int, first: int, seed: int) -> Iterator[Row]:
    """Yield `count` places with the ids from `first` on."""
    chance = np.random.default_rng((seed, 1))
    kinds = [kind.code for kind in KINDS]
    kind_numbers = chance.integers(0, len(kinds), count).tolist()
    for number, (site, kind) in enumerate(zip(spread.draw(chance, count), kind_numbers, strict=True)):
        yield (
            first + number,
            f"tl-generated-{number:07}",
            f"Lieu généré {number} (fictif)",
            kinds[kind],
            *_located(site),
            *_provenance(f"p{number}"),
        )


def equipment_rows(count: int, first: int, seed: int) -> Iterator[Row]:
    """Yield what the places with the ids from `first` on have."""
    chance = np.random.default_rng((seed, 2))
    types = [(code, share) for codes, share in SHARES for code in codes]
    for code, share in types:
        owners = np.flatnonzero(chance.random(count) < share)
        pieces = chance.integers(1, MOST_PIECES + 1, len(owners)).tolist()
        seats = chance.integers(1, MOST_SEATS + 1, len(owners)).tolist()
        knows_seats = (chance.random(len(owners)) < 1 / 2).tolist()
        for owner, quantity, places, known in zip(owners.tolist(), pieces, seats, knows_seats, strict=True):
            yield (first + owner, code, quantity, places if known else None, "yes" if known else "unknown")


def award_rows(count: int, first: int, seed: int) -> Iterator[Row]:
    """Yield the awards of the places with the ids from `first` on."""
    chance = np.random.default_rng((seed, 3))
    owners = np.flatnonzero(chance.random(count) < FUNDED_SHARE)
    programmes = chance.integers(0, len(PROGRAMMES), len(owners)).tolist()
    years = chance.integers(YEARS[0], YEARS[1] + 1, len(owners)).tolist()
    for owner, programme, year in zip(owners.tolist(), programmes, years, strict=True):
        yield (first + owner, PROGRAMMES[programme], year)


def organisation_rows(spread: Spread, count: int, first: int, seed: int) -> Iterator[Row]:
    """Yield `count` organisations with the ids from `first` on."""
    chance = np.random.default_rng((seed, 4))
    statuses = np.array(["unequipped", "equipped", "unknown"])
    shares = (UNEQUIPPED_SHARE, EQUIPPED_SHARE, 1 - UNEQUIPPED_SHARE - EQUIPPED_SHARE)
    drawn = chance.choice(statuses, size=count, p=shares).tolist()
    is_cfa = (chance.random(count) < 1 / 40).tolist()
    for number, (site, status, cfa) in enumerate(zip(spread.draw(chance, count), drawn, is_cfa, strict=True)):
        number_of_site = _siret(number)
        yield (
            first + number,
            f"of-generated-{number:07}",
            f"Organisme généré {number} (fictif)",
            "cfa" if cfa else "training_organisation",
            number_of_site,
            number_of_site[:9],
            status,
            *_located(site),
            *_provenance(f"o{number}"),
        )


def need_rows(statuses: Sequence[str], first: int, seed: int) -> Iterator[Row]:
    """Yield the needs of the organisations with the ids from `first` on: those known to be unequipped."""
    chance = np.random.default_rng((seed, 5))
    codes = (*COMMON, *USUAL)
    for number, status in enumerate(statuses):
        if status == "unequipped":
            code = codes[int(chance.integers(0, len(codes)))]
            yield (first + number, code, int(chance.integers(1, MOST_LEARNERS + 1)))


def _located(site: Site) -> Row:
    point = f"SRID=4326;POINT({site.longitude} {site.latitude})"
    territory = (site.commune_code, site.department_code, site.region_code, site.epci_code)
    return (site.postcode, site.city, point, "address", *territory)


def _provenance(record_id: str) -> Row:
    return ("demo", PREFIX + record_id, "CC0-1.0", b"generated")


def _siret(number: int) -> str:
    """Return a SIRET that passes its check; what begins with 0000 was never given out.

    99,999 sites of one of the few legal bodies that fit below 0000.
    """
    body = f"0000{number // 9999 + 1:04}"
    siren = body + luhn_digit(body)
    site = f"{siren}{number % 9999 + 1:04}"
    return site + luhn_digit(site)
