"""Addresses for visitors: the BAN's geocoder, asked once and briefly, and left alone while it is away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast

from flask import Flask, current_app

from app.directory.geocoding.ban import Address, Ban, BanError, Result
from app.platform.outgoing.breaker import Breaker
from app.platform.outgoing.retry import Patience
from app.platform.settings import Settings

KEY = "proxilieux.online_geocoder"
MINIMUM_SCORE = 0.4
"""Below this an answer names another street than the one that was typed."""
LIST_TIMEOUT = 60.0
"""Seconds that a list of addresses waits for an answer."""
TYPES = frozenset({"housenumber", "street", "locality", "municipality"})

Feature = dict[str, Any]
T = TypeVar("T")


@dataclass
class OnlineGeocoder:
    """The geocoder, with a circuit breaker; shared by the threads of a worker."""

    ban: Ban
    patient: Ban | None = None
    """The same, for lists of addresses, which take longer; None: it is not asked for lists."""
    breaker: Breaker = field(default_factory=Breaker)

    @classmethod
    def at(cls, url: str, timeout: float) -> Self:
        """Return the one at `url`, waited for `timeout` seconds."""
        return cls(
            Ban(url, timeout=timeout, patience=Patience(attempts=1)),
            patient=Ban(url, timeout=LIST_TIMEOUT, patience=Patience(attempts=2)),
        )

    def search(self, q: str, limit: int) -> list[Feature]:
        """Return the addresses that a text may mean, the likeliest first; none when it cannot be asked."""
        features = [_feature(one) for one in self._guarded(lambda: self.ban.search(q, limit))[:limit]]
        return [one for one in features if one and one["properties"]["score"] >= MINIMUM_SCORE]

    def search_csv(self, addresses: Sequence[Address]) -> list[Result]:
        """Return what is known of each address; nothing when it cannot be asked."""
        patient = self.patient
        if patient is None or not addresses:
            return []
        return self._guarded(lambda: patient.search_csv(addresses))

    def _guarded(self, request: Callable[[], list[T]]) -> list[T]:
        if not self.breaker.may_ask():
            return []
        try:
            with self.breaker.watching(BanError):
                return request()
        except BanError:
            return []


def _feature(item: Mapping[str, Any]) -> Feature | None:
    """Return an answer with the properties that `/geocode` promises, or None where it is none."""
    try:
        longitude, latitude = (float(one) for one in item["geometry"]["coordinates"][:2])
        properties = item["properties"]
        score, type_ = float(properties["score"]), str(properties["type"])
        label = str(properties["label"])
    except (KeyError, TypeError, ValueError):
        return None
    if type_ not in TYPES or not (abs(longitude) <= 180 and abs(latitude) <= 90) or not 0 <= score <= 1:  # noqa: PLR2004
        return None
    texts = {name: _text(properties.get(name)) for name in ("name", "city", "citycode", "context", "id")}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "id": texts["id"] or label,
            "type": type_,
            "label": label,
            "name": texts["name"] or label,
            "city": texts["city"],
            "citycode": texts["citycode"],
            "postcode": _text(properties.get("postcode")) or None,
            "population": None,
            "context": texts["context"],
            "district": _text(properties.get("district")) or None,
            "score": score,
            "match": "part" if type_ == "municipality" else "address",
        },
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def install(app: Flask, settings: Settings) -> None:
    """Attach the geocoder of addresses that the settings name to the application, if they name one."""
    app.extensions[KEY] = settings.ban_url and OnlineGeocoder.at(settings.ban_url, settings.ban_timeout)


def online_geocoder() -> OnlineGeocoder | None:
    """Return the current application's geocoder of addresses; None where the settings name none."""
    return cast("OnlineGeocoder | None", current_app.extensions[KEY])
