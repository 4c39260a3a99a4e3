"""Links that relax needs that no place meets: only those that lead to some, and to how many."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

from app.directory.matching.criteria import MAX_KM, Criteria
from app.directory.matching.queries import MATCHABLE
from app.directory.matching.reasons import APPROXIMATE
from app.directory.matching.service import find_matches, selection_of
from app.platform.listings.queries import count_sql
from app.platform.services import database
from app.publishing.pages.cards import distance_text
from app.publishing.pages.finder.links import Relaxation
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.matching.query import DISTANCES_KM, Parameters, criteria_of, needs_of, page_url

MOST_NEEDS = 12
"""Number of needs that are left out one by one."""
METRES_A_KM = 1000.0

FAR_METRES = 200_000
"""Metres beyond which hardly anybody goes for equipment."""


@dataclass(frozen=True, slots=True)
class _Wider:
    """A search widened to its nearest match."""

    metres: float
    relaxation: Relaxation


def relaxations(parameters: Parameters, origin: Origin) -> tuple[Relaxation, ...]:
    """Return what leads to matches: a greater distance first, unless that is far, then what leaves most.

    `parameters` says what is needed (`needs=chosen`). Where nothing matches at any distance, what else is
    relaxed may be widened too.
    """
    wider = _widened(parameters, origin)
    counted = []
    further = []
    for label, changed in _changes(parameters):
        count = _count(_criteria(changed, origin))
        if count:
            counted.append(Relaxation(label, page_url(changed), count))
        elif wider is None:
            widened = _widened(changed, origin, label)
            further += [widened.relaxation] if widened else []
    counted.sort(key=lambda relaxation: -(relaxation.count or 0))
    widening = [wider.relaxation] if wider else []
    return (*counted, *widening) if wider and wider.metres > FAR_METRES else (*widening, *counted, *further)


def _widened(parameters: Parameters, origin: Origin, change: str = "") -> _Wider | None:
    """Return the search widened to its nearest match; None where nothing matches at any distance."""
    everywhere = {**parameters, "max_km": MAX_KM}
    criteria = replace(_criteria(everywhere, origin), limit=1)
    matches = find_matches(database(), criteria)["matches"]
    if not matches:
        return None
    metres = matches[0]["distance_m"]
    precisions = {matches[0]["third_place"]["properties"]["position_precision"], origin.precision}
    distance = distance_text(metres, APPROXIMATE if APPROXIMATE in precisions else None)
    label = _("Le plus proche est %(distance)s", distance=distance)
    if change:
        label = _("%(change)s : le plus proche est %(distance)s", change=change, distance=distance)
    return _Wider(metres, Relaxation(label, page_url(parameters, max_km=_reaching(metres)), None))


def _reaching(metres: float) -> float:
    """Return the shortest distance of the form that reaches so far, else so many whole kilometres."""
    kilometres = metres / METRES_A_KM
    # Distances of answers are rounded to a tenth of a metre.
    enough = (float(km) for km in DISTANCES_KM if km > kilometres)
    return next(enough, min(MAX_KM, float(ceil(kilometres + 1 / METRES_A_KM))))


def _changes(parameters: Parameters) -> Iterator[tuple[str, Parameters]]:
    """Yield what can be let go of, in words, with the search that is left."""
    codes = list(dict.fromkeys(parameters["equipment"]))
    if len(codes) > 1 and not parameters["partial"]:
        yield _("Avec une partie de l’équipement"), {**parameters, "partial": True}
    for code in codes[:MOST_NEEDS]:
        without = [other for other in codes if other != code]
        yield (
            _("Sans « %(filter)s »", filter=equipment_label(code)),
            {**parameters, "equipment": without, "quantity": _only(parameters, without)},
        )
    for code, count in parameters["quantity"].items():
        fewer = {other: number for other, number in parameters["quantity"].items() if other != code}
        label = _("Sans demander %(count)s × %(filter)s", count=count, filter=equipment_label(code))
        yield label, {**parameters, "quantity": fewer}
    if "learners" in parameters:
        learners = parameters["learners"]
        label = ngettext("Sans demander %(num)s place", "Sans demander %(num)s places", learners)
        yield label, {name: value for name, value in parameters.items() if name != "learners"}


def _only(parameters: Parameters, codes: list[str]) -> dict[str, int]:
    return {code: count for code, count in parameters["quantity"].items() if code in codes}


def _criteria(parameters: Parameters, origin: Origin) -> Criteria:
    return criteria_of(parameters, needs_of(parameters, ()), origin)


def _count(criteria: Criteria) -> int:
    filters, parameters = selection_of(criteria)
    row = database().fetch_one(count_sql(MATCHABLE, filters), parameters)
    return int(row[0]) if row else 0
