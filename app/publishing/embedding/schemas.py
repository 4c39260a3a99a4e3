"""Parameters of the embedded map, of the page that composes it, and of the file that works offline."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from app.directory.common.france import DEPARTMENTS
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.platform.http import fields
from app.publishing.embedding.colours import Chosen, Rgb, parse
from app.publishing.pages.schemas import FinderQuery

COLOURS = ("brand", "accent", "background")
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
LOCKS = ("region", "department")
"""The territory that a site chose."""
VISITORS_FILTERS = ("equipment", "day")
"""Filters that a site can leave to its visitors: parameters that then have a field in the frame."""
SMALLEST, USUAL, LARGEST = 300, 600, 2000
"""Pixels of a frame's height."""


class Colour(ma.fields.String):
    """A colour as three or six hexadecimal digits."""

    # The loaded value is a colour, not text.
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Rgb:  # type: ignore[override]  # noqa: ANN401
        try:
            return parse(super()._deserialize(value, attr, data, **kwargs).strip())
        except ValueError as error:
            raise ma.ValidationError(
                "Must be a colour such as 0b5b61: three or six hexadecimal digits."
            ) from error


class ThemeQuery(ma.Schema):
    """The colours of a site."""

    brand = Colour()
    accent = Colour()
    background = Colour()


def lies_elsewhere(parameters: Mapping[str, Any]) -> bool:
    """Return whether the département lies outside the région that is asked for as well."""
    region, department = parameters.get("region"), parameters.get("department")
    return region is not None and department is not None and REGION_OF[department] != region


class AnyTerritoryQuery(ma.Schema):
    """A région and a département, each of which exists."""

    region = fields.one_of(REGION_CODES, "région")
    department = fields.one_of(DEPARTMENT_CODES, "département")


class TerritoryQuery(AnyTerritoryQuery):
    """A territory that the visitor cannot leave."""

    @ma.validates_schema
    def check_territory(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a département that lies in another région: no place could be in both."""
        if lies_elsewhere(data):
            raise ma.ValidationError("`department` does not lie in `region`.", field_name="department")


class VisitorsQuery(ma.Schema):
    """The filters that a site leaves to its visitors."""

    filters = fields.every_of(VISITORS_FILTERS, "filter", "", load_default=list)


class EmbedQuery(FinderQuery, TerritoryQuery, ThemeQuery, VisitorsQuery):
    """The embedded map: what the finder takes, a territory, colours, filters for visitors."""


class ExportQuery(FinderQuery, TerritoryQuery):
    """The file that works offline."""


class ComposeQuery(FinderQuery, AnyTerritoryQuery, ThemeQuery, VisitorsQuery):
    """The page that composes the snippet; it says itself when the territories contradict each other."""

    own = fields.one_of(("1",), "own")
    """Whether the colours count; a colour field always has one."""
    map_lang = fields.one_of(("fr", "en"), "map_lang")
    height = ma.fields.Integer(load_default=USUAL, validate=ma.validate.Range(min=SMALLEST, max=LARGEST))


def chosen_colours(parameters: dict[str, Any]) -> Chosen:
    """Return the colours among a page's parameters."""
    return Chosen(**{name: parameters[name] for name in COLOURS if name in parameters})
