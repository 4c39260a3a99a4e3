"""Choices of the decision page: parameters, and the addresses that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask import url_for

from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.planning.coverage import CLASSES
from app.directory.planning.schemas import CoverageQuery
from app.directory.territories.listing import levels_of
from app.directory.territories.vocabulary import COMMUNE, DEPARTMENT, EPCI, LEVELS, REGION
from app.platform.http import fields

BELOW = {
    None: (REGION, DEPARTMENT),
    REGION: (DEPARTMENT, EPCI),
    DEPARTMENT: (EPCI, COMMUNE),
    EPCI: (COMMUNE,),
}
"""By the level of what is looked at: the levels that it is shown by, the usual one first."""
SORTS = ("name", "share", "covered", "uncovered", "unknown", "places")
SEPARATOR = "-"
PARAMETERS = (
    "territory",
    "level",
    "equipment",
    "kind",
    "learners",
    "any_place",
    "status",
    "within_km",
    "within_minutes",
    "weight",
    "sort",
    "descending",
)
"""In the order in which addresses name them."""
API_PARAMETERS = PARAMETERS[2:-2]
MOST_PAGES = 10_000


class DecisionQuery(CoverageQuery):
    """Choices of coverage, territory, level and order of the table."""

    territory = fields.Text()
    """Level and code: `region-53`, `department-29`, `epci-242900314`; all of France without it."""
    level = fields.one_of(LEVELS, "level")
    sort = fields.one_of(SORTS, "order", load_default="name")
    descending = fields.Truth(load_default=False)

    @ma.validates("territory")
    def check_territory(self, value: str, **_: Any) -> None:  # noqa: ANN401
        """Refuse what is no territory that the page is of."""
        level, _sign, code = value.partition(SEPARATOR)
        known = {REGION: REGION_CODES, DEPARTMENT: DEPARTMENT_CODES}.get(level)
        is_epci = level == EPCI and len(code) == 9 and code.isascii() and code.isdecimal()  # noqa: PLR2004
        if not is_epci and (known is None or code not in known):
            raise ma.ValidationError("Not a territory: region-53, department-29 or epci-242900314.")


class OriginsPageQuery(DecisionQuery):
    """Class and page of the list of origins."""

    class_ = fields.one_of(CLASSES, "class", load_default="uncovered", data_key="class")
    page = ma.fields.Integer(load_default=1, validate=ma.validate.Range(min=1, max=MOST_PAGES))


@dataclass(frozen=True, slots=True)
class Where:
    """Territory that is looked at."""

    level: str
    code: str
    name: str

    @property
    def value(self) -> str:
        """Return it as addresses name it."""
        return self.level + SEPARATOR + self.code

    def as_api(self) -> dict[str, str]:
        """Return it as the API's parameter."""
        return {self.level: self.code}


def find_where(parameters: Mapping[str, Any]) -> Where | None:
    """Return the territory that is asked for, where there is one."""
    level, _sign, code = parameters.get("territory", "").partition(SEPARATOR)
    name = levels_of(code).get(level) if code else None
    return None if name is None else Where(level, code, name)


def level_of(parameters: Mapping[str, Any]) -> str:
    """Return the level of the rows: the one asked for where the territory has it."""
    territory = parameters.get("territory")
    below = BELOW[territory.partition(SEPARATOR)[0] if territory else None]
    level = parameters.get("level")
    return level if level in below else below[0]


def address(parameters: Mapping[str, Any], endpoint: str = "web.territories", **changes: Any) -> str:  # noqa: ANN401
    """Return a page's address with the same choices but for some changes; None takes one away."""
    return url_for(endpoint, **chosen(parameters, **changes))


def chosen(parameters: Mapping[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the choices that differ from what is there without them."""
    merged = {**parameters, **changes}
    kept = {name: merged[name] for name in PARAMETERS if merged.get(name) not in (None, [], False)}
    if kept.get("sort") == "name":
        del kept["sort"]
    others = {name: value for name, value in changes.items() if name not in PARAMETERS}
    return {name: _plain(value) for name, value in kept.items()} | others


def as_api(parameters: Mapping[str, Any], where: Where | None) -> dict[str, Any]:
    """Return the choices as the API's parameters."""
    kept = {
        name: parameters[name] for name in API_PARAMETERS if parameters.get(name) not in (None, [], False)
    }
    return {name: _plain(value) for name, value in kept.items()} | ({} if where is None else where.as_api())


def _plain(value: Any) -> Any:  # noqa: ANN401 - a parameter's value
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else value
