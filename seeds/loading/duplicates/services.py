"""Public services that a place is: two that exclude each other are two places behind one door."""

import re

from seeds.reading.normalise.text import fold

LIBRARY, TOWN_HALL, EMPLOYMENT, POST, BUS = "library", "town_hall", "employment", "post", "bus"
YOUTH, LOCAL_MISSION = "youth_information", "local_mission"
CHILDCARE, SPORT, STAGE, RESTAURANT = "childcare", "sport", "stage", "restaurant"
_NAMED = {
    LIBRARY: "mediatheque|mediatheques|bibliotheque|bibliotheques|ludotheque|ludo mediatheque|bmvr",
    TOWN_HALL: "mairie|mairies|hotel de ville",
    EMPLOYMENT: "pole emploi|france travail|anpe|agence pour l emploi|maison de l emploi",
    POST: "la poste|bureau de poste|agence postale",
    BUS: r"(?!campus|abus)\w*bus|camion|camionnette|fourgon|(?:le|notre) van|itinerant|itinerante|itinerance"
    "|mobile|roulotte|caravane|navette|nomade|ambulant|ambulante|tournee",
    "social_centre": "centre social|centres sociaux|centre socio|centre socioculturel|csc|mjc"
    "|espace de vie sociale|maison de quartier|maisons de quartier|centre d animation",
    YOUTH: "pij|bij|crij|info jeunes|infos jeunes|information jeunesse|infojeunes",
    LOCAL_MISSION: "mission locale|missions locales",
    "france_services": "france service|france services|msap|maison de services au public"
    "|maison des services publics|maison de services publics",
    "ccas": "ccas|cias|action sociale",
    "family_benefits": "caf|allocations familiales",
    "health_insurance": "cpam|assurance maladie|carsat",
    "farmers_insurance": "msa|mutualite sociale agricole",
    "school": "college|lycee|ecole primaire|ecole maternelle|groupe scolaire",
    CHILDCARE: "creche|creches|multi accueil|halte garderie|petite enfance|assistantes? maternelles?",
    SPORT: "gymnase|stade|piscine|complexe sportif|halle des sports|salle des sports",
    STAGE: "theatre|cinema|conservatoire|musee",
    RESTAURANT: "restaurant|brasserie|pizzeria",
    "trades": "cite des metiers|maison des metiers",
    "adult_training": "greta|gretas",
    "apprentices": "cfa|centre de formation d apprentis",
    "intercommunal": "communaute de communes|communaute des communes|communaute d agglomeration"
    "|communaute d agglomerations|communaute urbaine",
    "prefecture": "prefecture|sous prefecture",
    "hostel": "foyer jeunes travailleurs|foyer de jeunes travailleurs|residence jeunes|fjt",
    "chamber": "cci|cma|chambre de commerce|chambre de metiers|chambre des metiers|chambre d agriculture",
}
"""Words by which a name says what service it is."""
_PATTERNS = {service: re.compile(rf"\b(?:{words})\b") for service, words in _NAMED.items()}
_BY_KIND = {
    "library": LIBRARY,
    "town_hall": TOWN_HALL,
    "youth_information": YOUTH,
    "local_mission": LOCAL_MISSION,
}
"""Services by kind, where the name tells none."""
_ROOM = re.compile(
    r"\b(?:espaces? (?:publics? )?(?:numeriques?|multi ?medias?|informatiques?|internet)"
    r"|epn|cyber ?(?:base|espace|centre)s?|points? (?:de mediation )?"
    r"(?:numeriques?|cyber|multi ?medias?|internet)"
    r"|salles? (?:informatiques?|multi ?medias?|numeriques?)|pmn|relais numeriques?)\b"
)
_MUNICIPAL = frozenset("commune ville municipalite de du d la le les l des".split())  # noqa: SIM905
_BODIES = _MUNICIPAL | frozenset(
    "agglo agglomeration metropole communaute communautes communes cc ca pays grand sivom".split()  # noqa: SIM905
)
ONE_A_HOUSE = frozenset({LIBRARY, TOWN_HALL})
"""No house has two of them."""
ALONE = frozenset({EMPLOYMENT, POST, BUS, CHILDCARE, SPORT, RESTAURANT})
"""Services that are never another place too, even where that tells nothing of itself."""


def services_of(name: str, kind: str | None) -> frozenset[str]:
    """Return the services that a place says it is."""
    folded = fold(name)
    named = frozenset(service for service, pattern in _PATTERNS.items() if pattern.search(folded))
    return named or frozenset({_BY_KIND[kind]} if kind in _BY_KIND else ())


def is_only_a_room(name: str) -> bool:
    """Return whether a name says that this is a room or a desk for the digital, which may be in any house."""
    return _ROOM.search(fold(name)) is not None


def names_a_town_hall(name: str, town: str) -> bool:
    """Return whether a name is that of the commune: "Commune de X", "Ville de X", "X"."""
    left = set(fold(name).split()) - set(fold(town).split())
    return bool(name.strip()) and left <= _MUNICIPAL


def names_a_public_body(name: str, town: str) -> bool:
    """Return whether a name is that of the commune or of the communes around it: "X Agglo", "Ville de X"."""
    left = set(fold(name).split()) - set(fold(town).split())
    return bool(name.strip()) and left <= _BODIES


def exclude_each_other(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether two places are different services."""
    if (ours ^ theirs) & ALONE:
        return True
    return bool(ours and theirs) and not ours & theirs
