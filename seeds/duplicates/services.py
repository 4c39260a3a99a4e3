"""Which public service a place is: two that exclude each other are two places behind one door."""

import re

from seeds.normalise.text import fold

LIBRARY, TOWN_HALL, EMPLOYMENT, POST, BUS = "library", "town_hall", "employment", "post", "bus"
YOUTH, LOCAL_MISSION = "youth_information", "local_mission"
_NAMED = {
    LIBRARY: "mediatheque|mediatheques|bibliotheque|bibliotheques|ludotheque|ludo mediatheque|bmvr",
    TOWN_HALL: "mairie|mairies|hotel de ville",
    EMPLOYMENT: "pole emploi|france travail|anpe|agence pour l emploi|maison de l emploi",
    POST: "la poste|bureau de poste|agence postale",
    BUS: r"(?!campus|abus)\w*bus|camion|camionnette|fourgon|van|itinerant|itinerante|itinerance|mobile"
    "|roulotte|caravane|navette|nomade|ambulant|ambulante|tournee",
    "social_centre": "centre social|centres sociaux|centre socio|centre socioculturel|csc|mjc"
    "|espace de vie sociale",
    YOUTH: "pij|bij|crij|info jeunes|infos jeunes|information jeunesse|infojeunes",
    LOCAL_MISSION: "mission locale|missions locales",
    "france_services": "france service|france services|msap|maison de services au public"
    "|maison des services publics|maison de services publics",
    "ccas": "ccas|cias|action sociale",
    "family_benefits": "caf|allocations familiales",
    "health_insurance": "cpam|assurance maladie|carsat",
    "farmers_insurance": "msa|mutualite sociale agricole",
    "school": "college|lycee|ecole primaire|ecole maternelle|groupe scolaire",
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
"""What a kind says where the name says nothing."""
ALONE = frozenset({EMPLOYMENT, POST, BUS})
"""What is never another place too, even where that says nothing of itself."""


def services_of(name: str, kind: str | None) -> frozenset[str]:
    """Return the services that a place says it is."""
    folded = fold(name)
    named = frozenset(service for service, pattern in _PATTERNS.items() if pattern.search(folded))
    return named or frozenset({_BY_KIND[kind]} if kind in _BY_KIND else ())


def exclude_each_other(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether two places are different services."""
    if (ours ^ theirs) & ALONE:
        return True
    return bool(ours and theirs) and not ours & theirs
