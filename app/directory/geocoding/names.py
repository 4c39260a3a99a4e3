"""Names of communes as they are compared: one rule for the search, the geocoder, imports and batches."""

import re
import unicodedata

LETTERS = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "ł": "l"})
"""Letters that decomposing leaves as they are."""
APART = frozenset("\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02ee\ua78c")
"""Letters by their class, apostrophes by their use."""
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_SOUS = re.compile(r"\bs ?/ ?s\b|\bss\b")
_SUR = re.compile(r"\bs ?/")
_NOTRE_DAME = re.compile(r"\bn[.-] ?d\b")
_ABBREVIATED = re.compile(r"\b(?:ste?|mt)\b")
_WRITTEN_OUT = {"st": "saint", "ste": "sainte", "mt": "mont"}
_ARTICLE = re.compile(r"^(?:l|le|la|les) (?=\S)")
_MOVED = re.compile(
    r"^(?P<name>.*\S)\s*(?:[(\[]\s*(?P<inside>l['\u2019\u00b4`]|l[ae]s?)\s*[)\]]|,\s*(?P<after>l['\u2019\u00b4`]|l[ae]s?))$",
    re.IGNORECASE,
)


def fold(value: str) -> str:
    """Return text as names are compared: no accents, no case, no punctuation.

    Apostrophes and dashes of any kind part words, as spaces do; marks without width do not.
    """
    return _NOT_WORDS.sub(" ", _plain(value)).strip()


def spell_out(value: str) -> str:
    """Return `fold`ed text with the abbreviations of place names written out; the database's `fold` does so.

    `ST DIDIER S/ CHALARONNE` is `saint didier sur chalaronne`.
    """
    text = _NOTRE_DAME.sub(" notre dame ", _SUR.sub(" sur ", _SOUS.sub(" sous ", _plain(value))))
    words = _NOT_WORDS.sub(" ", text).strip()
    return _ABBREVIATED.sub(lambda match: _WRITTEN_OUT[match[0]], words)


def with_article_in_front(value: str) -> str:
    """Return a name whose article stands behind it, as in `Rochelle (La)`, with the article in front."""
    match = _MOVED.match(value.strip())
    return f"{match['inside'] or match['after']} {match['name']}" if match else value


def without_article(spelled: str) -> str:
    """Return a spelled-out name without the article that it begins with."""
    return _ARTICLE.sub("", spelled)


def joined(spelled: str) -> str:
    """Return a spelled-out name without its spaces: `L'Haÿ` and `LHAY` are one."""
    return spelled.replace(" ", "")


def _plain(value: str) -> str:
    """Return text in ASCII and lower case, what is neither letter nor digit being kept or a space."""
    return "".join(map(_ascii, unicodedata.normalize("NFKD", value.translate(LETTERS)))).lower()


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Pd":  # as the database's `unaccent` writes dashes: `N–D` is `N-D`
        return "-"
    return " " if character in APART or category[0] in "PZS" else ""


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"([a-z])\1+", r"\1"),
        (r"ph", "f"),
        (r"(?<!c)(?<!s)h", ""),
        (r"qu|q|ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"g(?=[eiy])", "j"),
        (r"eau|au", "o"),
        (r"[ae][iy]", "e"),
        (r"y", "i"),
        (r"z", "s"),
        (r"w", "v"),
        (r"[ae][nm](?![aeiou])", "an"),
        (r"im(?=[bp])", "in"),
        (r"(?<=[a-z]{3})[esxtdzp]+$", ""),
    )
)
"""Rules from French spelling to its sound, roughly; in this order."""


def sound(spelled: str) -> str:
    """Return how a spelled-out name sounds in French, for names that were written by ear.

    `Kimper` and `Quimper`, `Chatoroux` and `Châteauroux` sound alike.
    """
    return " ".join(map(_sound_of_word, spelled.split()))


def _sound_of_word(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
