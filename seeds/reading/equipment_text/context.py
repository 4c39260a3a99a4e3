"""Words around equipment: that it is not there, whom it is for, on what conditions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WINDOW = 56
"""Characters before and after the words that are looked at."""
MAX_CONDITIONS = 200

_LINKS = (
    r"(?:[ ']+(?:de|d|des|du|l|la|le|les|un|une|a|au|aux|en|sur|acces|achats?|acquisition|utilisation|usage"
    r"|materiels?|equipements?|autres?|propres?))"
)
# "plus de 10 postes" and "en plus d'un scanner" are no denials: a number or article breaks the chain.
_ABSENT = (
    rf"(?:\b(?:aucune?s?|absence|manque|ni|pas(?: encore)?|(?<!ou )sans){_LINKS}{{0,4}}"
    r"|\bplus (?:de|d)|\bzero)"
)
_PLANNED = (
    r"\b(?:projets?|bientot|prochainement|prevu\w{0,2}|envisag\w{1,6}|besoins?|recherch\w{1,6})"
    rf"{_LINKS}{{0,4}}"
)
_TAUGHT = (
    r"\b(?:(?:initiations?|initier|formations?|cours|apprendre|apprentissage|decouverte|prise en main"
    rf"|maitrise){_LINKS}{{1,5}}|(?:reparations?|depannages?|ventes?|collectes?|recyclage){_LINKS}{{0,5}})"
)
_BROUGHT = rf"\b(?:vos?|votre|ton|son|ses|leurs?|mon|apporte[rz]?|muni\w{{0,2}}){_LINKS}{{0,2}}"
_ROOM_FOR = r"\b(?:espaces?|places?|prises?|coins?|logiciels?)(?: [a-z]{1,12})? pour(?: les| des)?"
DENIED_BEFORE = re.compile(rf"(?:{_ABSENT}|{_PLANNED}|{_TAUGHT}|{_BROUGHT}|{_ROOM_FOR})[ ':]*$")
DENIED_AFTER = re.compile(
    r"[ ,(]*(?:est |sont |actuellement |(?:ne )?(?:marche|fonctionne)\w* )*"
    r"(?:hors[ -]service|\bh\.?s\b|en panne|indisponibles?|(?:non|pas) (?:disponibles?|fonctionnel)|a venir"
    r"|en (?:projet|commande|construction)|prevue?s?\b|bientot"
    r"|fermee?s?\b(?! (?:le|la|les|du|en|entre|a|de)\b))"
    r"|[ ]?[:=] ?(?:non|aucune?s?|neant|pas|zero|0)\b(?![,.]\d)"
    r"|[ (]*(?:en cours (?:de |d')?(?:livraison|acquisition|achat|installation|commande))"
    r"|[^,;\0]{0,40}? (?:ont|a) ete (?:retire|supprime|vole|enleve|vendu|donne)\w*"
    r"|[^,;\0]{0,20}? (?:sera|seront) (?:bientot |prochainement )?"
    r"(?:installe|livre|achete|acquis|mis|propose)\w*"
    r"| (?:a vendre|en vente|d'occasion|reconditionnee?s?)\b"
    r"|[ ]?: ?(?:initiations?|cours|prise en main|decouverte|depannage|formations?)\b"
    r"| et (?:ses|les) (?:dangers|risques|usages|enjeux|pieges)"
)
ABSENT_BEFORE = re.compile(
    rf"\b(?:aucune?s?|absence|ni|pas(?: encore)?|(?<!ou )sans|zero){_LINKS}{{0,4}}[ ':]*$"
)
ABSENT_AFTER = re.compile(r"[ ]?[:=] ?(?:non|aucune?s?|neant|pas|zero|0)\b(?![,.]\d)")
# A denial goes on: "ni imprimante ni scanner", "pas d'ordinateur, d'imprimante ou de scanner".
CHAINED = re.compile(
    r"^ ?(?:(?:[a-z]+ ){0,2}(?:et|ou|ni)(?: (?:a|au|aux|la|le|les|des|de)){0,2} (?:d'|l')?|, ?(?:d'|de )"
    r"|, ?ni (?:d'|de )?|/ ?)$"
)

SEPARATOR = re.compile(r"[,+]|(?<![€0-9])/| - ")
# What only the staff uses, or what is said not to be open. "Imprimante au secrétariat" says where it stands.
STAFF = re.compile(
    r"\b(?:du|pour le) (?:secretariat|personnel)\b|\busage interne\b"
    r"|\breserve\w{0,2} (?:uniquement |exclusivement )?(?:a |aux? |a l'|pour )(?:l'|la |les )?"
    r"(?:agents?|personnels?|equipe|salaries|formateurs|enseignants|animateurs|elus|secretariat)\b"
    r"|\b(?:non|pas) (?:accessibles?|ouverte?s?|disponibles?|mise?s? a disposition|en (?:libre|acces))"
)
NOTHING_SHARED = re.compile(
    r"\baucun\w{0,2} (?:equipements?|materiels?)(?: [a-z]{1,12})?"
    r" (?:mis\w{0,2} a (?:la )?disposition|disponible|partage|propose)"
)
OPEN = re.compile(
    r"\b(?:libre[ -]?(?:acces+|service)|acces+ (?:libre|gratuit|public)|accueil libre"
    r"|a (?:votre |la )?disposition"
    r"|(?:ouvert|accessible|disponible|mis|propose)\w{0,2} (?:a tous|a tout public|aux? publics?)"
    r"|grand public|tout public|(?:ordinateurs?|postes?|pc|wi-?fi) (?:publics?|gratuits?))\b"
)
SET_BY_VERB = re.compile(
    r"\bsont (?:[a-z]+ ){0,2}(?:a |en |accessibles?|disponibles?|ouverte?s?|mise?s?|reserve)"
)
_GROUP = r"[a-z-]{3,20}(?: (?:(?:de|du|des|et aux?|et) )?(?:l'|d')?(?!avec|sur|pour)[a-z-]{4,20})?"
CONDITIONS = re.compile(
    rf"\breserve\w{{0,2}} (?:uniquement |exclusivement )?(?:a (?:la |l')?|aux? |pour les ){_GROUP}"
    r"|\ba (?:la )?disposition des (?!publics?|usagers|visiteurs)[a-z]{4,20}"
    r"|\bsur (?:rdv|rendez-vous|inscription|reservation|demande|adhesion)"
    r"(?: uniquement| obligatoire| prealable)?"
    r"|\b\d{1,2} ?h(?:eures?)? (?:par (?:jour|semaine|personne|seance)|maximum)"
)
NEAR_START = 14
"""Characters into a clause of its own ("…, en libre accès") at which it may speak of the whole sentence."""


def is_denied(before: str, after: str) -> bool:
    """Whether the words around equipment say that it is absent, planned, taught or brought along."""
    return DENIED_BEFORE.search(before) is not None or DENIED_AFTER.match(after) is not None


def is_absent(before: str, after: str) -> bool:
    """Whether the words around equipment that is denied say that there is none."""
    return ABSENT_BEFORE.search(before) is not None or ABSENT_AFTER.match(after) is not None


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence between commas; positions are those of the sentence."""

    start: int
    end: int
    sharing: str
    conditions: str | None


def joined(conditions: Sequence[str | None]) -> str | None:
    """Return conditions as one text, each once."""
    return ", ".join(dict.fromkeys(filter(None, conditions)))[:MAX_CONDITIONS] or None


def read_clauses(folded: str, original: str, equipment: Sequence[int]) -> list[Clause]:
    """Return the clauses of a sentence with what they say of who may use the equipment in them.

    Both texts have the same positions; `equipment` are the positions of the words that name equipment.
    """
    clauses = [
        Clause(
            start, end, _sharing(folded[start:end]) or "", _conditions(folded[start:end], original[start:end])
        )
        for start, end in _bounds(folded)
    ]
    general = [clause for clause in clauses if _speaks_of_all(folded, clause, equipment)]
    sharing = next((clause.sharing for clause in general if clause.sharing), "unknown")
    conditions = joined([clause.conditions for clause in general])
    return [
        Clause(clause.start, clause.end, clause.sharing or sharing, joined([clause.conditions, conditions]))
        for clause in clauses
    ]


def _bounds(folded: str) -> list[tuple[int, int]]:
    ends = [separator.end() for separator in SEPARATOR.finditer(folded)]
    return list(pairwise([0, *ends, len(folded)]))


def _sharing(clause: str) -> str | None:
    if STAFF.search(clause) or NOTHING_SHARED.search(clause):
        return "no"
    return "yes" if OPEN.search(clause) else None


def _conditions(folded: str, original: str) -> str | None:
    texts = (original[match.start() : match.end()] for match in CONDITIONS.finditer(folded))
    return joined([" ".join(one.split()) for one in texts])


def _speaks_of_all(folded: str, clause: Clause, equipment: Sequence[int]) -> bool:
    """Whether what a clause says of sharing holds for its whole sentence.

    It does where it introduces a list ("En libre accès : PC, scanner", "à disposition 2 PC, un scanner"),
    where it is a clause of its own ("PC, scanner, en libre accès"), and where its verb closes the list
    ("PC, scanner sont à disposition").
    """
    text = folded[clause.start : clause.end]
    phrases = (one.search(text) for one in (STAFF, NOTHING_SHARED, OPEN, CONDITIONS))
    phrase = next((one for one in phrases if one is not None), None)
    if phrase is None:
        return False
    inside = [position for position in equipment if clause.start <= position < clause.end]
    if not inside:
        return phrase.start() <= NEAR_START or not equipment or clause.end <= equipment[0]
    lead = text[phrase.end() : max(phrase.end(), inside[0] - clause.start)]
    is_before = inside[0] == equipment[0] and phrase.end() <= inside[0] - clause.start
    introduces = is_before and (":" in lead or phrase.group().endswith("disposition"))
    return introduces or (inside[-1] == equipment[-1] and SET_BY_VERB.search(text) is not None)
