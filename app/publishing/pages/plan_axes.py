"""`/projets` and `/accompagnement`: the plan's other two axes, as lists that can be filtered."""

from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import Blueprint, request, url_for

from app.directory.projects.queries import PROJECTS
from app.directory.projects.schemas import ProjectSelectionQuery
from app.directory.support_offers.queries import SUPPORT_OFFERS
from app.directory.support_offers.schemas import SupportOfferSelectionQuery
from app.platform.listings.cursor import MAX_CURSOR
from app.platform.listings.selection import Resource
from app.publishing.pages.listing import fetch_page
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("plan_axes", __name__)
SHOWN = 20


class _Paged(ma.Schema):
    cursor = ma.fields.String(validate=ma.validate.Length(max=MAX_CURSOR))


class ProjectsQuery(ProjectSelectionQuery, _Paged):
    """Filters of projects, and where the page before ended."""


class SupportOffersQuery(SupportOfferSelectionQuery, _Paged):
    """Filters of offers, and where the page before ended."""


@blueprint.get("/projets")
def projects() -> str:
    """List funded projects by région, programme and words."""
    return _list("projects.html", PROJECTS, "projects", read(ProjectsQuery))


@blueprint.get("/accompagnement")
def support_offers() -> str:
    """List offers of support by kind of help, territory and words."""
    return _list("support_offers.html", SUPPORT_OFFERS, "support-offers", read(SupportOffersQuery))


def _list(template: str, resource: Resource, name: str, parameters: dict[str, Any]) -> str:
    cursor = parameters.pop("cursor", None)
    listed = fetch_page(resource, resource.selection(parameters), SHOWN, cursor)
    filters = [(key, value) for key, value in request.args.items(multi=True) if key not in {"cursor", "lang"}]
    query = f"?{urlencode(filters)}" if filters else ""
    following: dict[str, Any] = {**request.args.to_dict(flat=False), "cursor": listed.cursor}
    return page(
        template,
        parameters=parameters,
        listed=listed,
        next_url=url_for(request.endpoint or "", **following) if listed.cursor else None,
        file_url=lambda suffix: f"{request.script_root}/api/v1/exports/{name}.{suffix}{query}",
    )
