"""Matches ranked by travel: the candidates are the nearest, their order is what the journey costs.

As the crow flies, with or without a detour, the candidates are the answer. By duration they are `candidates`
of the nearest: the answer says whether something further away could still be quicker (`complete`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from app.directory.matching.bulk.matcher import Match, Site
from app.directory.matching.criteria import BY_SCORE
from app.directory.matching.reasons import format_distance
from app.directory.matching.sentences import Sentence, sentence
from geo.travel.cost import Basis, Costs, Doubt, Ends, Floats, Method, Pairs, TravelCost
from geo.travel.ranking import Ranked, rank

CANDIDATES_EACH, FEWEST_CANDIDATES, MOST_CANDIDATES = 4, 20, 100
"""Candidates for each match that is wanted, of all matches at least and at most."""
MINUTES_AN_HOUR = 60

NOTES = {
    Doubt.NOT_LISTED: sentence(
        "travel_not_listed",
        "Trajet absent de la matrice : distance à vol d’oiseau, classée après les trajets connus.",
        "The journey is not in the matrix: as the crow flies, ranked after the journeys known.",
    ),
    Doubt.NO_ROUTE: sentence(
        "travel_no_route",
        "Aucun itinéraire trouvé : distance à vol d’oiseau, classée après les trajets connus.",
        "No route was found: as the crow flies, ranked after the journeys known.",
    ),
    Doubt.UNAVAILABLE: sentence(
        "travel_unavailable",
        "Le service d’itinéraires n’a pas répondu : distance à vol d’oiseau.",
        "The routing service did not answer: as the crow flies.",
    ),
}


class Travel(TypedDict):
    """Cost of one journey, and how it was found."""

    method: str
    duration_s: float | None
    distance_m: float | None
    note: Sentence | None


@dataclass(frozen=True, slots=True)
class Travelled:
    """Matches of many sites, the least travel first."""

    matches: list[list[Match]]
    journeys: list[list[Travel]]
    """Journeys of each match."""
    incomplete: int
    """Sites for which a place that was no candidate may be quicker."""
    doubtful: int
    """Matches that count as the crow flies although something else was asked for."""


def candidates(limit: int, travel_cost: TravelCost) -> int:
    """Return how many of the nearest are looked at for `limit` matches."""
    if travel_cost.method in {Method.GEODESIC, Method.DETOUR}:
        return limit
    return max(limit, min(max(CANDIDATES_EACH * limit, FEWEST_CANDIDATES), MOST_CANDIDATES))


def travelled(
    sites: Sequence[Site], matches_by_site: Sequence[Sequence[Match]], travel_cost: TravelCost, limit: int
) -> Travelled:
    """Return the `limit` best of each site's candidates (`candidates(limit, way)` of the nearest)."""
    origin = [number for number, matches in enumerate(matches_by_site) for _match in matches]
    flat = [match for matches in matches_by_site for match in matches]
    # The order of ids breaks ties, as it does for distances.
    places = {match.place.public_id: match.place for match in flat}
    at = {public_id: number for number, public_id in enumerate(sorted(places))}
    ends = [places[public_id] for public_id in at]
    pairs = Pairs(
        Ends(
            _floats([site.longitude for site in sites]),
            _floats([site.latitude for site in sites]),
            [(site.public_id, *([site.siret] if site.siret else [])) for site in sites],
        ),
        Ends(
            _floats([place.longitude for place in ends]),
            _floats([place.latitude for place in ends]),
            [(place.public_id,) for place in ends],
        ),
        np.array(origin, dtype=np.int64),
        np.array([at[match.place.public_id] for match in flat], dtype=np.int64),
        _floats([match.distance_m for match in flat]),
    )
    reached = np.array(
        [len(matches) < candidates(limit, travel_cost) for matches in matches_by_site], dtype=bool
    )
    costs = travel_cost.cost(pairs)
    ranked = rank(pairs, costs, travel_cost, limit, reached)
    matches: list[list[Match]] = [[] for _ in sites]
    journeys: list[list[Travel]] = [[] for _ in sites]
    for pair in ranked.pair.tolist():
        matches[origin[pair]].append(flat[pair])
        journeys[origin[pair]].append(_travel(costs, pair, travel_cost))
    return Travelled(
        matches,
        journeys,
        incomplete=int((~ranked.complete).sum()),
        doubtful=int((costs.doubt[ranked.pair] != Doubt.NONE).sum()),
    )


def ranked_by_travel(response: dict[str, Any], travel_cost: TravelCost, limit: int) -> dict[str, Any]:
    """Return an answer of `candidates(limit, way)` single matches, ranked by travel and cut to `limit`.

    Each match gains `travel` and, but for the geodesic, a reason; `criteria` gains `travel`. Matches in the
    order of their score keep it.
    """
    nearest, criteria = response["matches"], response["criteria"]
    ranked, costs = _rank_single(nearest, criteria, travel_cost, limit)
    chosen = list(range(len(nearest)))[:limit] if criteria["order"] == BY_SCORE else ranked.pair.tolist()
    matches = [
        _with_travel(nearest[pair], place, _travel(costs, pair, travel_cost))
        for place, pair in enumerate(chosen, start=1)
    ]
    travel = {
        "method": str(travel_cost.method),
        "basis": str(travel_cost.basis),
        "candidates": len(nearest),
        "complete": bool(ranked.complete.all()),
    }
    return {**response, "criteria": criteria | {"limit": limit, "travel": travel}, "matches": matches}


def _rank_single(
    matches: list[dict[str, Any]], criteria: dict[str, Any], travel_cost: TravelCost, limit: int
) -> tuple[Ranked, Costs]:
    points = [match["third_place"]["geometry"]["coordinates"] for match in matches]
    pairs = Pairs(
        Ends(_floats([criteria["lon"]]), _floats([criteria["lat"]]), [()]),
        Ends(_floats([one[0] for one in points]), _floats([one[1] for one in points]), [()] * len(points)),
        np.zeros(len(matches), dtype=np.int64),
        np.arange(len(matches)),
        _floats([match["distance_m"] for match in matches]),
    )
    costs = travel_cost.cost(pairs)
    reached = np.array([len(matches) < candidates(limit, travel_cost)])
    return rank(pairs, costs, travel_cost, limit, reached), costs


def _with_travel(match: dict[str, Any], place: int, travel: Travel) -> dict[str, Any]:
    distance, *others = match["reasons"]
    travel_reason = reason(travel)
    reasons = [distance, *([travel_reason] if travel_reason else []), *others]
    return {**match, "rank": place, "travel": travel, "reasons": reasons}


def _travel(costs: Costs, pair: int, travel_cost: TravelCost) -> Travel:
    doubt = Doubt(int(costs.doubt[pair]))
    method = travel_cost.method if doubt is Doubt.NONE else Method.GEODESIC
    return Travel(
        method=str(method),
        duration_s=_rounded(costs.duration_s[pair]),
        distance_m=_rounded(costs.distance_m[pair]),
        note=NOTES.get(doubt),
    )


def reason(travel: Travel) -> Sentence | None:
    """Return the sentence that says what the journey costs; None where the distance has said it."""
    if travel["note"] is not None:
        return travel["note"]
    duration, distance = travel["duration_s"], travel["distance_m"]
    if travel["method"] == Method.DETOUR and distance is not None:
        return sentence(
            "travel_detour",
            f"Environ {format_distance(distance, 'fr')} par la route, estimés d’après le vol d’oiseau.",
            f"About {format_distance(distance, 'en')} by road, estimated from the geodesic distance.",
        )
    if travel["method"] == Method.GEODESIC:
        return None
    fr, en = _cost_text(duration, distance, "fr"), _cost_text(duration, distance, "en")
    if travel["method"] == Method.MATRIX:
        return sentence(
            "travel_matrix",
            f"{fr} de trajet d’après la matrice fournie.",
            f"{en} of travel by the matrix given.",
        )
    return sentence(
        "travel_route", f"{fr} de trajet d’après le service d’itinéraires.", f"{en} of travel by the router."
    )


def _cost_text(duration: float | None, distance: float | None, language: str) -> str:
    length = None if distance is None else format_distance(distance, language)
    if duration is None:
        return length or ""
    return format_duration(duration) + (f" ({length})" if length else "")


def format_duration(seconds: float) -> str:
    """Return a duration as people write it in both languages: `18 min`, `1 h 05`."""
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return f"{hours} h {rest:02}" if hours else f"{minutes} min"


def basis_of(travel_cost: TravelCost) -> str:
    """Return what the order is by, for people."""
    return "the duration of the journey" if travel_cost.basis is Basis.DURATION else "the distance travelled"


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
