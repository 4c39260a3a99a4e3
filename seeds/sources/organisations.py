"""Training organisations and apprenticeship centres."""

from seeds.readers.organisations_cfa import read_organisations_cfa
from seeds.sources.source import Source

ORGANISATIONS: tuple[Source, ...] = (
    Source(
        name="organisations-cfa",
        title="Organismes de formation et centres de formation d'apprentis",
        publisher="Mission apprentissage, Référentiel des organismes",
        licence="MIT",
        attribution="Référentiel des organismes (Mission apprentissage)",
        file_name="organismes_formation_cfa.csv",
        reader=read_organisations_cfa,
        kind="organisations",
        updates="weekly",
        trust=50,
    ),
)
