"""`/chiffres-d-usage`: requests, answers, hours and learners, for those who pay."""

from flask import Blueprint, request
from flask_babel import gettext as _

from app.directory.usage.figures import GROUPINGS, QUARTER, TERRITORY, Quarter, Row, told_quarters, usage
from app.platform.services import database
from app.publishing.pages.labels import USAGE_GROUPINGS
from app.publishing.pages.pages import page

blueprint = Blueprint("usage", __name__)


@blueprint.get("/chiffres-d-usage")
def figures_page() -> str:
    """Show the figures of a quarter that is over; what an address says wrongly is as if it said nothing."""
    quarters = {quarter.name: quarter for quarter in told_quarters()}
    quarter = quarters.get(request.args.get("quarter", "")) or next(iter(quarters.values()))
    by = request.args.get("by", TERRITORY)
    by = by if by in GROUPINGS else TERRITORY
    with database().connection() as connection:
        rows = usage(connection, by, quarter)
    return page(
        "usage.html",
        rows=[(_name(row, by), row) for row in rows],
        by=by,
        quarter=quarter,
        quarters=[(one.name, _words(one)) for one in quarters.values()],
        groupings=USAGE_GROUPINGS,
        words=_words(quarter) if by != QUARTER else _("tous les trimestres"),
    )


def _name(row: Row, by: str) -> str:
    if by == QUARTER:
        return _words(next(one for one in told_quarters() if one.name == row.code))
    return (
        _("autres, %(where)s", where=row.name.partition(", ")[2] or _("ensemble"))
        if row.code.startswith("others")
        else row.name
    )


def _words(quarter: Quarter) -> str:
    names = (_("1er trimestre %(year)s"), _("2e trimestre %(year)s"),
             _("3e trimestre %(year)s"), _("4e trimestre %(year)s"))  # fmt: skip
    return str(names[quarter.number - 1] % {"year": quarter.year})
