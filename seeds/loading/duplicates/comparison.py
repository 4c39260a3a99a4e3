"""Two records side by side: what agrees, what differs, and what makes every rule doubt."""

import re
from dataclasses import dataclass
from functools import cached_property

from seeds.loading.duplicates.facts import PlaceFacts, distance_m, same_address
from seeds.loading.duplicates.names import (
    Agreement,
    are_parts_of_one,
    begins_alike,
    compact_aliases,
    compare,
    has_telling_words,
    is_of_a_territory,
    is_sentence,
    letters_differ,
    names_several_places,
    numbers_differ,
    share_only_a_territory,
    spelled_out,
    telling_words,
)
from seeds.loading.duplicates.services import (
    LIBRARY,
    ONE_A_HOUSE,
    TOWN_HALL,
    exclude_each_other,
    is_only_a_room,
    names_a_public_body,
    services_of,
)
from seeds.loading.duplicates.streets import is_one_street
from seeds.reading.normalise.text import fold

ONE_DOOR_M, NEIGHBOUR_M, FAR_M = 50.0, 150.0, 1000.0
"""Metres. Nearer than the first may be one door, than the second the same block; farther than the third is
another place."""
EQUAL, ALIKE, RELATED = 0.9, 0.7, 0.5
"""Likeness of names."""
TELLING = 1.0
"""Weight that shared words need to tell a place."""
SPELLED_WORD = 4
"""Letters from which a word of a name that two websites' hosts spell makes them kin."""
WHOLE_NAME = 0.5
"""Weight that two equal names need: a number alone ("Le 400") will do, a generic word will not."""
SURELY_TELLING = 2.0
"""Weight that a name needs to be recognised inside a longer one: two telling words."""
WORKSPACES = frozenset({"third_place", "coworking", "fablab", "manufactory"})
"""Kinds of which sources say one or the other of one place."""
SHARED_HOUSE = re.compile(
    r"\b(?:maison (?:des associations|de (?:la )?justice|des syndicats)|bourse du travail|hotel d entreprises"
    r"|pepiniere d entreprises|cite administrative|centre d affaires)\b"
)
"""In addresses: a house of many bodies."""
TELLING_KINDS = WORKSPACES | {"digital_public_space", "library", "public_service"}
"""Kinds that say a purpose, where a name does not."""


@dataclass(frozen=True)
class Comparison:
    """Two records side by side."""

    left: PlaceFacts
    right: PlaceFacts

    @cached_property
    def names(self) -> Agreement:
        """Agreement of the names."""
        return compare(self.left.name, self.right.name, self._towns)

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
            if one is not None and other is not None and not (name == "website" and self.has_kin_website):
                (agree if one == other else differ).append(name)
        return tuple(agree), tuple(differ)

    @cached_property
    def has_kin_website(self) -> bool:
        """Whether two websites differ, but are one domain's, or both spell a word that the names share."""
        left, right = self.left.domain, self.right.domain
        if left is None or right is None or self.left.page == self.right.page:
            return False
        shared = [word for word in self.names.shared if len(word) >= SPELLED_WORD]
        return left == right or any(word in left and word in right for word in shared)

    @property
    def is_at_one_address(self) -> bool:
        """Whether both are at one number of one street, wherever a geocoder put them."""
        return self.same_address is True and (self.same_commune or self._is_within(NEIGHBOUR_M))

    @property
    def is_in_one_street(self) -> bool:
        """Whether both are at one address, or in one block of one street, a number of which is not known."""
        return self.is_at_one_address or (
            is_one_street(self.left.street, self.right.street) is True and self._is_within(NEIGHBOUR_M)
        )

    @cached_property
    def is_on_another_street(self) -> bool:
        """Whether the streets differ, numbers known or not."""
        return is_one_street(self.left.street, self.right.street) is False

    @property
    def is_near(self) -> bool:
        """Whether nothing speaks against one location: near, or in one commune and not known better."""
        if self.is_at_one_address:
            return True
        if self.distance_m is not None:
            return self.distance_m <= FAR_M
        return self.same_commune

    @property
    def is_neighbour(self) -> bool:
        """Whether both are at one address, or in one block."""
        return self.is_at_one_address or self._is_within(NEIGHBOUR_M)

    @property
    def is_one_door(self) -> bool:
        """Whether both are at one address or at one point, as far as their streets allow."""
        return self.is_at_one_address or (self._is_within(ONE_DOOR_M) and not self.is_on_another_street)

    @property
    def is_next_door(self) -> bool:
        """Whether one name stands at two numbers of one street, a few steps apart."""
        if not self.has_one_name or self.distance_m is None or self.distance_m > ONE_DOOR_M:
            return False
        return is_one_street(self.left.street, self.right.street) is True

    @property
    def has_moved_a_little(self) -> bool:
        """Whether one name and one identifier stand at two addresses, a few steps apart."""
        return (
            self.has_one_name
            and bool(self.identifiers[0])
            and self.distance_m is not None
            and self.distance_m <= ONE_DOOR_M
        )

    @property
    def shares_name_at_one_address(self) -> bool:
        """Whether the names share a telling word, which is not the street's, at one address."""
        street = {*self.left.street.words, *self.right.street.words}
        if not self.is_at_one_address or street.issuperset(self.names.shared):
            return False
        return self.names.weight >= (SURELY_TELLING if self.identifiers[1] else TELLING)

    @property
    def shares_beginning_at_one_address(self) -> bool:
        """Whether one name is the beginning of the other one's at one address."""
        return (
            self.is_at_one_address
            and not self.identifiers[1]
            and begins_alike(*self._both_names, self._towns)
        )

    @property
    def are_rooms_at_one_address(self) -> bool:
        """Whether both are by their names a room or a desk for the digital, at one address."""
        return self.is_at_one_address and all(map(is_only_a_room, self._both_names))

    @property
    def is_part_in_small_town(self) -> bool:
        """Whether all that one name says stands in the other, in a small town, of places to work and make."""
        both = (self.left, self.right)
        return (
            self.same_commune
            and self.is_near
            and self.names.weight >= TELLING
            and self.names.containment >= EQUAL
            and not any(
                is_of_a_territory(name, word)
                for name in self._both_names
                for word in set(self.names.shared) - set(fold(self._towns).split())
            )
            and all(one.is_in_small_town and one.kind in WORKSPACES for one in both)
        )

    @property
    def has_one_name(self) -> bool:
        """Whether both have one name, however little it tells."""
        return self.names.likeness >= EQUAL

    @cached_property
    def shares_service(self) -> bool:
        """Whether both are one service by their names, and one of them at least says no more than that."""
        if not self.left.services & self.right.services:
            return False
        return not all(has_telling_words(one.name, self._towns) for one in (self.left, self.right))

    @property
    def has_one_purpose(self) -> bool:
        """Whether one is no more than a room or a desk by its name, or of the other's purpose by its kind."""
        return any(
            not one.services
            and not self._tells_itself(one)
            and (
                (is_only_a_room(one.name) and one.kind not in WORKSPACES - {"third_place"})
                or self._has_kind_of(one, other)
            )
            for one, other in ((self.left, self.right), (self.right, self.left))
        )

    def _tells_itself(self, one: PlaceFacts) -> bool:
        """Whether a name has a word that is neither generic nor the town's nor the street's."""
        return any(
            len(word) > 1 and not word.isdigit()
            for word in telling_words(one.name, self._towns) - set(one.street.words)
        )

    @staticmethod
    def _has_kind_of(one: PlaceFacts, other: PlaceFacts) -> bool:
        return one.kind in TELLING_KINDS and (one.kind == other.kind or {one.kind, other.kind} <= WORKSPACES)

    @property
    def is_the_only_one(self) -> bool:
        """Whether both are the library, or the town hall, of one address."""
        return self.is_at_one_address and bool(self.left.services & self.right.services & ONE_A_HOUSE)

    @cached_property
    def is_named_by_website(self) -> bool:
        """Whether the website of one spells the name of the other."""
        return "website" not in self.identifiers[1] and any(
            one.site_names & compact_aliases(other.name)
            for one, other in ((self.left, self.right), (self.right, self.left))
        )

    @property
    def is_spelled_by_website(self) -> bool:
        """Whether the website of one spells the whole name of the other, which is of no other service."""
        return "website" not in self.identifiers[1] and any(
            one.site_names & spelled_out(other.name)
            and other.services <= one.services
            and not names_a_public_body(other.name, other.town)
            for one, other in ((self.left, self.right), (self.right, self.left))
        )

    @property
    def is_tenant(self) -> bool:
        """Whether the address of one names the other, in whose house it is."""
        if self.names.weight >= TELLING:
            return False
        return any(
            words and words <= set(fold(one.address or "").split())
            for one, other in ((self.left, self.right), (self.right, self.left))
            if (words := telling_words(other.name, self._towns) - set(other.street.words))
        )

    @property
    def are_in_a_shared_house(self) -> bool:
        """Whether the addresses name a house of many bodies, and neither name is inside the other."""
        names = self.names
        if max(names.likeness, names.containment) >= ALIKE or any(self.identifiers):
            return False
        return any(SHARED_HOUSE.search(fold(one.address or "")) for one in (self.left, self.right))

    @property
    def is_named_after_town(self) -> bool:
        """Whether both are by their names the town hall, or of one kind the fab lab, ... of one commune."""
        both = (self.left, self.right)
        if not self.same_commune:
            return False
        if self.left.services == self.right.services == {TOWN_HALL}:
            says_so = any(services_of(one.name, one.kind) for one in both)
            if not says_so or any(telling_words(one.name, self._towns) for one in both):
                return False
        elif not (
            self.has_one_name
            and self.left.kind is not None
            and self.left.kind == self.right.kind
            and not self.left.services | self.right.services
        ):
            return False
        town = set(fold(self.left.commune or "").split())
        return bool(town) and any(town <= set(fold(one.name).split()) for one in both)

    @property
    def may_be_branches(self) -> bool:
        """Whether the names differ in a word that tells, and the places lie some streets apart."""
        if self.distance_m is None or self.distance_m <= NEIGHBOUR_M or self.is_at_one_address:
            return False
        if is_one_street(self.left.street, self.right.street) is True:
            return False
        return telling_words(self.left.name, self._towns) != telling_words(self.right.name, self._towns)

    @property
    def is_library_beside_another(self) -> bool:
        """Whether one is a library, the other says that it is something else, and so do the websites."""
        ours, theirs = (LIBRARY in one.services for one in (self.left, self.right))
        other = self.right if ours else self.left
        return ours != theirs and "website" in self.identifiers[1] and other.kind not in {None, "third_place"}

    @property
    def _both_names(self) -> tuple[str, str]:
        return self.left.name, self.right.name

    @property
    def _towns(self) -> str:
        return f"{self.left.town} {self.right.town}"

    def _is_within(self, metres: float) -> bool:
        if self.distance_m is None or self.distance_m > metres:
            return False
        return self.same_address is not False

    @property
    def doubts(self) -> tuple[str, ...]:
        """Reasons why no rule is certain of this pair."""
        left, right = self.left, self.right
        are_services_apart = exclude_each_other(left.services, right.services)
        are_in_two_communes = not self.same_commune and None not in {left.commune_code, right.commune_code}
        reasons = {
            "both records are from one list": left.publication == right.publication,
            "one record names several places": (
                names_several_places(left.name) != names_several_places(right.name)
            ),
            "a name is a sentence, which may mention others": (
                any(map(is_sentence, self._both_names)) and not self.is_part_in_small_town
            ),
            "the numbers in the names differ": (
                numbers_differ(left.name, right.name)
                and ALIKE <= self.names.likeness < 1
                and not self.is_at_one_address
            ),
            "the letters of the names differ": letters_differ(left.name, right.name),
            "they share the name of a territory only": (
                share_only_a_territory(left.name, right.name, self.names.shared, self._towns)
            ),
            "the house is shared by many, and the names differ": self.are_in_a_shared_house,
            "one is in the other's house": self.is_tenant,
            "the SIRETs differ": "SIRET" in self.identifiers[1],
            "they are different services": are_services_apart or self.is_library_beside_another,
            "the addresses differ": (
                self.same_address is False and not self.is_next_door and not self.has_moved_a_little
            ),
            "the communes differ": are_in_two_communes,
            "one may be a branch of the other": self.may_be_branches,
            "the names are those of two parts of one house": (
                are_parts_of_one(left.name, right.name, self._towns)
            ),
        }
        return tuple(reason for reason, holds in reasons.items() if holds)
