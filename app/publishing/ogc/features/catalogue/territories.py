"""Communes, intercommunal bodies, départements and régions."""

from app.directory.common.listed import (
    CollectedCommune,
    CollectedDepartment,
    CollectedEpci,
    CollectedRegion,
)
from app.directory.territories.fields import OF_COMMUNES, OF_DEPARTMENTS, OF_EPCIS, OF_REGIONS
from app.platform.listings.resource import Collection, GeometryKind, collection

COMMUNES: Collection = collection(
    "communes",
    CollectedCommune,
    ("Communes", "Communes"),
    (
        "Communes et arrondissements municipaux, en points (centroïdes).",
        "Communes and municipal arrondissements, as points (centroids).",
    ),
    OF_COMMUNES,
)

EPCIS: Collection = collection(
    "epcis",
    CollectedEpci,
    ("EPCI", "EPCI (intercommunal bodies)"),
    (
        "Intercommunalités, en points : le centre des centroïdes de leurs communes.",
        "Intercommunal bodies, as points: the middle of their communes' centroids.",
    ),
    OF_EPCIS,
)

DEPARTMENTS: Collection = collection(
    "departments",
    CollectedDepartment,
    ("Départements", "Départements"),
    (
        "Contours des départements ; sans contour importé, un cercle de 15 km autour de la préfecture.",
        "Outlines of the départements; without an imported outline, a circle of 15 km around the prefecture.",
    ),
    OF_DEPARTMENTS,
    GeometryKind.MULTIPOLYGON,
)

REGIONS: Collection = collection(
    "regions",
    CollectedRegion,
    ("Régions", "Régions"),
    (
        "Contours des régions ; sans contour importé, un cercle de 40 km autour du chef-lieu.",
        "Outlines of the régions; without an imported outline, a circle of 40 km around the chef-lieu.",
    ),
    OF_REGIONS,
    GeometryKind.MULTIPOLYGON,
)
