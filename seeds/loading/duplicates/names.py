"""Agreement of two names of places: words weighed by how much they tell, typing errors forgiven."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from seeds.reading.normalise.text import fold

# Plain sentences of words: one a line and quoted, nobody would read them.
SILENT = frozenset("l le la les d de du des un une et en a au aux the of s n".split())  # noqa: SIM905
"""Words that tell nothing."""
GENERIC = frozenset(
    """
    tiers lieu lieux fablab fablabs fab lab labs coworking cowork co working espace espaces asso association
    associations scic scop sarl sas scoparl fabrique fabriques manufacture manufactures proximite territoire
    territoires centre center pole maison mairie commune communes communaute agglomeration ville departement
    metropole collectif projet numerique numeriques digital digitale bureau bureaux buro hub lieu site reseau
    mediatheque bibliotheque epn cyber cyberbase point public service services france numerique atelier
    ateliers local ecosysteme innovation cooperative social sociale pays syndicat mixte ccas municipal
    municipale telecentre multimedia informatique informatiques points point arrondissement departement
    departemental departementale accueil espaces connecte antenne permanence relais salle maisons centres
    caisse agence formation entreprises mission missions locale locales intercommunal intercommunale
    intercommunaux guichet msap pij bij pmn mediation
    partage partages partagee partagees
    """.split()  # noqa: SIM905
)
"""Words that many places have in their names: two that share only these share nothing."""
SILENT_WEIGHT, GENERIC_WEIGHT, NUMBER_WEIGHT, TELLING_WEIGHT = 0.0, 0.05, 0.6, 1.0
TYPING_ERROR = 85.0
"""Percent of equal letters from which two words of `LONG_WORD` letters are one word typed differently."""
LONG_WORD = 5
ACRONYM = 0.8
"""Likeness of an acronym and its full form."""
SHORTEST_ACRONYM = 3
WHOLE_WORD = 0.6
"""Weight of a name that is one word written as two."""
SEVERAL = re.compile(r";\s*\S|\ben consortium\b", re.IGNORECASE)
"""In the name of a row that was written for several places at once."""
LONGEST_NAME = 14
"""Words. What is longer is a sentence, which may mention other places."""
_ALIASES = re.compile(r"\s*(?:[/|()\[\],:\u2013\u2014\"]|\s-\s|-\s|\bancien\w*)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]")
_LETTER = re.compile(r"(?<= )[a-h]$")
"""A building, a hall or a part, by its letter."""
_NUMERALS = dict(deux="2", trois="3", quatre="4", cinq="5", six="6", sept="7", huit="8", dix="10")  # noqa: C408
"""Not "neuf", which is new as often as nine."""
_CLOSED = re.compile(
    r"\s*[(\[\u2013-]\s*(?:(?:actuellement|provisoirement|temporairement|d[eé]finitivement)\s)?"
    r"(?:ferm[eé]e?s?|en travaux)\b[^()]*\)?\s*$",
    re.IGNORECASE,
)
"""Words about a place beside its name."""
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b|\b(?:[^\W\d_]\.){2,}")
_JOINED = re.compile(r"(?<=[^\W\d_]{2})(?<!\bqu)['’](?=[^\W\d_])", re.IGNORECASE)
"""An apostrophe that parts no article from its noun ("Lab'Oréal", "In'Ess")."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Words that two names have in common. Weights count telling words."""

    likeness: float
    """0 to 1: the shared part of all that both say; 1 where they are the same name."""
    containment: float
    """0 to 1: the shared part of what the shorter one says."""
    weight: float
    """Weight of the shared words: below 1 the names share nothing that tells a place from another."""
    shared: tuple[str, ...]


NOTHING = Agreement(0.0, 0.0, 0.0, ())


@lru_cache(maxsize=65536)
def aliases(name: str) -> tuple[str, ...]:
    """Return the folded name, then its parts where it is written as several ("A / B", "A (B)", "A - B")."""
    name = _CLOSED.sub("", name) or name
    parts = (_folded(part) for part in _ALIASES.split(name))
    joined = (_folded(_JOINED.sub("", name)),) if _JOINED.search(name) else ()
    return tuple(dict.fromkeys((_folded(name), *(part for part in parts if part), *joined)))


@lru_cache(maxsize=65536)
def telling_words(name: str, town: str = "") -> frozenset[str]:
    """Return the words of a name that tell it from others: neither generic ones nor the town's."""
    towns = frozenset(fold(town).split())
    words = _words(_folded(_CLOSED.sub("", name)))
    return frozenset(word for word in words if _weight_of(word, towns) > GENERIC_WEIGHT)


@lru_cache(maxsize=65536)
def compact_aliases(name: str) -> frozenset[str]:
    """Return the ways in which a name is read, each as one word: how an address of a website spells it."""
    readings = (_words(alias) for alias in aliases(name))
    return frozenset(
        "".join(words)
        for reading in readings
        for words in (reading, [word for word in reading if word not in GENERIC])
        if words
    )


@lru_cache(maxsize=65536)
def spelled_out(name: str) -> frozenset[str]:
    """Return the ways in which a name of two words or more is read, each as one word, none left out."""
    return frozenset("".join(words) for alias in aliases(name) if len(words := alias.split()) > 1)


def begins_alike(left: str, right: str, town: str = "") -> bool:
    """Return whether one name, generic words apart, begins the other one: "M2K", "M2K13 Marseille"."""
    known = GENERIC | frozenset(fold(town).split())
    ours, theirs = sorted(
        ("".join(word for word in _words(_folded(name)) if word not in known) for name in (left, right)),
        key=len,
    )
    return len(ours) >= SHORTEST_ACRONYM and theirs.startswith(ours)


def _folded(name: str) -> str:
    """Return a name without accents, case and punctuation; "coh@bit" is cohabit, "M.J.C." MJC."""
    return fold(_DOTTED.sub(lambda match: match.group().replace(".", ""), name.replace("@", "a")))


def names_several_places(name: str) -> bool:
    """Return whether a row was written for several places at once, or for a group of them."""
    return SEVERAL.search(name) is not None


def is_sentence(name: str) -> bool:
    """Return whether a project was described where its name belongs."""
    return len(_words(fold(name))) > LONGEST_NAME


def compare(left: str, right: str, town: str = "") -> Agreement:
    """Return the best agreement of two names, in one of the ways each may be read.

    Words of `town`, where both lie, tell no more than the generic ones.
    """
    towns = frozenset(fold(town).split())
    agreements = [_compare(one, other, towns) for one in aliases(left) for other in aliases(right)]
    return max(
        agreements, key=lambda agreement: (agreement.weight >= 1, agreement.likeness, agreement.weight)
    )


def has_telling_words(name: str, town: str = "") -> bool:
    """Return whether a name has a word that tells it from others, beside the town's."""
    return _weight(_words(fold(name)), frozenset(fold(town).split())) >= 1


def is_of_a_territory(name: str, word: str) -> bool:
    """Return whether a word of a name says whose or where it is: "Fablab du Morvan" is of the Morvan."""
    return re.search(rf"\b(?:du|des|de|d|en|pays)(?: la| l)? {re.escape(word)}\b", _folded(name)) is not None


def are_parts_of_one(left: str, right: str, town: str = "") -> bool:
    """Return whether two names begin alike and then name two parts: "A (B)" and "A (C)"."""
    ours, theirs = aliases(left)[1:], aliases(right)[1:]
    if len(ours) < 2 or len(theirs) < 2 or ours[0] != theirs[0]:  # noqa: PLR2004 - a whole and its part
        return False
    if set(ours[1:]) & set(theirs[1:]):
        return False
    one, other = (
        {word for part in parts[1:] for word in telling_words(part, town)} for parts in (ours, theirs)
    )
    return bool(one and other) and not one & other


def numbers_differ(left: str, right: str) -> bool:
    """Return whether one name has a number that the other has not: the second site of one house."""
    return _numbers(left) != _numbers(right)


def letters_differ(left: str, right: str) -> bool:
    """Return whether two names end in two letters: "Bâtiment A" and "Bâtiment B"."""
    ours, theirs = _LETTER.search(fold(left)), _LETTER.search(fold(right))
    return ours is not None and theirs is not None and ours.group() != theirs.group()


def share_only_a_territory(left: str, right: str, shared: Iterable[str], town: str = "") -> bool:
    """Return whether two names share only whose or where they are, and both say more: two bodies of it."""
    telling = [word for word in shared if _weight_of(word, frozenset(fold(town).split())) > GENERIC_WEIGHT]
    known = {*telling, *fold(town).split()}
    return (
        bool(telling)
        and all(_is_in_a_territory(name, telling) for name in (left, right))
        and all(_own_words(name, known) for name in (left, right))
    )


def _is_in_a_territory(name: str, words: Sequence[str]) -> bool:
    """Return whether words stand at the end of a name, behind "du", "des", ...: "CIDFF du Haut-Arval"."""
    written = " ".join(map(re.escape, words))
    return re.search(rf"\b(?:du|des|de|d)(?: la| l)? {written}$", _folded(name)) is not None


def _own_words(name: str, known: Collection[str]) -> list[str]:
    return [word for word in _words(_folded(name)) if word not in GENERIC and word not in known]


def _numbers(name: str) -> frozenset[str]:
    words = " ".join(_NUMERALS.get(word, word) for word in fold(name).split())
    return frozenset(number.lstrip("0") for number in re.findall(r"[0-9]+", words))


@lru_cache(maxsize=262144)
def _compare(left: str, right: str, towns: frozenset[str]) -> Agreement:
    ours, theirs = _words(left), _words(right)
    if not ours or not theirs:
        return NOTHING
    total_left, total_right = _weight(ours, towns), _weight(theirs, towns)
    compact_left, compact_right = "".join(ours), "".join(theirs)
    if compact_left == compact_right or _is_typed_differently(compact_left, compact_right):
        # "LAB01" and "LAB 01": no words in common, but one name.
        weight = min(total_left, total_right)
        return Agreement(1.0, 1.0, weight, tuple(ours))
    if _is_acronym_of(ours, theirs) or _is_acronym_of(theirs, ours):
        acronym = min(compact_left, compact_right, key=len)
        weight = TELLING_WEIGHT * (2 if len(acronym) > SHORTEST_ACRONYM else 1)
        return Agreement(ACRONYM, 1.0, weight, (acronym,))
    own_left, own_right = _own(ours, towns), _own(theirs, towns)
    if own_left == own_right and len(own_left) >= LONG_WORD:
        # "Capwork", and "Cap Work" with the town's name.
        return Agreement(1.0, 1.0, max(min(total_left, total_right), WHOLE_WORD), tuple(ours))
    shared = _shared(ours, theirs)
    # Of a word typed in two ways, one may be generic and the other not.
    weight = sum(min(_weight_of(one, towns), _weight_of(other, towns)) for one, other in shared)
    if not weight:
        return NOTHING
    return Agreement(
        likeness=2 * weight / (total_left + total_right),
        containment=min(1.0, weight / min(total_left, total_right)),
        weight=weight,
        shared=tuple(one for one, _ in shared),
    )


def _own(words: Iterable[str], towns: frozenset[str]) -> str:
    """Return a name without its towns and without spaces; nothing where only generic words are left."""
    own = [word for word in words if word not in towns]
    return "".join(own) if any(word not in GENERIC for word in own) else ""


def _is_acronym_of(short: list[str], long: list[str]) -> bool:
    """Return whether a name begins with the initials of the other one's words, or of its first ones."""
    if len(long) < SHORTEST_ACRONYM or len(long) <= len(short):
        return False
    initials = "".join(word[0] for word in long)
    return len(short[0]) >= SHORTEST_ACRONYM and (
        initials == short[0] or (len(short) > 1 and initials.startswith(short[0]))
    )


def _words(folded: str) -> list[str]:
    words = [word for word in folded.split() if word not in SILENT]
    return list(dict.fromkeys(words))


def _shared(ours: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    left_over = list(theirs)
    shared = []
    for word in ours:
        match = next((other for other in left_over if _are_one_word(word, other)), None)
        if match is not None:
            left_over.remove(match)
            shared.append((word, match))
    return shared


def _are_one_word(one: str, other: str) -> bool:
    return _NUMERALS.get(one, one) == _NUMERALS.get(other, other) or _is_typed_differently(one, other)


def _is_typed_differently(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LONG_WORD or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return fuzz.ratio(one, other) >= TYPING_ERROR


def _weight(words: Iterable[str], towns: frozenset[str]) -> float:
    return sum(_weight_of(word, towns) for word in words)


def _weight_of(word: str, towns: frozenset[str]) -> float:
    if word in SILENT or (len(word) == 1 and not word.isdigit()):
        return SILENT_WEIGHT
    if word in GENERIC or word in towns:
        return GENERIC_WEIGHT
    return NUMBER_WEIGHT if word.isdigit() else TELLING_WEIGHT
