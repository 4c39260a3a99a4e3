"""Training organisations and apprenticeship centres."""

from seeds.readers.organisations_cfa import read_organisations_cfa
from seeds.readers.training_organisations import read_training_organisations
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
    Source(
        name="training-organisations",
        title="Liste publique des organismes de formation",
        publisher="Délégation générale à l'emploi et à la formation professionnelle (DGEFP)",
        licence="LO-2.0",
        attribution="DGEFP, liste publique des organismes de formation",
        file_name="liste_publique_organismes_formation.csv",
        reader=read_training_organisations,
        kind="organisations",
        updates="daily",
        address=(
            "https://dgefp.opendatasoft.com/api/explore/v2.1/catalog/datasets/liste-publique-des-of-v2/exports/csv"
        ),
        far_position="commune_centroid",
        trust=60,
    ),
)
