"""Addresses of portals made to addresses of files: Opendatasoft, CKAN, WFS; any other is a file's own."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from seeds.importing.fetching.download import DownloadError, Limits, download
from seeds.reading.mapping.archives import inspect_any

FILE = "table"
FORMATS = ("geojson", "csv", "json", "ndjson", "xlsx", "zip")
"""Formats of a CKAN dataset's resources, the surest first."""
PAGE = 10_000
"""Features asked of a WFS at once."""
MOST_PAGES = 100
_OPENDATASOFT = re.compile(
    r"^(.*?)/(?:api/explore/v2\.[01]/catalog/datasets|explore/dataset)/([\w.@-]+)(?:/.*)?$"
)
_CKAN = re.compile(r"^(.*?)/(?:[a-z]{2}/)?dataset/([\w-]+)/?$")
_CKAN_API = re.compile(r"/api/(?:3/)?action/package_show$")


def is_address(text: str) -> bool:
    """Return whether a text is an address of the web and no file's name."""
    return text.startswith(("http://", "https://"))


def fetch(address: str, folder: Path, limits: Limits | None = None) -> Path:
    """Fetch the table that an address publishes into a folder, and return its file.

    Raises
    ------
    DownloadError
        When it cannot be had.

    """
    path = folder / FILE
    parts = urlsplit(address)
    query = {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    if query.get("service", "").lower() == "wfs":
        _fetch_features(parts._replace(query=""), query, path, limits)
    else:
        download(_file_address(address, limits), path, limits=limits, check=inspect_any)
    return path


def _file_address(address: str, limits: Limits | None) -> str:
    parts = urlsplit(address)
    if match := _OPENDATASOFT.match(parts.path):
        if "/exports/" in parts.path:
            return address
        exported = f"{match[1]}/api/explore/v2.1/catalog/datasets/{match[2]}/exports/json"
        return urlunsplit(parts._replace(path=exported, query="", fragment=""))
    if _CKAN_API.search(parts.path):
        return _of_package(_json(address, limits), address)
    if match := _CKAN.match(parts.path):
        shown = parts._replace(
            path=f"{match[1]}/api/3/action/package_show", query=f"id={quote(match[2])}", fragment=""
        )
        return _of_package(_json(urlunsplit(shown), limits), address)
    return address


def _of_package(answer: object, address: str) -> str:
    result = answer.get("result") if isinstance(answer, dict) else None
    resources = result.get("resources") if isinstance(result, dict) else None
    by_format: dict[str, str] = {}
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict) and is_address(str(resource.get("url", ""))):
            by_format.setdefault(str(resource.get("format", "")).lower().strip("."), str(resource["url"]))
    chosen = next((by_format[name] for name in FORMATS if name in by_format), None)
    if chosen is None:
        listed = ", ".join(by_format) or "nothing"
        raise DownloadError(f"{address} publishes no {', '.join(FORMATS)}; it has {listed}.")
    return chosen


def _fetch_features(base: Any, query: Mapping[str, str], path: Path, limits: Limits | None) -> None:  # noqa: ANN401
    """Fetch the features of a WFS page by page, in degrees, into one collection."""
    version = query.get("version") or "2.0.0"
    is_old = version.startswith("1.")
    names = query.get("typenames") or query.get("typename")
    if not names:
        raise DownloadError("Name the layer in the address of the WFS: typeNames=...")
    parameters = {
        **{key: value for key, value in query.items() if key not in {"typename", "typenames", "request"}},
        "service": "WFS",
        "version": version,
        "request": "GetFeature",
        "typeName" if is_old else "typeNames": names,
        "outputformat": query.get("outputformat", "application/json"),
        "srsname": query.get("srsname", "EPSG:4326"),
    }
    features: list[Any] = []
    for _page in range(MOST_PAGES):
        paged = {**parameters, "maxfeatures" if is_old else "count": str(PAGE)}
        if features:
            paged["startindex"] = str(len(features))
        address = urlunsplit(base._replace(query=urlencode(paged)))
        answer = _json(address, limits)
        new = answer.get("features") if isinstance(answer, dict) else None
        if not isinstance(new, list):
            raise DownloadError(
                f"{address} gives no GeoJSON: does this WFS offer outputFormat=application/json?"
            )
        features += new
        total = answer.get("numberMatched", answer.get("totalFeatures"))
        if not new or not isinstance(total, int) or len(features) >= total:
            break
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _json(address: str, limits: Limits | None) -> Any:  # noqa: ANN401 - a JSON value
    with TemporaryDirectory(prefix="proxilieux-portal-") as folder:
        path = Path(folder) / "answer.json"
        download(address, path, limits=limits)
        try:
            return json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise DownloadError(f"{address} does not answer with JSON.") from error
