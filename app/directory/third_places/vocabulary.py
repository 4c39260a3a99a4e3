"""Vocabulary of third places: kinds, and the values of columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindFact:
    """A kind of place, with its labels."""

    code: str
    label_fr: str
    label_en: str


KINDS: tuple[KindFact, ...] = (
    KindFact("third_place", "Tiers-lieu", "Third place"),
    KindFact("coworking", "Espace de coworking", "Coworking space"),
    KindFact("fablab", "Fab lab", "Fab lab"),
    KindFact("manufactory", "Manufacture de proximité", "Local workshop"),
    KindFact("digital_public_space", "Espace public numérique", "Public digital space"),
    KindFact("library", "Bibliothèque, médiathèque", "Library"),
    KindFact("france_services", "France Services", "France Services office"),
    KindFact("town_hall", "Mairie, collectivité", "Town hall, local authority"),
    KindFact("social_centre", "Centre social", "Social centre"),
    KindFact("youth_information", "Information jeunesse", "Youth information centre"),
    KindFact("local_mission", "Mission locale", "Youth employment office"),
    KindFact("training_centre", "Centre de formation", "Training centre"),
    KindFact("association", "Association", "Association"),
    KindFact("public_service", "Service public", "Public service"),
    KindFact("digital_helper", "Médiation numérique", "Digital helper"),
    KindFact("company", "Entreprise", "Company"),
    KindFact("other", "Autre lieu", "Other place"),
)
KIND_CODES: tuple[str, ...] = tuple(fact.code for fact in KINDS)
STATUSES = ("open", "planned", "closed")
ASSUMED = ("kind", "status")
"""Properties that may be assumed where a source does not state them."""
WHEELCHAIR = ("yes", "limited", "no")
SHAREABLE = ("yes", "no", "unknown")
"""Only `no` is left out of matching."""
MANAGER_KINDS = ("association", "company", "public", "cooperative", "other")

DUPLICATE_VERDICTS = ("same", "different", "review")
"""Decision about two records that may be one place."""
DECIDERS = ("rule", "operator")
