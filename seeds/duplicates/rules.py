"""When two records are one place: what agrees, what differs, and what follows from it.

A rule is certain, or it asks an operator. Two records of one list are never certain: a publisher that
lists a place twice may have had its reasons. A distance counts only between positions of an address or a
street; the centroid of a commune is where every place of it would be.
"""

from dataclasses import dataclass
from functools import cached_property

from seeds.duplicates.facts import PlaceFacts, distance_m, same_address
from seeds.duplicates.names import Agreement, compare, is_sentence, names_several_places, numbers_differ

NEIGHBOUR_M, FAR_M = 150.0, 1000.0
"""Metres. Nearer than the first is the same block; farther than the second is another place."""
EQUAL, ALIKE, RELATED = 0.9, 0.7, 0.5
"""Likeness of names."""
TELLING = 1.0
"""Weight that shared words need to tell a place."""
WHOLE_NAME = 0.5
"""Weight that two equal names need: a number alone ("Le 400") will do, a generic word will not."""
SURELY_TELLING = 2.0
"""Weight that a name needs to be recognised inside a longer one: two telling words."""
CERTAIN = frozenset({"identifier", "name_and_address", "name_and_commune", "name_inside_name"})
"""Rules that merge where nothing makes them doubt; the others leave the pair to an operator."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a pair."""

    verdict: str
    """`same` or `review`."""
    rule: str
    score: float
    """0 to 1, rounded to thousandths."""
    explanation: str


@dataclass(frozen=True)
class Comparison:
    """Two records side by side."""

    left: PlaceFacts
    right: PlaceFacts

    @cached_property
    def names(self) -> Agreement:
        """How far the names agree."""
        return compare(self.left.name, self.right.name, f"{self.left.town} {self.right.town}")

    @cached_property
    def distance_m(self) -> float | None:
        """Metres between precise positions."""
        return distance_m(self.left, self.right)

    @cached_property
    def same_address(self) -> bool | None:
        """Whether the addresses agree, where both say enough; a number and a street mean one town's."""
        return same_address(self.left, self.right)

    @property
    def same_commune(self) -> bool:
        """Whether both lie in one commune."""
        return self.left.commune_code is not None and self.left.commune_code == self.right.commune_code

    @cached_property
    def identifiers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the identifiers that agree, and of those that differ."""
        agree: list[str] = []
        differ: list[str] = []
        for name, one, other in (
            ("SIRET", self.left.siret, self.right.siret),
            ("telephone", self.left.telephone, self.right.telephone),
            ("website", self.left.page, self.right.page),
        ):
            if one is not None and other is not None:
                (agree if one == other else differ).append(name)
        return tuple(agree), tuple(differ)

    @property
    def is_near(self) -> bool:
        """Whether nothing speaks against one location: near, or in one commune and not known better."""
        if self.distance_m is not None:
            return self.distance_m <= FAR_M
        return self.same_commune

    @property
    def is_neighbour(self) -> bool:
        """Whether both are at one address."""
        if self.distance_m is not None and self.distance_m > FAR_M:
            return False
        at_one_number = self.same_address is True and self.same_commune
        return at_one_number or (self.distance_m is not None and self.distance_m <= NEIGHBOUR_M)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Reasons why no rule is certain of this pair."""
        found = []
        if self.left.publication == self.right.publication:
            found.append("both records are from one list")
        if names_several_places(self.left.name) != names_several_places(self.right.name):
            found.append("one record names several places")
        if is_sentence(self.left.name) or is_sentence(self.right.name):
            found.append("a name is a sentence, which may mention others")
        if numbers_differ(self.left.name, self.right.name) and ALIKE <= self.names.likeness < 1:
            found.append("the numbers in the names differ")
        if "SIRET" in self.identifiers[1]:
            found.append("the SIRETs differ")
        return tuple(found)


def judge(left: PlaceFacts, right: PlaceFacts) -> Judgement | None:
    """Return what the rules say of two records, or None where nothing makes them one place."""
    pair = Comparison(left, right)
    found = _identified(pair) or _named_alike(pair)
    if found is None:
        return None
    rule, score = found
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
    if related and pair.is_near:
        return "identifier", min(1.0, 0.9 + 0.1 * names.likeness)
    if related or (pair.is_neighbour and "SIRET" in agree):
        return "identifier_only", 0.6
    return None


def _named_alike(pair: Comparison) -> tuple[str, float] | None:
    names = pair.names
    if names.likeness >= EQUAL and names.weight >= WHOLE_NAME and pair.is_near:
        return "name_and_commune", names.likeness
    if names.weight < TELLING:
        return None
    if pair.is_neighbour and (names.likeness >= ALIKE or names.containment >= EQUAL):
        return "name_and_address", max(names.likeness, 0.9 * names.containment)
    if names.containment >= EQUAL and pair.is_near:
        rule = "name_inside_name" if names.weight >= SURELY_TELLING else "name_part"
        return rule, 0.85 * names.containment
    if pair.same_commune and max(names.likeness, names.containment) >= RELATED:
        return "name_part", 0.5 * max(names.likeness, names.containment)
    return None


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
