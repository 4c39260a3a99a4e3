"""`filter`, `filter-lang` and `filter-crs` (Part 3): a CQL2 expression added to a selection."""

from dataclasses import replace

from app.platform import cql2
from app.platform.crs import CRS84
from app.platform.http.parameter_error import ParameterError
from app.platform.listings.parameters import read_crs
from app.platform.listings.resource import Collection
from app.platform.listings.selection import Selection


def read_filter(collection: Collection, values: dict[str, str], selection: Selection) -> Selection:
    """Return the selection with the filter of a request, if it has one.

    Raises
    ------
    ParameterError
        When the language, the system or the filter is not one that can be answered.

    """
    language = values.get("filter-lang", cql2.TEXT)
    if language not in cql2.LANGUAGES:
        raise ParameterError("filter-lang", f"It must be one of: {', '.join(cql2.LANGUAGES)}.")
    crs = read_crs("filter-crs", values["filter-crs"]) if "filter-crs" in values else CRS84
    if "filter" not in values:
        return selection
    try:
        found = cql2.read(values["filter"], language, collection.queryables, crs.uri)
    except cql2.FilterError as error:
        raise ParameterError("filter", str(error)) from error
    return replace(
        selection,
        shape=selection.shape._replace(filter=found.shape),
        parameters=selection.parameters | found.parameters,
    )
