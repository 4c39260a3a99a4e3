"""Communes, intercommunal bodies, départements and régions."""

from app.directory.common.fields import TERRITORIES
from app.directory.common.listed import (
    CollectedCommune,
    CollectedDepartment,
    CollectedEpci,
    CollectedRegion,
)
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.territories.models import COMMUNE_TYPES
from app.platform.listings.properties import Property, boolean, integer, text
from app.platform.listings.resource import Collection, GeometryKind, collection

POPULATION = integer("population", "Inhabitants, where communes were imported")


def _identity(code: str, codes: tuple[str, ...] = ()) -> tuple[Property, ...]:
    return (text("code", code, codes, nullable=False), text("name", "Name", nullable=False))


def _seat(what: str) -> tuple[Property, ...]:
    return (
        text("seat", f"INSEE code of the {what}", nullable=False),
        text("seat_name", f"Name of the {what}, where communes were imported"),
    )


IS_OUTLINE = boolean(
    "is_outline",
    "Whether the geometry is the published outline, and not a circle around the seat",
    nullable=False,
)

COMMUNES: Collection = collection(
    "communes",
    CollectedCommune,
    ("Communes", "Communes"),
    (
        "Communes et arrondissements municipaux, en points (centroïdes).",
        "Communes and municipal arrondissements, as points (centroids).",
    ),
    (
        *_identity("INSEE code"),
        text("type", "Commune or municipal arrondissement", COMMUNE_TYPES, nullable=False),
        text("parent_code", "INSEE code of the commune that an arrondissement belongs to"),
        text("postcodes", "Postcodes, joined by semicolons"),
        POPULATION,
        *TERRITORIES,
        text("epci", "Name of the EPCI"),
    ),
)

EPCIS: Collection = collection(
    "epcis",
    CollectedEpci,
    ("EPCI", "EPCI (intercommunal bodies)"),
    (
        "Intercommunalités, en points : le centre des centroïdes de leurs communes.",
        "Intercommunal bodies, as points: the middle of their communes' centroids.",
    ),
    (*_identity("SIREN"), POPULATION, integer("communes", "How many communes", nullable=False)),
)

DEPARTMENTS: Collection = collection(
    "departments",
    CollectedDepartment,
    ("Départements", "Départements"),
    (
        "Contours des départements ; sans contour importé, un cercle de 15 km autour de la préfecture.",
        "Outlines of the départements; without an imported outline, a circle of 15 km around the prefecture.",
    ),
    (
        *_identity("INSEE code", DEPARTMENT_CODES),
        POPULATION,
        *_seat("prefecture"),
        text("region_code", "INSEE code of the région", REGION_CODES, nullable=False),
        text("region", "Name of the région", nullable=False),
        IS_OUTLINE,
    ),
    geometry=GeometryKind.MULTIPOLYGON,
)

REGIONS: Collection = collection(
    "regions",
    CollectedRegion,
    ("Régions", "Régions"),
    (
        "Contours des régions ; sans contour importé, un cercle de 40 km autour du chef-lieu.",
        "Outlines of the régions; without an imported outline, a circle of 40 km around the chef-lieu.",
    ),
    (*_identity("INSEE code", REGION_CODES), POPULATION, *_seat("chef-lieu"), IS_OUTLINE),
    geometry=GeometryKind.MULTIPOLYGON,
)
