"""The programmes that the sources of the directory speak of, as plain facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeFact:
    """A public programme: its code, its French name and who pays."""

    code: str
    name: str
    funder: str
    website: str | None = None
    name_en: str | None = None
    """English name of what is no proper name."""


OTHER_PROGRAMME = "other-public"
"""Public money of a programme that has no entry of its own; the award's call names it."""

PROGRAMMES: tuple[ProgrammeFact, ...] = (
    ProgrammeFact(
        "deffinov",
        "Deffinov Tiers-lieux",
        "Ministère du Travail, France Relance",
        "https://travail-emploi.gouv.fr/",
    ),
    ProgrammeFact(
        "fabrique-de-territoire",
        "Fabrique de territoire",
        "Agence nationale de la cohésion des territoires (ANCT)",
        "https://agence-cohesion-territoires.gouv.fr/",
    ),
    ProgrammeFact(
        "manufacture-de-proximite",
        "Manufacture de proximité",
        "Agence nationale de la cohésion des territoires (ANCT), France Relance",
        "https://agence-cohesion-territoires.gouv.fr/",
    ),
    ProgrammeFact(
        OTHER_PROGRAMME,
        "Autre programme public",
        "Selon l'appel à projets",
        name_en="Another public programme",
    ),
)
PROGRAMME_CODES: tuple[str, ...] = tuple(programme.code for programme in PROGRAMMES)
CODES: frozenset[str] = frozenset(PROGRAMME_CODES)
