"""The towns around which the demonstration is built: prefectures and sub-prefectures.

`prefectures.csv` lists the chefs-lieux of the arrondissements of the 101 départements. They are plain facts,
written out by hand for this project and covered by its licence; nothing in it is taken from a published data
set.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast, get_args

Rank = Literal["prefecture", "subprefecture"]


@dataclass(frozen=True, slots=True)
class Town:
    """A prefecture or sub-prefecture, placed at the centre of the town and not of the commune."""

    insee: str
    """Code of the whole commune: 75056, 69123 and 13055 for Paris, Lyon and Marseille."""
    name: str
    """Official spelling, with the straight apostrophe of the official geographic code."""
    postcode: str
    """The commune's main postcode."""
    department: str
    rank: Rank
    latitude: float
    """Degrees, WGS 84, to two decimals (about 1 km)."""
    longitude: float
    """As `latitude`."""


@cache
def towns() -> tuple[Town, ...]:
    """All towns, by INSEE code; the file is read once.

    Raises:
        ValueError: the packaged file holds a rank or a number that cannot be read.

    """
    text = resources.files(__package__).joinpath("prefectures.csv").read_text(encoding="utf-8")
    return tuple(_town(row) for row in csv.DictReader(text.splitlines()))


def _town(row: dict[str, str]) -> Town:
    return Town(
        insee=row["insee"],
        name=row["name"],
        postcode=row["postcode"],
        department=row["department"],
        rank=_rank(row["rank"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )


def _rank(text: str) -> Rank:
    if text not in get_args(Rank):
        raise ValueError(f"{text!r} is neither prefecture nor subprefecture")
    return cast("Rank", text)
