"""Kinds of places from what people typed as the type of place."""

import re
import unicodedata

MAX_CHARACTERS = 500
"""Longer texts are read up to here; the longest real one has about 80."""
DASHES = re.compile(r"[\u2010-\u2015\u2212]")

OTHER = "other"
PUBLIC_BODY = "public body"
"""No kind of place: who runs it."""
NO_KIND = re.compile(r"autres?\b.*|inconnue?|non (?:renseigne|precise|communique)e?|other\b.*|[\W_]*")
"""Texts that stand for no kind at all."""
RUN_BY_PUBLIC_BODIES = frozenset(
    {"library", "digital_public_space", "france_services", "social_centre", "youth_information", "town_hall"}
    | {"local_mission", "fablab", "coworking", "third_place", "training_centre"}
)


TOLD_BY_NAMES = (RUN_BY_PUBLIC_BODIES | {"manufactory"}) - {"training_centre"}
"""Kinds that a name alone tells; a street is named after a school more often than a place is one."""
TOWN_HALL_BY_NAME = re.compile(r"(?:la )?(?:mairie|municipalite|hotel de ville)\b")


def _rule(kind: str, pattern: str) -> tuple[str, re.Pattern[str]]:
    return kind, re.compile(pattern)


# The first rule that fits wins, so the most specific kind stands first: "EPN, FabLab" is a fab lab, a
# media library with an EPN is a library, and only a lone "Mairie" is a town hall. Patterns read folded
# text: lower case, no accents, plain hyphens.
RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # One box of a form names four kinds at once; it says no more than "third place".
    _rule("third_place", r"tiers-lieu / coworking / fablab"),
    _rule("manufactory", r"manufactures? de proximite"),
    _rule("fablab", r"\bfab[ -]?labs?\b|hacker ?space|maker ?space|atelier de fabrication numerique"),
    _rule("coworking", r"\bco-?working|bureaux? partages?\b"),
    _rule("third_place", r"tiers[- ]?lieux?\b"),
    # Before France Services: "conseiller numérique France Services" is the person, not the office.
    _rule("digital_helper", r"conseill\w{2,5} numeriques?"),
    _rule("france_services", r"\bmsap\b|france[- ]services?|maisons? de services? aux? publics?"),
    _rule("library", r"biblioth|mediath|ludoth"),
    _rule(
        "digital_public_space",
        r"\bepn\b|espaces? publics? numeriques?|club[- ]info\b|cyber[ -]?(?:base|espace|centre|cafe)",
    ),
    _rule("youth_information", r"\b[pb]ij\b|information (?:de la )?jeune|points? jeunes?"),
    _rule("local_mission", r"missions? locales?|\barml\b"),
    _rule(
        "social_centre",
        r"cent\w{2,3}[ -](?:socia|socio|aere)|maisons? de quartier|\bpimms\b|\bccas\b|\bcias\b"
        r"|centre communal|\bmjc\b|maison des jeunes",
    ),
    _rule(
        "training_centre",
        r"(?:organismes?|centres?) de formations?|\becoles?\b|\bcolleges?\b|\blycees?\b|universite|\bcfa\b"
        r"|\bgreta\b|\bafpa\b",
    ),
    _rule("town_hall", r"mairie|municipalite|hotel de ville"),
    _rule(
        PUBLIC_BODY,
        r"\bcommunes?\b|collectivite|intercommunal|communaute|\bepci\b|agglomeration|metropole",
    ),
    _rule(
        "public_service",
        r"prefecture|\bcaf\b|\bcpam\b|\bmsa\b|\bcarsat\b|pole[ -]emploi|france travail|\bdepartement|la poste"
        r"|services? publics?|\bprovinces?\b|chambre (?:consulaire|de commerce|des? metiers|d.agriculture)",
    ),
    _rule("digital_helper", r"promeneur\w? du net|\bpdn\b|\breferent|mediat\w{1,5} numerique"),
    _rule("company", r"entreprise|incubateur|pepiniere|societe cooperative|\bscop\b|\bscic\b"),
    _rule("association", r"\bassociations?\b"),
)


def place_kind(type_lieu: str, name: str = "") -> str:
    """Return our kind for a typed one; `other` where it says nothing that we know.

    Where no more than a public body was typed ("Collectivité"), which runs many kinds of places, the name
    says which; where that says nothing either, it is a public service of no known kind.
    """
    kind = _kind_in(type_lieu)
    if kind != PUBLIC_BODY:
        return kind or OTHER
    named = _kind_in(name)
    return named if named in RUN_BY_PUBLIC_BODIES else "public_service"


def is_unknown_kind(type_lieu: str) -> bool:
    """Return whether a kind was typed, and is none that is known."""
    return _kind_in(type_lieu) is None and not NO_KIND.fullmatch(_fold(type_lieu[:MAX_CHARACTERS]))


def kind_from_name(name: str) -> str | None:
    """Return the kind that a place's name says, to be assumed where its source states none.

    "Café de la Mairie" and "Ancienne mairie" are no town halls: only a name that begins so is one.
    """
    text = _fold(name[:MAX_CHARACTERS])
    kinds = (kind for kind, pattern in RULES if kind in TOLD_BY_NAMES and pattern.search(text))
    return next((kind for kind in kinds if kind != "town_hall" or TOWN_HALL_BY_NAME.match(text)), None)


def stated_or_assumed(stated: str | None, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a place and what of kind and status is only assumed, where the status is."""
    if stated is not None:
        return stated, ("status",)
    named = kind_from_name(name)
    return (named, ("status", "kind")) if named else (OTHER, ("status",))


def _kind_in(typed: str) -> str | None:
    text = _fold(typed[:MAX_CHARACTERS])
    return next((kind for kind, pattern in RULES if pattern.search(text)), None)


def _fold(text: str) -> str:
    plain = "".join(
        one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one)
    )
    return " ".join(DASHES.sub("-", plain).split())
