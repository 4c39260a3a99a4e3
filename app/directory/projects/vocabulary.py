"""Programmes of the national plan's third axis, which fund projects and not places, as plain facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectProgrammeFact:
    """A programme that funds projects."""

    code: str
    label_fr: str
    label_en: str


PROJECT_PROGRAMMES: tuple[ProjectProgrammeFact, ...] = (
    ProjectProgrammeFact("deffinum", "Deffinum", "Deffinum"),
    ProjectProgrammeFact(
        "cma", "Compétences et métiers d’avenir", "Compétences et métiers d’avenir (skills and jobs to come)"
    ),
    ProjectProgrammeFact("campus-connecte", "Campus connecté", "Campus connecté (connected campuses)"),
)
PROJECT_PROGRAMME_CODES: tuple[str, ...] = tuple(fact.code for fact in PROJECT_PROGRAMMES)
