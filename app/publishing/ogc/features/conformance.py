"""The conformance classes that the service declares: those whose tests pass (`tests/conformance/`)."""

from app.platform.cql2 import CONFORMANCE as CQL2
from app.publishing.ogc.tiles import CONFORMANCE as TILES

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FEATURES_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
_FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"

FEATURES = (
    *(f"{_FEATURES_1}/{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{_FEATURES_2}/crs",
    *(
        f"{_FEATURES_3}/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
)
CONFORMANCE = (*FEATURES, *CQL2, *TILES)
"""Conformance classes of `/conformance`."""
