"""Towns of the demonstration's records, and points around them."""

import math
from collections.abc import Sequence
from random import Random

from app.directory.common.france import DEPARTMENTS
from seeds.fictional.demo.geography import Town
from seeds.reading.records import LocationRecord

DEPARTMENT_WEIGHTS = {
    "75": 7, "59": 7, "13": 6, "69": 6, "31": 5, "33": 5, "44": 5, "34": 4, "35": 4, "38": 4, "62": 4,
    "67": 4, "76": 4, "92": 4, "93": 4, "06": 3, "57": 3, "77": 3, "78": 3, "83": 3, "91": 3, "94": 3,
    "95": 3, "974": 3, "14": 2, "29": 2, "30": 2, "37": 2, "42": 2, "45": 2, "49": 2, "54": 2, "56": 2,
    "60": 2, "63": 2, "64": 2, "68": 2, "71": 2, "74": 2, "80": 2, "84": 2, "85": 2, "971": 2, "972": 2,
}  # fmt: skip
"""Weight of a département in what is left after the minimum; 1 where it is not named."""

PREFECTURE_WEIGHT = 3
PREFECTURE_RADIUS_KM = 4.0
SUBPREFECTURE_RADIUS_KM = 2.5
TIGHT_RADIUS_KM = 1.5

TIGHT_DEPARTMENTS = frozenset({"92", "93", "94", "971", "972", "973", "974", "976"})
"""Départements where a few kilometres lead into the sea, a river or the next département."""

INWARD = {
    "06088": 0, "07324": 270, "13004": 110, "13047": 300, "13055": 80, "17299": 45, "17300": 45,
    "22278": 200, "26362": 90, "29019": 0, "29151": 180, "2A004": 300, "2B033": 270, "2B050": 240,
    "33009": 180, "33058": 70, "35236": 30, "35288": 130, "38544": 90, "44184": 320, "50129": 190,
    "56121": 340, "56260": 10, "58086": 90, "59183": 180, "61001": 0, "62160": 100, "62193": 170,
    "71270": 270, "72180": 200, "74010": 320, "74243": 190, "74281": 180, "76217": 180, "76351": 40,
    "78646": 250, "83137": 0, "84007": 120, "85194": 45, "97105": 60, "97120": 20, "97209": 0,
    "97217": 10, "97225": 80, "97230": 240, "97302": 110, "97308": 270, "97311": 110, "97410": 230,
    "97411": 180, "97415": 130, "97416": 10, "97611": 270,
}  # fmt: skip
"""Towns on a shore or a border: the bearing, in degrees from north, that leads away from it."""

INWARD_SPREAD = 50.0
"""Degrees on either side of the inward bearing."""
INWARD_FROM_KM = 0.6
"""The towns' coordinates are rounded: on a shore they may lie in the water."""
FULL_TURN = 360.0

STREETS = (
    "rue de l'Exemple",
    "avenue de la Démonstration",
    "place du Spécimen",
    "impasse du Prototype",
    "chemin de la Fiction",
    "boulevard de l'Échantillon",
    "allée des Essais",
    "rue du Modèle",
    "quai de l'Imaginaire",
    "cour de la Maquette",
    "sentier du Brouillon",
    "passage de l'Hypothèse",
)
HIGHEST_HOUSE_NUMBER = 98
KM_PER_DEGREE = 111.0
"""Kilometres in a degree of latitude, rounded: a point somewhere near a town needs no ellipsoid."""


def allot(rng: Random, *, total: int, minimum: int) -> dict[str, int]:
    """Return how many of `total` records each département gets, `minimum` at least."""
    codes = [fact.code for fact in DEPARTMENTS]
    shares = dict.fromkeys(codes, minimum)
    weights = [DEPARTMENT_WEIGHTS.get(code, 1) for code in codes]
    for code in rng.choices(codes, weights, k=total - minimum * len(codes)):
        shares[code] += 1
    return shares


def settle(rng: Random, towns: Sequence[Town], count: int) -> list[Town]:
    """Return the towns of one département where `count` records stand, the prefecture first."""
    by_rank = sorted(towns, key=lambda town: (town.rank != "prefecture", town.insee))
    weights = [PREFECTURE_WEIGHT if town.rank == "prefecture" else 1 for town in by_rank]
    return [by_rank[0], *rng.choices(by_rank, weights, k=count - 1)]


def locate(rng: Random, town: Town, precision: str) -> LocationRecord:
    """Return an address in a street that does not exist, and a point in or near the town.

    With `commune_centroid` the point is the town's own, as it is when only a commune is known.
    """
    latitude, longitude = (
        (town.latitude, town.longitude) if precision == "commune_centroid" else point_near(rng, town)
    )
    return LocationRecord(
        address=_address(rng, precision),
        postcode=town.postcode,
        city=town.name,
        commune_code=town.insee,
        latitude=latitude,
        longitude=longitude,
        position_precision=precision,
    )


def point_near(rng: Random, town: Town) -> tuple[float, float]:
    """Return latitude and longitude in degrees, to five decimals, of a point at most 4 km from the town."""
    inward = INWARD.get(town.insee)
    if inward is None:
        distance, bearing = rng.uniform(0, _radius_km(town)), rng.uniform(0, FULL_TURN)
    else:
        distance = rng.uniform(INWARD_FROM_KM, TIGHT_RADIUS_KM)
        bearing = rng.uniform(inward - INWARD_SPREAD, inward + INWARD_SPREAD)
    return _moved(town, distance, math.radians(bearing))


def _moved(town: Town, distance: float, bearing: float) -> tuple[float, float]:
    """Return the point `distance` km from the town, `bearing` in radians clockwise from north."""
    north = distance * math.cos(bearing) / KM_PER_DEGREE
    east = distance * math.sin(bearing) / (KM_PER_DEGREE * math.cos(math.radians(town.latitude)))
    return round(town.latitude + north, 5), round(town.longitude + east, 5)


def _radius_km(town: Town) -> float:
    if town.department in TIGHT_DEPARTMENTS:
        return TIGHT_RADIUS_KM
    return PREFECTURE_RADIUS_KM if town.rank == "prefecture" else SUBPREFECTURE_RADIUS_KM


def _address(rng: Random, precision: str) -> str | None:
    street = rng.choice(STREETS)
    if precision == "address":
        return f"{rng.randint(1, HIGHEST_HOUSE_NUMBER)} {street}"
    return street if precision == "street" else None
