"""A client of the geocoder of the Base Adresse Nationale (BAN), as https://data.geopf.fr/geocodage serves it.

`POST /search/csv` answers a CSV of addresses with the same rows and columns more; `GET /search` answers one
text with GeoJSON. Both limit their callers: 50 requests a second, then 429 with Retry-After; a file may have
200,000 lines and 50 MB.
"""

import csv
import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from app.platform.outgoing.exchange import ExchangeError, exchange
from app.platform.outgoing.retry import GaveUpError, Patience, retrying
from app.platform.version import VERSION

OFFICIAL_URL = "https://data.geopf.fr/geocodage"
USER_AGENT = f"proxilieux/{VERSION} (directory of third places; geocoding of addresses)"
MOST_ROWS = 200_000
"""Lines of a file that the service takes."""
LARGEST_RESPONSE = 64 << 20
"""Bytes."""
OK = 200
KEY = "id"
ADDRESS, CITY, POSTCODE, CITYCODE = "address", "city", "postcode", "citycode"
COLUMNS = (KEY, ADDRESS, CITY, POSTCODE, CITYCODE)
RESULT_COLUMNS = ("result_score", "result_label", "result_type", "result_citycode", "latitude", "longitude")
"""Columns that the answer must have beside the key."""
STATUS = "result_status"
"""One that addok's own CSV plugin leaves out: what has no position was not found then."""
THRESHOLD = 0.5
"""Score, 0 to 1, below which an answer is not believed; the street was mistaken for another."""
PRECISIONS = {"housenumber": "address", "street": "street", "locality": "street"}
"""Position precision by type of answer. A `municipality` is no more than the commune's centroid."""
OK_STATUS, NOT_FOUND, FAILED = "ok", "not-found", "error"


class BanError(Exception):
    """The geocoder could not be asked, or its answer could not be used."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address to be found."""

    key: str
    """The caller's own; it comes back with the answer."""
    street: str
    city: str | None = None
    postcode: str | None = None
    citycode: str | None = None
    """INSEE code. Postcode and INSEE code are conditions: what lies elsewhere is not found."""


@dataclass(frozen=True, slots=True)
class Result:
    """Result of the geocoder for one address."""

    key: str
    status: str
    """ok, not-found, skipped (nothing to look for), or error: to be asked again another time."""
    label: str | None = None
    score: float | None = None
    """0 to 1."""
    result_type: str | None = None
    """housenumber, street, locality or municipality."""
    citycode: str | None = None
    latitude: float | None = None
    """Degrees, WGS 84."""
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """The service at one address."""

    url: str = OFFICIAL_URL
    timeout: float = 120.0
    """Seconds of silence after which an answer is given up."""
    patience: Patience = field(default_factory=Patience)
    sleep: Callable[[float], None] = time.sleep

    def search_csv(self, addresses: Sequence[Address]) -> list[Result]:
        """Return what is known of each address, in their order; their keys must differ.

        Raises
        ------
        BanError
            When the service does not answer, or answers with something else.
        ValueError
            For more addresses than the service takes at once.

        """
        if len(addresses) > MOST_ROWS:
            raise ValueError(f"{len(addresses)} addresses are more than the {MOST_ROWS} of one file")
        body = _as_csv(addresses)
        text = self._request(lambda: self._post_csv(body))
        return _read_response(text, addresses)

    def search(self, q: str, limit: int) -> list[dict[str, Any]]:
        """Return the GeoJSON Features that the service finds for a text, the likeliest first.

        Raises
        ------
        BanError
            When the service does not answer, or answers with something else.

        """
        text = self._request(lambda: self._get("/search", {"q": q, "limit": str(limit), "autocomplete": "0"}))
        try:
            features = json.loads(text)["features"]
        except (ValueError, TypeError, KeyError) as error:
            raise BanError("the geocoder's answer is no GeoJSON") from error
        if not isinstance(features, list):
            raise BanError("the geocoder's answer is no GeoJSON")
        return [feature for feature in features if isinstance(feature, dict)]

    def _request(self, attempt: Callable[[], str]) -> str:
        try:
            return retrying(attempt, self.patience, self.sleep)
        except GaveUpError as error:
            raise BanError(f"{self.url}: {error}") from error

    def _post_csv(self, body: bytes) -> str:
        data = [("columns", ADDRESS), ("columns", CITY), (POSTCODE, POSTCODE), (CITYCODE, CITYCODE)]
        return self._exchange(
            lambda session: session.post(
                f"{self.url}/search/csv",
                data=data,
                files={"data": ("addresses.csv", body, "text/csv")},
                timeout=self.timeout,
                stream=True,
            )
        )

    def _get(self, path: str, parameters: Mapping[str, str]) -> str:
        return self._exchange(
            lambda session: session.get(self.url + path, params=parameters, timeout=self.timeout, stream=True)
        )

    def _exchange(self, send: Callable[[requests.Session], requests.Response]) -> str:
        """Return the whole body of an answer.

        Raises
        ------
        TryAgainError
            For a failure that may pass.
        BanError
            For one that does not.

        """
        with requests.Session() as session:
            session.headers["User-Agent"] = USER_AGENT
            try:
                received = exchange(lambda: send(session), "the geocoder", LARGEST_RESPONSE)
            except ExchangeError as error:
                raise BanError(f"{self.url}: {error}") from error
        if received.status != OK:
            raise BanError(f"{self.url}: the server answers {received.status}")
        return received.body.decode("utf-8-sig", "replace")


def _as_csv(addresses: Sequence[Address]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for address in addresses:
        writer.writerow(
            [
                address.key,
                address.street,
                address.city or "",
                address.postcode or "",
                address.citycode or "",
            ]
        )
    return out.getvalue().encode()


def _read_response(text: str, addresses: Sequence[Address]) -> list[Result]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in (KEY, *RESULT_COLUMNS) if name not in (reader.fieldnames or ())]
    if missing:
        raise BanError(f"the geocoder's answer is not the expected CSV: no column {', '.join(missing)}")
    try:
        by_key = {row[KEY]: _result(row) for row in reader}
    except csv.Error as error:
        raise BanError(f"the geocoder's answer is not the expected CSV: {error}") from error
    absent = sum(address.key not in by_key for address in addresses)
    if absent:
        raise BanError(f"the geocoder's answer lacks {absent} of {len(addresses)} rows")
    return [by_key[address.key] for address in addresses]


def _result(row: Mapping[str, str | None]) -> Result:
    status = row.get(STATUS, OK_STATUS) or FAILED
    latitude, longitude = _number(row["latitude"]), _number(row["longitude"])
    if status != OK_STATUS or latitude is None or longitude is None:
        return Result(row[KEY] or "", NOT_FOUND if status == OK_STATUS else status)
    return Result(
        key=row[KEY] or "",
        status=status,
        label=row["result_label"] or None,
        score=_number(row["result_score"]),
        result_type=row["result_type"] or None,
        citycode=row["result_citycode"] or None,
        latitude=latitude,
        longitude=longitude,
    )


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -180.0 <= value <= 180.0 else None  # noqa: PLR2004 - degrees; the loader checks the rest
