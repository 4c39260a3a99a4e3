"""Vocabulary of offers of support; the kinds of help are those that surveys ask organisations for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelperFact:
    """A kind of body that helps, with its labels."""

    code: str
    label_fr: str
    label_en: str


HELPERS: tuple[HelperFact, ...] = (
    HelperFact("carif_oref", "Carif-Oref", "Carif-Oref (regional centre for training information)"),
    HelperFact("opco", "OPCO", "OPCO (skills operator of a branch)"),
    HelperFact("network", "Réseau", "Network"),
    HelperFact("public", "Service public", "Public service"),
    HelperFact("other", "Autre", "Other"),
)
HELPER_CODES: tuple[str, ...] = tuple(fact.code for fact in HELPERS)
