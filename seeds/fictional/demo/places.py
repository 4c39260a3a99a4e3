"""The fictional third places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seeds.fictional.demo.awards import awards
from seeds.fictional.demo.chance import drawn, known
from seeds.fictional.demo.equipment import equip
from seeds.fictional.demo.geography import Town
from seeds.fictional.demo.hours import opening_hours
from seeds.fictional.demo.names import PlaceNamer, slug
from seeds.fictional.demo.spread import allot, locate, settle
from seeds.reading.records import Origin, PlaceRecord

TOTAL = 400
MINIMUM = 2
"""Places in every département."""

KIND_WEIGHTS = {
    "third_place": 28, "fablab": 18, "coworking": 17, "manufactory": 8, "library": 8,
    "digital_public_space": 6, "france_services": 3, "town_hall": 3, "social_centre": 3,
    "association": 2, "training_centre": 2, "youth_information": 2,
}  # fmt: skip
LEADING_KINDS = ("third_place", "fablab", "coworking", "manufactory")
"""The first place of a département is one of these, and open: nobody finds an empty map at home."""

STATUS_WEIGHTS = {"open": 88, "planned": 8, "closed": 4}
PRECISION_WEIGHTS = {"address": 75, "street": 12, "commune_centroid": 13}
WHEELCHAIR_WEIGHTS = {"yes": 45, "limited": 20, "no": 10, None: 25}
PUBLIC = {"public": 9, "association": 1}
MANAGER_WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "library": PUBLIC,
    "town_hall": {"public": 1},
    "france_services": PUBLIC,
    "digital_public_space": {"public": 6, "association": 4},
    "manufactory": {"association": 3, "cooperative": 4, "company": 3},
    "coworking": {"company": 5, "association": 3, "cooperative": 2},
    "association": {"association": 1},
}
GENERAL_MANAGER_WEIGHTS: Mapping[str, int] = {
    "association": 11,
    "cooperative": 3,
    "company": 2,
    "public": 3,
    "other": 1,
}
MANAGER_KNOWN = 0.8
WEBSITE_KNOWN = 0.7
DESCRIPTION_KNOWN = 0.85
UPDATE_KNOWN = 0.7
FIRST_UPDATE = date(2023, 1, 2)
UPDATE_SPAN_DAYS = 1_000

DESCRIPTIONS = {
    "fablab": (
        "Un atelier ouvert à tous pour dessiner, découper, imprimer et réparer.",
        "Machines à commande numérique, conseils d'une équipe d'animateurs et soirées d'entraide.",
    ),
    "coworking": (
        "Des bureaux à la journée ou au mois, une cuisine commune et des voisins de table curieux.",
        "Un espace de travail calme à deux pas du centre, avec des salles à réserver.",
    ),
    "third_place": (
        "Une ancienne grange devenue lieu de travail, de formation et de fêtes de village.",
        "Café associatif, ateliers partagés et salles de cours sous le même toit.",
        "On y travaille, on y apprend et on y répare, à tout âge.",
    ),
    "manufactory": (
        "Des artisans y partagent un parc de machines et y accueillent des apprentis.",
        "Un atelier de production partagé, du prototype à la petite série.",
    ),
    "library": ("Des livres, des ordinateurs et des ateliers numériques pour tous les âges.",),
    "town_hall": ("Une salle et quelques postes sont ouverts aux habitants et aux formateurs de passage.",),
}
GENERAL_DESCRIPTIONS = (
    "Un accueil sans rendez-vous pour les démarches et les premiers pas en informatique.",
    "Postes en libre accès, ateliers collectifs et accompagnement individuel.",
)
DISCLAIMER = "Lieu imaginé pour la démonstration."


@dataclass(frozen=True, slots=True)
class _Site:
    """A place to be: where, and whether it is the first of its département."""

    town: Town
    leads: bool


def make_places(rng: Random, towns: Mapping[str, Sequence[Town]]) -> list[PlaceRecord]:
    """Return the places; `towns` are those of each département, by its code."""
    namer = PlaceNamer(rng)
    sites = [
        _Site(town, leads=position == 0)
        for code, count in allot(rng, total=TOTAL, minimum=MINIMUM).items()
        for position, town in enumerate(settle(rng, towns[code], count))
    ]
    return [_place(rng, namer, site, number) for number, site in enumerate(sites, start=1)]


def _place(rng: Random, namer: PlaceNamer, site: _Site, number: int) -> PlaceRecord:
    kind = rng.choice(LEADING_KINDS) if site.leads else drawn(rng, KIND_WEIGHTS)
    status = "open" if site.leads else drawn(rng, STATUS_WEIGHTS)
    name, title = namer.name(kind)
    hours = opening_hours(rng, kind, overseas=site.town.department.startswith("97"))
    website = known(rng, f"https://{slug(title)}.example.org/", WEBSITE_KNOWN)
    return PlaceRecord(
        assumed=(),
        origin=Origin(line_number=None, row={}),
        source_record_id=f"lieu-{number:03}",
        name=name,
        kind=kind,
        location=locate(rng, site.town, drawn(rng, PRECISION_WEIGHTS)),
        status=status,
        opening_hours=hours if status == "open" else None,
        wheelchair=drawn(rng, WHEELCHAIR_WEIGHTS),
        website=website if status != "closed" else None,
        description=_description(rng, kind),
        manager_kind=_manager(rng, kind),
        source_updated_on=_updated_on(rng),
        equipment=equip(rng, kind),
        awards=awards(rng, kind),
    )


def _description(rng: Random, kind: str) -> str | None:
    text = rng.choice(DESCRIPTIONS.get(kind, GENERAL_DESCRIPTIONS))
    return known(rng, f"{text} {DISCLAIMER}", DESCRIPTION_KNOWN)


def _manager(rng: Random, kind: str) -> str | None:
    return known(rng, drawn(rng, MANAGER_WEIGHTS.get(kind, GENERAL_MANAGER_WEIGHTS)), MANAGER_KNOWN)


def _updated_on(rng: Random) -> date | None:
    return known(rng, FIRST_UPDATE + timedelta(days=rng.randrange(UPDATE_SPAN_DAYS)), UPDATE_KNOWN)
