"""Training organisations and apprenticeship centres."""

from seeds.sources.organisations_cfa import read_organisations_cfa
from seeds.sources.source import Source
from seeds.sources.spreadsheet_survey import read_survey
from seeds.sources.training_organisations import read_training_organisations

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
    Source(
        name="survey",
        title="Enquête auprès des organismes de formation",
        publisher="Organismes de formation et CFA, réponses à une enquête",
        licence="LO-2.0",
        attribution="Réponses des organismes",
        file_name="survey.csv",
        reader=read_survey,
        kind="organisations",
        updates="irregularly",
        workbooks=True,
        lists=True,
        answers=True,
        # Registers know names and addresses better; what was answered stands in no register.
        trust=20,
    ),
)
