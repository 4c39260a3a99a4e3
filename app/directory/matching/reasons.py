"""Why a place matches, and what is uncertain, in French and in English."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.directory.equipment.vocabulary import by_code
from app.directory.matching.criteria import Criteria, Requirements
from app.directory.matching.fitting import Outcome, meets, outcomes
from app.directory.matching.sentences import Sentence, sentence
from app.directory.matching.sizes import Item, pieces_needed, pieces_required

SURE = 0.9
"""Readings of a description below this are to be confirmed."""
APPROXIMATE = "commune_centroid"
FRENCH_NUMBER = str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","})


def reasons_for(
    place: dict[str, Any], offered: list[Item], distance_m: float, criteria: Criteria
) -> list[Sentence]:
    """Return the reasons, what speaks for the match first, then what nobody knows for sure."""
    approximate = is_approximate(place["position_precision"], criteria.origin_precision)
    return [distance_reason(distance_m, approximate), *offer_reasons(place, offered, criteria.requirements)]


def offer_reasons(place: dict[str, Any], offered: list[Item], requirements: Requirements) -> list[Sentence]:
    """Return the reasons but the distance: what speaks for the match, then what nobody knows for sure."""
    return [
        *(_offer(item) for item in offered),
        *_unmet(place, requirements),
        *_terms(offered),
        *_sizes(offered, requirements),
        *_doubts(place, offered),
    ]


def format_distance(distance_m: float, language: str) -> str:
    """Return a distance as people write it: `850 m`, `1,2 km` (French) or `1.2 km`, `38 km`, `6 793 km`.

    It is that of the decimetres of `distance_m` in responses, so that whoever rounds those says the same.
    """
    distance_m = round(distance_m, 1)
    if distance_m < 995:  # noqa: PLR2004 - rounds to less than a kilometre
        return f"{_half_up(distance_m, '1e1'):.0f} m"
    kilometres = distance_m / 1000
    text = f"{_half_up(kilometres, '0.1' if kilometres < 9.95 else '1'):,}"  # noqa: PLR2004 - two digits
    return (text.translate(FRENCH_NUMBER) if language == "fr" else text) + " km"


def _half_up(number: float, step: str) -> Decimal:
    """Round as browsers do, so that server and page say the same."""
    return Decimal(number).quantize(Decimal(step), ROUND_HALF_UP)


def is_approximate(*precisions: str | None) -> bool:
    """Return whether one of the positions stands for a whole commune, and so the distance for many."""
    return APPROXIMATE in precisions


def distance_reason(distance_m: float, approximate: bool) -> Sentence:
    """Return the sentence that says how far."""
    fr, en = format_distance(distance_m, "fr"), format_distance(distance_m, "en")
    if approximate:
        return sentence(
            "distance_approximate",
            f"À environ {fr} à vol d’oiseau : une des positions n’est connue qu’à la commune près.",
            f"About {en} as the crow flies: one of the positions is known only to its commune.",
        )
    return sentence("distance", f"À {fr} à vol d’oiseau.", f"{en} as the crow flies.")


def _offer(item: Item) -> Sentence:
    fact = by_code(item["type"])
    parts_fr, parts_en = [], []
    if item["quantity"]:
        parts_fr.append(_counted(item["quantity"], "exemplaire"))
        parts_en.append(_counted(item["quantity"], "unit"))
    if item["seats"]:
        parts_fr.append(_counted(item["seats"], "place"))
        parts_en.append(_counted(item["seats"], "seat"))
    details_fr = f" ({', '.join(parts_fr)})" if parts_fr else ""
    details_en = f" ({', '.join(parts_en)})" if parts_en else ""
    return sentence(
        "offers", f"Sur place : {fact.label_fr}{details_fr}.", f"On site: {fact.label_en}{details_en}."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _unmet(place: dict[str, Any], requirements: Requirements) -> list[Sentence]:
    """Return what a place lacks, where one need met is enough."""
    if not requirements.partial:
        return []
    return [_lacking(one) for one in outcomes(place["equipment"], requirements) if not one.is_met]


def _lacking(outcome: Outcome) -> Sentence:
    need, fact = outcome.need, by_code(outcome.need.type)
    if not outcome.is_too_small:
        return sentence("need_unmet", f"Manque : {fact.label_fr}.", f"Missing: {fact.label_en}.")
    asked_fr, asked_en = [], []
    if pieces := pieces_required(need):
        asked_fr.append(_counted(pieces, "exemplaire"))
        asked_en.append(_counted(pieces, "unit"))
    if need.learners:
        asked_fr.append(_counted(need.learners, "place"))
        asked_en.append(_counted(need.learners, "seat"))
    return sentence(
        "need_too_large",
        f"Pas assez : {fact.label_fr} (il faudrait {', '.join(asked_fr)}).",
        f"Not enough: {fact.label_en} ({', '.join(asked_en)} needed).",
    )


def _terms(offered: list[Item]) -> list[Sentence]:
    """Return on which conditions and at what price, in the place's own words, each said once."""
    conditions = dict.fromkeys(item["conditions"] for item in offered if item.get("conditions"))
    prices = dict.fromkeys(item["price"] for item in offered if item.get("price"))
    return [
        *(sentence("conditions", f"Conditions : {text}", f"Conditions: {text}") for text in conditions),
        *(sentence("price", f"Tarif : {text}", f"Price: {text}") for text in prices),
    ]


def _sizes(offered: list[Item], requirements: Requirements) -> list[Sentence]:
    sentences = []
    used = [(item, need) for item in offered for need in requirements.tested if meets(item, need)]
    if any(need.learners and item["seats"] is None for item, need in used):
        sentences.append(
            sentence(
                "seats_unknown",
                "Nombre de places à vérifier auprès du lieu.",
                "Number of seats to be checked.",
            )
        )
    if any(pieces_needed(item["type"], need) and item["quantity"] is None for item, need in used):
        sentences.append(
            sentence("quantity_unknown", "Quantité à vérifier auprès du lieu.", "Quantity to be checked.")
        )
    return sentences


def _doubts(place: dict[str, Any], offered: list[Item]) -> list[Sentence]:
    sentences = []
    if place["opening_hours"] is None:
        sentences.append(sentence("hours_unknown", "Horaires inconnus.", "Opening hours unknown."))
    if any(item["shareable"] == "unknown" for item in offered):
        sentences.append(
            sentence(
                "sharing_unknown",
                "Le partage de cet équipement reste à confirmer avec le lieu.",
                "Whether this equipment is shared must be confirmed with the place.",
            )
        )
    if any(item["confidence"] < SURE for item in offered):
        sentences.append(
            sentence(
                "read_from_text",
                "Équipement d’après une description : à confirmer avec le lieu.",
                "Equipment from a description: to be confirmed with the place.",
            )
        )
    return sentences
