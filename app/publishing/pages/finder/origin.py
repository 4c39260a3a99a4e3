"""Origin of a search: a position given, or a text that names a town."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.directory.geocoding.finding import PART, TERRITORY
from app.directory.geocoding.gazetteer import NAME, TYPO
from app.directory.geocoding.online import online_geocoder
from app.directory.geocoding.service import geocode
from app.directory.matching.reasons import APPROXIMATE
from app.platform.services import database

ALTERNATIVES = 4
"""Other towns of that name that are offered."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A named position; degrees, WGS 84."""

    latitude: float
    longitude: float
    label: str
    context: str = ""
    """Département and région, to tell towns of one name apart."""
    precision: str | None = None
    """`commune_centroid` when it stands for a whole commune."""
    accuracy_m: float = 0.0
    """Metres within which a device knows its position; 0 where that is near enough."""
    match: str | None = None
    """Kind of match, in the geocoder's words."""
    remark: str | None = None
    """Sentence beside it, where not all of a text was understood."""


def find_origins(text: str) -> list[Origin]:
    """Return the places that a text may name, the likeliest first; none when it names no town."""
    features = geocode(database(), text, ALTERNATIVES + 1, online_geocoder())
    if features and features[0]["properties"]["match"] == NAME:
        # Only namesakes are worth a question; longer names were not meant.
        features = [feature for feature in features if feature["properties"]["match"] == NAME]
    return [_origin(feature, text) for feature in features]


def _origin(feature: dict[str, Any], text: str) -> Origin:
    longitude, latitude = feature["geometry"]["coordinates"]
    properties = feature["properties"]
    label = properties["label"]
    if properties.get("postcode") and properties["postcode"] not in label:
        label = f"{label} ({properties['postcode']})"
    is_commune = properties["type"] == "municipality"
    return Origin(
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        label=label,
        context=properties.get("context", ""),
        precision=APPROXIMATE if is_commune else None,
        match=properties["match"],
        remark=_remark(properties["match"], text, label),
    )


def _remark(match: str, text: str, label: str) -> str | None:
    if match == PART:
        message = _(
            "De « %(text)s », seule la commune a été comprise : les distances partent du centre de"
            " %(label)s.",
            text=text,
            label=label,
        )
        return str(message)
    if match == TERRITORY:
        message = _(
            "« %(text)s » est un territoire : les distances partent de son chef-lieu, %(label)s.",
            text=text,
            label=label,
        )
        return str(message)
    if match == TYPO:
        message = _(
            "Aucune commune ne s’appelle « %(text)s ». Vouliez-vous dire %(label)s ?", text=text, label=label
        )
        return str(message)
    return None


__all__ = ["TYPO", "Origin", "find_origins"]
