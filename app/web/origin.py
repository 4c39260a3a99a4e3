"""Where a search starts from: a position given, or a text that names a town."""

from dataclasses import dataclass
from typing import Any

from app.extensions import database, services
from app.geocoding.service import geocode

EXACT = 1.0
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


def find_origins(text: str) -> list[Origin]:
    """Return the places that a text may name, the likeliest first; none when it names no town."""
    features = geocode(database(), text, ALTERNATIVES + 1, services().online_geocoder)
    if features and features[0]["properties"]["score"] == EXACT:
        # Only namesakes are worth a question; longer names were not meant.
        features = [feature for feature in features if feature["properties"]["score"] == EXACT]
    return [_origin(feature) for feature in features]


def _origin(feature: dict[str, Any]) -> Origin:
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
        precision="commune_centroid" if is_commune else None,
    )
