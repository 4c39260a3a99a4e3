"""`/financements`: grants to those who run places, summed by year, funder and territory, and listed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import Blueprint, request, url_for

from app.directory.grants.queries import CONFIRMED, GRANTS
from app.directory.grants.routes import funding
from app.directory.grants.schemas import FundingQuery
from app.directory.grants.vocabulary import GROUPINGS
from app.platform.listings.cursor import MAX_CURSOR
from app.publishing.pages.listing import Feature, fetch_page
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("funding", __name__)
SHOWN, SHOWN_OF_PLACE = 20, 50


class FundingPageQuery(FundingQuery):
    """Grouping of the sums, and where the list's page before ended."""

    cursor = ma.fields.String(validate=ma.validate.Length(max=MAX_CURSOR))


@blueprint.get("/financements")
def show() -> str:
    """Show sums and the grants behind them."""
    parameters = read(FundingPageQuery)
    filters = {name: value for name, value in parameters.items() if name not in {"by", "cursor"}}
    listed = fetch_page(GRANTS, GRANTS.selection(filters), SHOWN, parameters.get("cursor"))
    return page(
        "funding.html",
        parameters=parameters,
        groupings=GROUPINGS,
        sums=funding(parameters),
        listed=listed,
        filters=filters,
        funder_url=lambda code: _funder_url(parameters, code),
        sums_url=_file_url("funding.csv", filters | {"by": parameters["by"]}),
        file_url=lambda suffix: _file_url(f"exports/grants.{suffix}", filters),
    )


def _funder_url(parameters: Mapping[str, Any], code: str | None) -> str:
    others = {name: value for name, value in parameters.items() if name not in {"cursor", "funder"}}
    chosen = others if code is None else others | {"funder": code}
    return url_for("web.funding.show", **chosen)


def _file_url(path: str, parameters: Mapping[str, Any]) -> str:
    query = urlencode(parameters)
    return f"{request.script_root}/api/v1/{path}" + (f"?{query}" if query else "")


def grants_to(public_id: str, siret: str | None) -> tuple[Feature, ...]:
    """Return the grants to who runs a place: by its SIRET, then those that a moderator confirmed."""
    selections = ([{"siret": siret}] if siret else []) + [{CONFIRMED: public_id}]
    features = {
        feature["id"]: feature
        for selection in selections
        for feature in fetch_page(GRANTS, GRANTS.selection(selection), SHOWN_OF_PLACE).features
    }
    return tuple(features.values())[:SHOWN_OF_PLACE]
