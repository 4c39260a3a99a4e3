"""The parameters `filter`, `filter-lang`, `filter-crs`: a filter in CQL2, over a resource's queryables."""

from typing import Any, ClassVar

import marshmallow as ma

from app.platform import cql2
from app.platform.cql2.queryables import NONE, Queryables
from app.platform.http import fields


class FilterQuery(ma.Schema):
    """A filter in CQL2. Loading gives `filter`, an `app.platform.cql2.Filter`, which a selection takes."""

    queryables: ClassVar[Queryables] = NONE
    """Queryables; every resource gives its own."""

    filter = ma.fields.String(
        metadata={
            "description": "A filter in CQL2 (OGC 21-065r2), combined with the other parameters. See the page"
            " on filters for its operators and the properties that it may name.",
            "example": "funded = TRUE AND S_DWITHIN(geometry, POINT(2.35 48.85), 5000)",
        },
    )
    filter_lang = fields.one_of(
        cql2.LANGUAGES,
        "filter language",
        data_key="filter-lang",
        metadata={
            "description": "Language of `filter`: `cql2-text` (the default; also `cql-text`) or `cql2-json`."
        },
    )
    filter_crs = fields.one_of(
        cql2.FILTER_CRS,
        "CRS",
        data_key="filter-crs",
        metadata={
            "description": "What the coordinates in `filter` are in, in the order of its own axes; EPSG:4326"
            " is latitude first. Without it CRS84: longitude, latitude in degrees."
        },
    )

    @ma.post_load
    def read_filter(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Replace the three by the filter that was read."""
        language = data.pop("filter_lang", cql2.TEXT)
        crs = data.pop("filter_crs", cql2.CRS84)
        if "filter" in data:
            try:
                data["filter"] = cql2.read(data["filter"], language, self.queryables, crs)
            except cql2.FilterError as error:
                raise ma.ValidationError(str(error), field_name="filter") from error
        return data
