"""The commune that a row of a list names, and what is said of it where more than one could be meant."""

from collections.abc import Sequence

from app.directory.geocoding.communes import Commune
from app.directory.geocoding.finding import PART, POSTCODE, TERRITORY, Finder, TownMatch
from app.directory.geocoding.gazetteer import BEGINNING, FORMER, NAME, TYPO
from app.directory.geocoding.names import joined, spell_out, with_article_in_front
from app.directory.matching.sentences import Sentence, sentence

CLEARLY = 30
"""A commune is meant by its name alone where it has so many times the inhabitants of its namesakes."""

ADDRESS_UNKNOWN = sentence(
    "address_unknown",
    "Adresse introuvable ; vérifiez le code postal et la commune, ou donnez des coordonnées.",
    "Address not found; check the postcode and the town, or give coordinates.",
)
TOWN_AMBIGUOUS = sentence(
    "town_ambiguous",
    "Plusieurs communes portent ce nom ; ajoutez le code postal.",
    "Several communes have this name; add the postcode.",
)


def candidates(finder: Finder[Commune], postcode: str | None, city: str | None) -> list[TownMatch[Commune]]:
    """Return the communes that a row's postcode and town may mean, the likeliest first."""
    if city is None:
        return finder.find(postcode) if postcode else []
    matches = finder.find_in(city, postcode) if postcode else finder.find(city)
    # A row is finished: what only begins like it, or lies at its postcode under another name, is not meant.
    return [one for one in matches if one.how not in {BEGINNING, POSTCODE, TERRITORY}]


def choose(
    matches: Sequence[TownMatch[Commune]], postcode: str | None, city: str | None
) -> tuple[Commune | None, Sentence]:
    """Return the commune whose centre stands for a row, and what is said of that; None, and why not."""
    if not matches:
        return None, ADDRESS_UNKNOWN
    best = matches[0]
    if postcode is None and city is not None:
        if best.how == TYPO:
            return None, _did_you_mean(best.town)
        if _is_ambiguous(matches, city):
            return None, TOWN_AMBIGUOUS
    # An arrondissement shares its postcode with the town that it is part of.
    is_one_of_several = city is None and len(matches) > 1 and best.town.type == "commune"
    return best.town, _of_a_postcode(best.town) if is_one_of_several else _at_centre(best, city or "")


def _is_ambiguous(matches: Sequence[TownMatch[Commune]], city: str) -> bool:
    """Whether no commune of the name is clearly the one that is meant."""
    namesakes = [one.town for one in matches if one.how == NAME and one.town.type == "commune"]
    if matches[0].how != NAME:
        return bool(namesakes)
    typed = joined(spell_out(with_article_in_front(city)))
    exact = [town for town in namesakes if joined(spell_out(town.name)) == typed]
    people = sorted((town.population or 0 for town in exact or namesakes), reverse=True)
    return len(people) > 1 and people[0] < CLEARLY * max(people[1], 1)


def _did_you_mean(commune: Commune) -> Sentence:
    shown = f"{commune.name} ({commune.code})"
    return sentence(
        "town_misspelt",
        f"Aucune commune ne porte ce nom. Vouliez-vous dire {shown} ? Corrigez, ou ajoutez le code postal.",
        f"No commune has this name. Did you mean {shown}? Mend it, or add the postcode.",
    )


def _of_a_postcode(commune: Commune) -> Sentence:
    shown = f"{commune.name} ({commune.code})"
    return sentence(
        "position_of_a_commune",
        f"Le code postal couvre plusieurs communes ; position prise : le centre de {shown}.",
        f"The postcode covers several communes; the position is the centre of {shown}.",
    )


def _at_centre(match: TownMatch[Commune], city: str) -> Sentence:
    shown, typed = f"{match.town.name} ({match.town.code})", city[:60]
    if match.how == TYPO:
        return sentence(
            "position_of_misspelt_commune",
            f"« {typed} » n’est pas une commune de ce code postal ; position prise : le centre de {shown}.",
            f"“{typed}” is no commune of this postcode; the position is the centre of {shown}.",
        )
    if match.how == FORMER:
        return sentence(
            "position_of_present_commune",
            f"« {typed} » fait partie de {shown} aujourd’hui ; position prise : le centre de cette commune.",
            f"“{typed}” is a part of {shown} today; the position is the centre of that commune.",
        )
    if match.how == PART:
        return sentence(
            "position_of_commune_in_part",
            f"De « {typed} », seule la commune a été comprise ; position prise : le centre de {shown}.",
            f"Of “{typed}” only the commune was understood; the position is the centre of {shown}.",
        )
    if match.town.type == "arrondissement":
        return sentence(
            "position_of_arrondissement",
            f"Position prise : le centre de l’arrondissement, {shown}.",
            f"The position is the centre of the arrondissement, {shown}.",
        )
    return sentence(
        "position_of_commune",
        f"Position prise : le centre de la commune, {shown}.",
        f"The position is the centre of the commune, {shown}.",
    )
