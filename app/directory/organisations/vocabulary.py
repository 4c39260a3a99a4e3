"""Vocabulary of organisations: kinds, states of equipment, and the support that they may need."""

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


@dataclass(frozen=True, slots=True)
class SupportFact:
    """A field in which an organisation may need support, as surveys ask for it, with its labels."""

    code: str
    label_fr: str
    label_en: str


SUPPORT_FIELDS: tuple[SupportFact, ...] = (
    SupportFact("pedagogy", "Pédagogie", "Pedagogy"),
    SupportFact("technical_solutions", "Maîtrise des solutions techniques", "Mastery of technical solutions"),
    SupportFact("strategy", "Positionnement stratégique", "Strategic positioning"),
    SupportFact("human_resources", "Gestion des ressources humaines", "Management of human resources"),
    SupportFact("equipment_funding", "Financement de l’équipement", "Funding of equipment"),
)
SUPPORT_CODES: tuple[str, ...] = tuple(fact.code for fact in SUPPORT_FIELDS)
