"""Rules by which two records are one place: what agrees, what differs, and what follows from it.

One door and one purpose is one place. A rule is certain, or it asks an operator. Two records of one list are
never certain: a publisher that lists a place twice may have had its reasons. Neither are services that
exclude each other (library, town hall, employment office, bus, ...), however alike their names, nor two house
numbers. A distance counts only between positions of an address or a street; the centroid of a commune is
where every place of it would be.
"""

from dataclasses import dataclass

from seeds.loading.duplicates.comparison import (
    ALIKE,
    EQUAL,
    FAR_M,
    RELATED,
    SURELY_TELLING,
    TELLING,
    WHOLE_NAME,
    Comparison,
)
from seeds.loading.duplicates.facts import PlaceFacts

CERTAIN = frozenset(
    {"identifier", "name_and_address", "name_and_commune", "name_inside_name", "one_door", "one_address"}
    | {"website_name"}
)
"""Rules that merge where nothing makes them doubt; the others leave the pair to an operator."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdict of a rule on a pair."""

    verdict: str
    """`same` or `review`."""
    rule: str
    score: float
    """0 to 1, rounded to thousandths."""
    explanation: str


def judge(left: PlaceFacts, right: PlaceFacts) -> Judgement | None:
    """Return what the rules say of two records, or None where nothing makes them one place."""
    pair = Comparison(left, right)
    judgement = _identified(pair) or _named_alike(pair) or _at_one_door(pair)
    if judgement is None:
        return None
    rule, score = judgement
    if left.publication == right.publication and rule not in CERTAIN:
        return None
    is_certain = rule in CERTAIN and not pair.doubts
    return Judgement("same" if is_certain else "review", rule, round(score, 3), _explain(pair))


def _identified(pair: Comparison) -> tuple[str, float] | None:
    agree, _differ = pair.identifiers
    names = pair.names
    if not agree:
        return None
    related = names.weight >= TELLING and max(names.likeness, names.containment) >= RELATED
    tells = names.likeness >= ALIKE or names.containment >= EQUAL or pair.is_neighbour
    if related and tells and pair.is_near:
        return "identifier", min(1.0, 0.9 + 0.1 * names.likeness)
    if related or (pair.is_neighbour and "SIRET" in agree):
        return "identifier_only", 0.6
    return None


def _named_alike(pair: Comparison) -> tuple[str, float] | None:
    names = pair.names
    if names.likeness >= EQUAL and names.weight >= WHOLE_NAME and pair.is_near:
        return "name_and_commune", names.likeness
    if pair.is_named_after_town and pair.is_near:
        return "name_and_commune", 0.9
    if pair.is_spelled_by_website and pair.same_commune and pair.is_near:
        return "website_name", 0.85
    return _named_in_part(pair) if names.weight >= TELLING else None


def _named_in_part(pair: Comparison) -> tuple[str, float] | None:
    names = pair.names
    alike = names.likeness >= ALIKE or (names.containment >= EQUAL and "website" not in pair.identifiers[1])
    if pair.shares_name_at_one_address or (pair.is_neighbour and alike):
        return "name_and_address", max(names.likeness, 0.9 * names.containment)
    if names.containment >= EQUAL and pair.is_near:
        is_sure = names.weight >= SURELY_TELLING or pair.is_part_in_small_town
        return "name_inside_name" if is_sure else "name_part", 0.85 * names.containment
    if pair.same_commune and max(names.likeness, names.containment) >= RELATED:
        return "name_part", 0.5 * max(names.likeness, names.containment)
    return None


def _at_one_door(pair: Comparison) -> tuple[str, float] | None:
    """Return what one door makes of names that tell nothing, or that differ."""
    if (pair.is_one_door and pair.has_one_name) or (pair.is_in_one_street and pair.shares_service):
        return "one_door", 0.9
    agree, differ = pair.identifiers
    if pair.is_the_only_one and not differ:
        return "one_door", 0.85
    if pair.is_at_one_address and (agree or pair.is_named_by_website or pair.has_kin_website):
        return "one_address", 0.85
    if pair.is_in_one_street and not differ and pair.has_one_purpose:
        return "one_address", 0.8
    if pair.shares_beginning_at_one_address or pair.are_rooms_at_one_address:
        return "one_address", 0.8
    return _doubtful(pair)


def _doubtful(pair: Comparison) -> tuple[str, float] | None:
    """Return what only an operator can tell."""
    if pair.is_at_one_address:
        return "address_only", 0.5
    if pair.has_one_name and pair.same_commune and pair.is_named_after_town:
        return "name_part", 0.5
    return ("identifier_only", 0.5) if pair.is_named_by_website and pair.same_commune else None


def _explain(pair: Comparison) -> str:
    agree, differ = pair.identifiers
    names = pair.names
    if names.likeness >= EQUAL:
        agrees = ["the same name"]
    else:
        agrees = (
            [f"names share: {' '.join(names.shared)} ({names.likeness:.0%} alike)"] if names.shared else []
        )
    differs = [] if names.shared else ["names"]
    if pair.same_commune:
        agrees.append(f"commune {pair.left.commune_code}")
    else:
        differs.append("communes")
    if pair.distance_m is not None:
        (agrees if pair.distance_m <= FAR_M else differs).append(f"positions {pair.distance_m:.0f} m apart")
    if pair.same_address is not None:
        (agrees if pair.same_address else differs).append("addresses")
    text = f"Agrees: {', '.join([*agrees, *agree]) or 'nothing'}."
    if differs or differ:
        text += f" Differs: {', '.join([*differs, *differ])}."
    if pair.distance_m is None:
        text += " No distance: a position is only the commune's."
    return text + (f" Not certain: {'; '.join(pair.doubts)}." if pair.doubts else "")
