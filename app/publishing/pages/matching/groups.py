"""Places in three groups: those that fit, those to be confirmed, and those too small or not as asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.directory.matching.criteria import Criteria, Need, Requirements
from app.directory.matching.fitting import fitting, outcomes
from app.directory.matching.reasons import APPROXIMATE, reasons_for
from app.directory.matching.sentences import Sentence, sentence
from app.directory.matching.service import find_matches, known_free
from app.platform.services import database
from app.platform.site.i18n import language, typeset
from app.publishing.pages.acts import Act, acts
from app.publishing.pages.cards import Card, Reason, card, distance_text
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.matching.times import Availability, State, Times, availabilities, closed_words

FITS, CONFIRM, UNFIT = "fits", "confirm", "unfit"
GROUPS = (FITS, CONFIRM, UNFIT)
SPOKEN_ELSEWHERE = frozenset({"distance", "distance_approximate"})
"""Reasons that the distance beside the name already says."""
QUOTING = frozenset({"conditions", "price"})
"""Reasons that end in a place's own words, after a colon."""
ASSURANCES = frozenset({"offers"})
TAKEN = "taken_then"
TO_CONFIRM = frozenset({"seats_unknown", "quantity_unknown", "sharing_unknown", "read_from_text"})
"""Reasons for which somebody should ask the place before anybody goes there."""
DOUBTS = TO_CONFIRM | {"hours_unknown", "free_unknown"}

Match = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A place with what it is to the request."""

    match: Match
    group: str
    sentences: tuple[tuple[str, Reason], ...]
    """Reasons by their codes."""


@dataclass(frozen=True, slots=True)
class MatchCard:
    """A place in a group, with what can be done about it."""

    card: Card
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Places of one group, the nearest first."""

    code: str
    cards: tuple[MatchCard, ...]
    total: int
    doubts: tuple[str, ...] = ()
    """Doubts that all of them leave open, named once."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All places near enough, judged."""

    judged: tuple[Judged, ...] = field(default=())

    def of(self, code: str) -> tuple[Judged, ...]:
        """Return the places of one group."""
        return tuple(one for one in self.judged if one.group == code)

    @property
    def matches(self) -> tuple[Judged, ...]:
        """Places that fit, or may fit."""
        return tuple(one for one in self.judged if one.group != UNFIT)


def judge(criteria: Criteria, times: Times | None) -> Judgement:
    """Return places in reach: the API's matches, and what is too small, lacks something, is shut or taken."""
    known = None if criteria.available is None else known_free(database(), criteria)
    criteria = replace(criteria, available=None)  # what is taken is shown, as what does not fit
    matches = find_matches(database(), criteria)["matches"]
    misses = _misses(criteria, {match["third_place"]["id"] for match in matches})
    ids = [match["third_place"]["id"] for match in (*matches, *misses)]
    states = availabilities(ids, times) if times else {}
    judged = [_judged(match, times, states, known, is_match=True) for match in matches]
    judged += [_judged(match, times, states, known, is_match=False) for match in misses]
    return Judgement(
        tuple(sorted(judged, key=lambda one: (GROUPS.index(one.group), one.match["distance_m"])))
    )


def _misses(criteria: Criteria, matched: set[str]) -> list[Match]:
    """Return places that share some of what is asked for, and are no match."""
    required = criteria.requirements
    if not required.needs and required.learners is None:
        return []
    loose = Requirements(tuple(Need(need.type) for need in required.needs), partial=bool(required.needs))
    near = find_matches(database(), replace(criteria, requirements=loose))["matches"]
    # With one need lacking it is as if one were enough: only then what is lacking is said.
    strict = replace(criteria, requirements=replace(required, partial=True))
    missed: list[Match] = []
    for match in near:
        if match["third_place"]["id"] not in matched:
            properties = match["third_place"]["properties"]
            offered = fitting(properties["equipment"], required)
            needs = [outcome.as_json() for outcome in outcomes(properties["equipment"], required)]
            reasons = reasons_for(properties, offered, match["distance_m"], strict)
            if not required.needs:
                reasons.append(_too_few_seats(required.learners or 0))
            missed.append({**match, "equipment": offered, "needs": needs, "reasons": reasons})
    return missed


def _too_few_seats(learners: int) -> Sentence:
    return sentence(
        "need_too_large",
        f"Pas assez de places pour {learners} apprenants.",
        f"Not enough seats for {learners} learners.",
    )


def _judged(
    match: Match,
    times: Times | None,
    states: Mapping[str, Availability],
    known: Mapping[str, bool | None] | None,
    *,
    is_match: bool,
) -> Judged:
    sentences = [
        (one["code"], _reason(one)) for one in match["reasons"] if one["code"] not in SPOKEN_ELSEWHERE
    ]
    codes = {code for code, _reason_ in sentences}
    is_sure = not codes & TO_CONFIRM
    if times is not None:
        state = states.get(match["third_place"]["id"], Availability(State.UNKNOWN))
        sentences = [one for one in sentences if one[0] != "hours_unknown"] + _of_times(state, times)
        is_sure = is_sure and state.state is State.OPEN
        is_match = is_match and state.state is not State.CLOSED
    if known is not None:
        is_free = known.get(match["third_place"]["id"])
        sentences.append(_of_bookings(is_free))
        is_sure, is_match = is_sure and is_free is True, is_match and is_free is not False
    group = UNFIT if not is_match else FITS if is_sure else CONFIRM
    return Judged(match, group, tuple(sentences))


def _of_times(availability: Availability, times: Times) -> list[tuple[str, Reason]]:
    """Return what is to be said of a place's hours, by a code."""
    match availability.state:
        case State.OPEN:
            text = _("Ouvert : %(times)s", times=times.words())
            return [("open_then", Reason(str(text), is_doubt=False))]
        case State.PARTLY:
            text = ngettext(
                "Fermé %(num)s jour de la période (vacances, saison).",
                "Fermé %(num)s jours de la période (vacances, saison).",
                availability.missing,
            )
            return [("open_partly", Reason(str(text), is_doubt=True))]
        case State.UNKNOWN:
            return [("hours_unknown", Reason(_("Horaires à vérifier auprès du lieu."), is_doubt=True))]
        case _:
            return [("closed_then", Reason(closed_words(availability, times), is_doubt=True))]


def _of_bookings(is_free: bool | None) -> tuple[str, Reason]:
    """Return what is to be said of a place's calendar, by a code."""
    match is_free:
        case True:
            return "free_then", Reason(_("Libre à ces heures, d’après son agenda."), is_doubt=False)
        case False:
            return TAKEN, Reason(_("Déjà pris à ces heures, d’après son agenda."), is_doubt=True)
        case _:
            return "free_unknown", Reason(_("Libre ou pris ce jour-là : à demander au lieu."), is_doubt=True)


def _reason(sentence: Mapping[str, str]) -> Reason:
    text, quote = typeset(sentence[language()]), ""
    if sentence["code"] in QUOTING:
        lead, colon, quote = text.partition(": ")
        text = lead + colon
    return Reason(text, is_doubt=sentence["code"] not in ASSURANCES, quote=quote)


def groups(judgement: Judgement, shown: int, origin: Origin, wanted: Sequence[str]) -> tuple[Group, ...]:
    """Return the groups that have places, `shown` of each at most, numbered through."""
    number = 0
    collected = []
    for code in GROUPS:
        judged = judgement.of(code)
        common = _common(judged) if code != UNFIT else {}
        cards = tuple(
            _card(one, number + rank, origin, wanted, common)
            for rank, one in enumerate(judged[:shown], start=1)
        )
        number += len(cards)
        if cards:
            collected.append(Group(code, cards, len(judged), tuple(common.values())))
    return tuple(collected)


def _common(judged: Sequence[Judged]) -> dict[str, str]:
    """Return the doubts that all places have, by code."""
    if not judged:
        return {}
    shared = set.intersection(*({code for code, _reason_ in one.sentences} for one in judged)) & DOUBTS
    return {code: reason.text for code, reason in judged[0].sentences if code in shared}


def _card(
    judged: Judged, number: int, origin: Origin, wanted: Sequence[str], common: Mapping[str, str]
) -> MatchCard:
    place = judged.match["third_place"]
    precisions = {place["properties"]["position_precision"], origin.precision}
    shown = replace(
        card(place, number, equipment=wanted, start_precision=origin.precision),
        distance=distance_text(
            judged.match["distance_m"], APPROXIMATE if APPROXIMATE in precisions else None
        ),
        reasons=tuple(reason for code, reason in judged.sentences if code not in common),
    )
    return MatchCard(shown, tuple(one for one in acts(place, {}, None) if one.icon != "route"))
