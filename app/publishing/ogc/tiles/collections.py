"""Collections that come as tiles, and the attributes of their features."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import marshmallow as ma

from app.directory.organisations.queries import ORGANISATIONS
from app.directory.organisations.schemas import OrganisationSelectionQuery
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.schemas import ThirdPlaceSelectionQuery
from app.platform.listings.selection import Resource, Selection, Shape

DEEPEST_MATRIX = 18
"""Deeper ones are left to clients, which enlarge these: a unit of a tile is 4 cm there."""
UNGATHERED_FROM = 14
"""From this matrix on every place is a feature of its own; before it the points of a cell are one."""
UNTHINNED_FROM = 10
"""From this matrix on every commune is a feature of its own."""


class Field(NamedTuple):
    """An attribute of a layer's features."""

    name: str
    type: str = "string"
    """Type in JSON Schema: string, integer, number or boolean."""
    description: str = ""


class Drawing(StrEnum):
    """Drawing of a collection."""

    GATHERED = "gathered"
    """Points; in shallow matrices those of a cell are one, at their mean position."""
    THINNED = "thinned"
    """Points; in shallow matrices the most populous of a cell stands for the others."""
    OUTLINED = "outlined"
    """Polygons, simplified by matrix, and a point for each label."""


@dataclass(frozen=True)
class TileCollection:
    """A collection that is served as vector tiles."""

    name: str
    """Its id, and the name of its layer."""
    title: str
    drawing: Drawing
    fields: tuple[Field, ...]
    resource: Resource | None = None
    """Resource of the filters; None where there are none."""
    query: type[ma.Schema] = ma.Schema
    """The filters as query parameters."""
    each_from: int = UNGATHERED_FROM
    """The first matrix in which every feature is one of its own."""

    @property
    def label_layer(self) -> str:
        """The second layer of an outlined collection: a point a territory."""
        return f"{self.name}-labels"

    def selection(self, arguments: Mapping[str, Any]) -> Selection:
        """Return what validated query parameters select."""
        return self.resource.selection(arguments) if self.resource else Selection(Shape(frozenset()))


COUNT = Field("count", "integer", "How many features it stands for; a feature of its own has 1.")
_PLACED = (
    COUNT,
    Field("id", description="Public id; stable across imports."),
    Field("name"),
    Field("kind"),
    Field("status"),
    Field("address"),
    Field("postcode"),
    Field("city"),
    Field("commune_code", description="INSEE code."),
    Field("department_code", description="INSEE code."),
    Field("position_precision", description="address, street or commune_centroid."),
)
_PROVENANCE = (
    Field("licence"),
    Field("fictional", "boolean", "True for demonstration data, which is invented."),
)
_TERRITORY = (Field("code"), Field("name"), Field("population", "integer"))

COLLECTIONS: Mapping[str, TileCollection] = MappingProxyType(
    {
        collection.name: collection
        for collection in (
            TileCollection(
                "third-places",
                "Third places",
                Drawing.GATHERED,
                (
                    *_PLACED,
                    Field("wheelchair"),
                    Field("opening_hours", description="OpenStreetMap syntax."),
                    Field("website"),
                    Field("funded", "boolean"),
                    Field("equipment", description="Codes of what it shares, of both levels, joined by `;`."),
                    Field("programmes", description="Codes, joined by `;`."),
                    *_PROVENANCE,
                ),
                THIRD_PLACES,
                ThirdPlaceSelectionQuery,
            ),
            TileCollection(
                "equipment",
                "Equipment of third places",
                Drawing.GATHERED,
                (
                    *_PLACED,
                    Field("third_place", description="Public id of the place."),
                    Field("type"),
                    Field("type_group"),
                    Field("quantity", "integer"),
                    Field("seats", "integer"),
                    Field("shareable", description="yes, no or unknown."),
                    *_PROVENANCE,
                ),
                THIRD_PLACES,
                ThirdPlaceSelectionQuery,
            ),
            TileCollection(
                "organisations",
                "Training organisations and apprenticeship centres",
                Drawing.GATHERED,
                (
                    *_PLACED,
                    Field("siret"),
                    Field("equipment_status"),
                    Field("qualiopi", "boolean"),
                    Field("needs", description="Codes, joined by `;`."),
                    *_PROVENANCE,
                ),
                ORGANISATIONS,
                OrganisationSelectionQuery,
            ),
            TileCollection(
                "communes",
                "Communes",
                Drawing.THINNED,
                (COUNT, *_TERRITORY, Field("department_code"), Field("epci_code")),
                each_from=UNTHINNED_FROM,
            ),
            TileCollection(
                "epcis",
                "Intercommunal bodies (EPCI)",
                Drawing.THINNED,
                (COUNT, *_TERRITORY),
                each_from=UNTHINNED_FROM,
            ),
            TileCollection(
                "departments", "Départements", Drawing.OUTLINED, (*_TERRITORY, Field("region_code"))
            ),
            TileCollection("regions", "Régions", Drawing.OUTLINED, _TERRITORY),
        )
    }
)
"""By id."""
