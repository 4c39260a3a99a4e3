"""Vocabulary of organisations: kinds, and states of equipment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindFact:
    """A kind of organisation, with its labels."""

    code: str
    label_fr: str
    label_en: str


KINDS: tuple[KindFact, ...] = (
    KindFact("training_organisation", "Organisme de formation", "Training organisation"),
    KindFact("cfa", "Centre de formation d’apprentis (CFA)", "Apprenticeship centre (CFA)"),
)
KIND_CODES: tuple[str, ...] = tuple(fact.code for fact in KINDS)
STATUSES = ("open", "closed")
EQUIPMENT_STATUSES = ("equipped", "unequipped", "unknown")
"""`unknown` unless the organisation itself declared it: silence is never read as "unequipped"."""
