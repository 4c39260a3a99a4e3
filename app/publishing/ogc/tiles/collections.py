"""Collections that come as tiles, and the attributes of their features."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import marshmallow as ma

from app.directory.organisations import fields as organisations
from app.directory.organisations.queries import ORGANISATIONS
from app.directory.organisations.schemas import OrganisationSelectionQuery
from app.directory.territories import fields as territories
from app.directory.third_places import equipment_fields
from app.directory.third_places import fields as third_places
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.schemas import ThirdPlaceSelectionQuery
from app.platform.cql2.queryables import Kind
from app.platform.listings.fields import Fields
from app.platform.listings.selection import Filters, Resource, Selection

DEEPEST_MATRIX = 18
"""Deeper ones are left to clients, which enlarge these: a unit of a tile is 4 cm there."""
UNGATHERED_FROM = 14
"""From this matrix on every place is a feature of its own; before it the points of a cell are one."""
UNTHINNED_FROM = 10
"""From this matrix on every commune is a feature of its own."""


class Attribute(NamedTuple):
    """An attribute of a layer's features."""

    name: str
    type: str
    """Of JSON Schema: string, integer, number or boolean."""
    description: str


_TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}


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
    fields: tuple[Attribute, ...]
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

    def selection(self, parameters: Mapping[str, Any]) -> Selection:
        """Return what validated query parameters select."""
        return self.resource.selection(parameters) if self.resource else Selection(Filters(frozenset()))


COUNT = Attribute("count", "integer", "How many features it stands for; a feature of its own has 1")
ID = Attribute("id", "string", "Id; stable across imports")


def attributes(fields: Fields) -> tuple[Attribute, ...]:
    """Return the attributes of features that have these fields."""
    return tuple(
        Attribute(one.tile_name or one.name, _TYPES.get(one.type, "string"), one.collected_label)
        for one in fields
        if one.in_tiles
    )


COLLECTIONS: Mapping[str, TileCollection] = MappingProxyType(
    {
        collection.name: collection
        for collection in (
            TileCollection(
                "third-places",
                "Third places",
                Drawing.GATHERED,
                (COUNT, ID, *attributes(third_places.FIELDS)),
                THIRD_PLACES,
                ThirdPlaceSelectionQuery,
            ),
            TileCollection(
                "equipment",
                "Equipment of third places",
                Drawing.GATHERED,
                (COUNT, ID, *attributes(equipment_fields.FIELDS)),
                THIRD_PLACES,
                ThirdPlaceSelectionQuery,
            ),
            TileCollection(
                "organisations",
                "Training organisations and apprenticeship centres",
                Drawing.GATHERED,
                (COUNT, ID, *attributes(organisations.FIELDS)),
                ORGANISATIONS,
                OrganisationSelectionQuery,
            ),
            TileCollection(
                "communes",
                "Communes",
                Drawing.THINNED,
                (COUNT, *attributes(territories.OF_COMMUNES)),
                each_from=UNTHINNED_FROM,
            ),
            TileCollection(
                "epcis",
                "Intercommunal bodies (EPCI)",
                Drawing.THINNED,
                (COUNT, *attributes(territories.OF_EPCIS)),
                each_from=UNTHINNED_FROM,
            ),
            TileCollection(
                "departments", "Départements", Drawing.OUTLINED, attributes(territories.OF_DEPARTMENTS)
            ),
            TileCollection("regions", "Régions", Drawing.OUTLINED, attributes(territories.OF_REGIONS)),
        )
    }
)
"""By id."""
