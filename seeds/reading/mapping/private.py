"""Data of people and no place's: columns of their names and contacts, their own e-mail addresses."""

import re

from seeds.reading.normalise.text import fold

_PERSON = re.compile(
    r"\b(?:prenom|civilite|responsable|referente?|referents|interlocuteur|interlocutrice|directeur|directrice"
    r"|dirigeante?|presidente?|gerante?|animateur|animatrice|mediateur|mediatrice|conseiller|conseillere"
    r"|benevole|salarie|contact nom|nom (?:du |de la |de l |d un )?(?:contact|gestionnaire|maire|agent)"
    r"|nom contact|nom prenom|personne|domicile|adresse (?:personnelle|privee)|portable|mobile|gsm"
    r"|date de naissance|login|utilisateur|auteur|created by|saisi par|saisie par|redacteur|last edited user"
    r"|last edited by|creator|editor|owner|user|username)\b"
)
_PLACE = re.compile(
    r"\b(?:application|fauteuil|reduite|equipement|ordinateurs?|service|accompagnement|app)\b"
)
_PRIVATE_MAIL = re.compile(
    r"@(?:gmail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|orange|wanadoo|free|sfr|neuf|laposte|aol"
    r"|bbox|numericable|proton|protonmail|gmx)\.[a-z.]{2,6}$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^[a-zà-ÿ-]+\.[a-zà-ÿ-]{2,}@", re.IGNORECASE)
_OFFICES = frozenset(
    [
        "accueil",
        "contact",
        "mairie",
        "info",
        "infos",
        "espace",
        "mediatheque",
        "bibliotheque",
        "fablab",
        "tiers",
        "lieu",
        "epn",
        "cyber",
        "centre",
        "maison",
        "france",
        "service",
        "services",
        "point",
        "numerique",
        "association",
        "asso",
        "bureau",
        "secretariat",
        "communaute",
        "ville",
    ]
)
_AT_SOMEBODYS = re.compile(r"\bchez (?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle)\s.*$", re.IGNORECASE)


def is_of_people(heading: str) -> bool:
    """Return whether a column holds names or contacts of people, told by its heading."""
    folded = fold(heading)
    return bool(_PERSON.search(folded)) and not _PLACE.search(folded)


def is_private_mail(address: str) -> bool:
    """Return whether an e-mail address is somebody's own: with a provider for people, or of name and name."""
    if _PRIVATE_MAIL.search(address):
        return True
    local = address.partition("@")[0].lower()
    return bool(_NAMED.match(address)) and not _OFFICES & set(re.split(r"[.-]", local))


def without_somebody(text: str) -> str:
    """Return an address without the person it is at: `12 rue Haute, chez Mme X` is `12 rue Haute`."""
    return _AT_SOMEBODYS.sub("", text).rstrip(" ,;-")
