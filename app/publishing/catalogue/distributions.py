"""Distributions of a dataset and the services that serve it, with their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from app.publishing.catalogue.datasets import Dataset
from app.publishing.catalogue.terms import FEATURES_STANDARD, OPENAPI_STANDARD
from app.publishing.exports.formats import FORMATS, STANDARD, STANDARD_MEDIA_TYPES
from app.publishing.ogc.features.links import address, address_of

API, OGC = "api", "ogc"


@dataclass(frozen=True, slots=True)
class Service:
    """A service that the datasets can be read from."""

    name: str
    title: str
    description: str
    endpoint: str
    described: str
    """Address of its OpenAPI document."""
    standard: str
    standard_name: str


@dataclass(frozen=True, slots=True)
class DistributionFacts:
    """A form in which a dataset is had."""

    name: str
    title: str
    access: str
    media_type: str
    download: str | None = None
    suffix: str = ""
    is_standard: bool = False
    service: str | None = None


def services() -> tuple[Service, ...]:
    """Return the services, for the request's own address."""
    base = url_for("third-places.ThirdPlaces", _external=True).removesuffix("/third-places")
    return (
        Service(
            API,
            "API de Proxilieux",
            "Recherche, appariement et exports, en GeoJSON.",
            base,
            f"{base}/openapi.json",
            OPENAPI_STANDARD,
            "OpenAPI 3.1",
        ),
        Service(
            OGC,
            "OGC API - Features de Proxilieux",
            "Les mêmes données pour QGIS et les autres logiciels cartographiques.",
            address(),
            address("/api"),
            FEATURES_STANDARD,
            "OGC API - Features",
        ),
    )


def distributions_of(dataset: Dataset) -> Iterator[DistributionFacts]:
    """Yield the files of a dataset, in every format, and the services."""
    name = dataset.exported.name
    base = url_for("third-places.ThirdPlaces", _external=True).removesuffix("/third-places")
    query = urlencode({"licence": dataset.licence.code})
    exports = f"{base}/exports/{name}"
    for suffix, format_ in FORMATS.items():
        yield DistributionFacts(
            suffix,
            f"{dataset.exported.title}, {format_.title}",
            f"{exports}?{query}",
            _bare(format_.media_type),
            f"{exports}.{suffix}?{query}",
            suffix,
        )
    if dataset.exported.has_standard:
        for suffix, media_type in STANDARD_MEDIA_TYPES.items():
            standard = urlencode({"profile": STANDARD, "licence": dataset.licence.code})
            yield DistributionFacts(
                f"{STANDARD}.{suffix}",
                f"{dataset.exported.title}, standard national, {suffix.upper()}",
                f"{exports}?{standard}",
                _bare(media_type),
                f"{exports}.{suffix}?{standard}",
                suffix,
                is_standard=True,
            )
    yield DistributionFacts(
        API,
        f"{dataset.exported.title}, API",
        f"{base}/{name}?{query}",
        "application/geo+json",
        suffix="geojson",
        service=API,
    )
    yield DistributionFacts(
        OGC,
        f"{dataset.exported.title}, OGC API - Features",
        f"{address_of(name, '/items')}?{query}",
        "application/geo+json",
        suffix="geojson",
        service=OGC,
    )


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]
