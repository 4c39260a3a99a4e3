"""The registry of published sources, in the order in which they are loaded: territories first.

A new source is a reader in `seeds/sources/` and an entry here.
"""

from seeds.reading.mapping.reader import MAPPING
from seeds.sources.acceslibre import read_acceslibre
from seeds.sources.census_2023 import ACTIVITIES, read_census_2023
from seeds.sources.census_2026 import read_census_2026
from seeds.sources.cget import read_cget
from seeds.sources.communes import read_communes
from seeds.sources.data_inclusion import read_data_inclusion
from seeds.sources.grants import read_grants
from seeds.sources.labelled import read_fabriques, read_manufactures
from seeds.sources.mediation_numerique import read_mediation_numerique
from seeds.sources.mednum_equipment import read_mednum_equipment
from seeds.sources.organisations_cfa import read_organisations_cfa
from seeds.sources.outlines import read_departments, read_regions
from seeds.sources.source import Companion, Source
from seeds.sources.spreadsheet_funded import read_funded_equipment
from seeds.sources.spreadsheet_projects import read_projects
from seeds.sources.spreadsheet_support import read_support_offers
from seeds.sources.spreadsheet_survey import read_survey
from seeds.sources.territory import NAME as TERRITORY
from seeds.sources.territory import read_territory
from seeds.sources.training_organisations import read_training_organisations

OUTLINES = "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson"

TERRITORIES: tuple[Source, ...] = (
    Source(
        name="communes",
        title="Communes de France et leurs centroïdes, 2026",
        publisher="Etalab (découpage administratif), INSEE, IGN",
        licence="LO-2.0",
        attribution="INSEE, IGN Admin Express",
        file_name="communes_2026_centroides.csv",
        reader=read_communes,
        kind="communes",
        updates="yearly",
        address=(
            "https://geo.api.gouv.fr/communes?format=json"
            "&fields=code,nom,codesPostaux,population,centre,codeEpci,codeDepartement,codeRegion"
        ),
    ),
    Source(
        name="regions",
        title="Contours des régions, 2023",
        publisher="Agence nationale de la cohésion des territoires (ANCT)",
        licence="LO-2.0",
        attribution="IGN Admin Express, ANCT",
        file_name="regions_2023_4326.geojson",
        reader=read_regions,
        kind="regions",
        updates="yearly",
        address=f"{OUTLINES}/regions-1000m.geojson",
    ),
    Source(
        name="departments",
        title="Contours des départements, 2023",
        publisher="Agence nationale de la cohésion des territoires (ANCT)",
        licence="LO-2.0",
        attribution="IGN Admin Express, ANCT",
        file_name="departements_2023_4326.geojson",
        reader=read_departments,
        kind="departments",
        updates="yearly",
        address=f"{OUTLINES}/departements-1000m.geojson",
    ),
)

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
        is_survey=True,
        # Registers know names and addresses better; what was answered stands in no register.
        trust=20,
    ),
)

RESOURCES = "https://static.data.gouv.fr/resources/"
FRANCE_TIERS_LIEUX = "France Tiers-Lieux"

PLACES: tuple[Source, ...] = (
    Source(
        name="cget-2019",
        dated="2019",
        title="Recensement des tiers-lieux, 2019",
        publisher="Commissariat général à l'égalité des territoires (CGET), aujourd'hui ANCT",
        licence="LO-2.0",
        attribution="CGET/ANCT",
        file_name="tiers_lieux_cget_2019.csv",
        reader=read_cget,
        kind="places",
        updates="never",
        trust=30,
    ),
    Source(
        name="census-2023",
        dated="2023",
        title="Recensement des tiers-lieux en France, 2023",
        publisher=FRANCE_TIERS_LIEUX,
        # The publisher's page says it; nothing that lies beside the files does.
        licence="unconfirmed",
        attribution="France Tiers-Lieux, recensement 2023",
        file_name="bdftl-2023-01-fiche-identite.csv",
        reader=read_census_2023,
        kind="places",
        updates="never",
        address=f"{RESOURCES}recensement-des-tiers-lieux-en-france-2023/20241219-093636/"
        "bdftl-2023-01-fiche-identite.csv",
        companions=(
            Companion(
                name=ACTIVITIES,
                file_name="bdftl-2023-04-activites.csv",
                address=f"{RESOURCES}recensement-des-tiers-lieux-en-france-2023/20241219-093639/"
                "bdftl-2023-04-activites.csv",
            ),
        ),
        far_position="commune_centroid",
        trust=45,
    ),
    Source(
        name="census-2026",
        dated="2026",
        title="Recensement des tiers-lieux en France, 2026",
        publisher=FRANCE_TIERS_LIEUX,
        licence="unconfirmed",
        attribution="France Tiers-Lieux, recensement 2026",
        file_name="bdftl-2026-01-fiche-identite.csv",
        reader=read_census_2026,
        kind="places",
        updates="irregularly",
        address=f"{RESOURCES}recensement-des-tiers-lieux-en-france-2026/20260902-111854/"
        "bdftl-2026-01-fiche-identite.csv",
        far_position="commune_centroid",
        trust=60,
    ),
    Source(
        name="fabriques",
        dated="2024-01",
        title="Fabriques de territoire, janvier 2024",
        publisher="Agence nationale de la cohésion des territoires (ANCT)",
        licence="LO-2.0",
        attribution="ANCT",
        file_name="fabriques_de_territoire_2024-01.csv",
        reader=read_fabriques,
        kind="places",
        updates="yearly",
        trust=50,
    ),
    Source(
        name="manufactures",
        title="Manufactures de proximité",
        publisher="Agence nationale de la cohésion des territoires (ANCT)",
        licence="LO-2.0",
        attribution="ANCT",
        file_name="manufactures_de_proximite.csv",
        reader=read_manufactures,
        kind="places",
        updates="yearly",
        trust=50,
    ),
    Source(
        name="mednum-equipment",
        title="Lieux d'inclusion numérique de huit territoires et leur équipement",
        publisher="Cartographie nationale des lieux d'inclusion numérique",
        licence="unconfirmed",
        attribution="Cartographie nationale des lieux d'inclusion numérique",
        file_name="lieux_numeriques_equipement_brut.csv",
        reader=read_mednum_equipment,
        kind="places",
        far_position="commune_centroid",
        updates="irregularly",
        trust=40,
    ),
    Source(
        name="mediation-numerique",
        title="Lieux de médiation numérique, standard national",
        publisher="Cartographie nationale des lieux d'inclusion numérique, ou un territoire",
        licence="unconfirmed",
        attribution="Cartographie nationale des lieux d'inclusion numérique",
        file_name="lieux_mediation_numerique.csv",
        reader=read_mediation_numerique,
        kind="places",
        lists=True,
        far_position="commune_centroid",
        updates="daily",
        trust=45,
    ),
    Source(
        name="data-inclusion",
        title="Structures de data·inclusion",
        publisher="Plateforme de l'inclusion, data·inclusion",
        licence="unconfirmed",
        attribution="data·inclusion",
        file_name="data_inclusion_structures.csv",
        reader=read_data_inclusion,
        kind="places",
        lists=True,
        far_position="commune_centroid",
        updates="weekly",
        trust=35,
    ),
    Source(
        name=TERRITORY,
        title="Lieux d'un territoire, par correspondance de colonnes",
        publisher="Un territoire",
        licence="unconfirmed",
        attribution="Territoire",
        file_name="territory.csv",
        # Beside the file, unless --mapping names another.
        companions=(Companion(name=MAPPING, file_name="territory.toml"),),
        reader=read_territory,
        kind="places",
        lists=True,
        far_position="commune_centroid",
        updates="irregularly",
        workbooks=True,
        archives=True,
        trust=45,
    ),
    Source(
        name="funded-equipment",
        title="Lieux financés et leurs équipements, liste d'une région",
        publisher="Région",
        licence="unconfirmed",
        attribution="Région",
        file_name="funded_equipment.csv",
        reader=read_funded_equipment,
        kind="places",
        updates="irregularly",
        workbooks=True,
        lists=True,
        trust=70,
    ),
)

PLAN_AXES: tuple[Source, ...] = (
    Source(
        name="projects",
        title="Projets financés par le plan",
        publisher="Qui tient la liste",
        licence="unconfirmed",
        attribution="Liste de projets financés",
        file_name="projects.csv",
        reader=read_projects,
        kind="projects",
        updates="irregularly",
        workbooks=True,
        lists=True,
        far_position="commune_centroid",
    ),
    Source(
        name="support-offers",
        title="Offres d’accompagnement",
        publisher="Qui tient la liste",
        licence="unconfirmed",
        attribution="Liste d’offres d’accompagnement",
        file_name="support_offers.csv",
        reader=read_support_offers,
        kind="support-offers",
        updates="irregularly",
        workbooks=True,
        lists=True,
        far_position="commune_centroid",
    ),
)

MONEY: tuple[Source, ...] = (
    Source(
        name="grants",
        title="Subventions publiques, schéma national (SCDL)",
        publisher="Collectivités et opérateurs publics",
        licence="unconfirmed",
        attribution="Données essentielles des subventions",
        file_name="subventions.csv",
        reader=read_grants,
        kind="grants",
        updates="irregularly",
        workbooks=True,
        lists=True,
    ),
)

ACCESS: tuple[Source, ...] = (
    Source(
        name="acceslibre",
        title="acceslibre : accessibilité des établissements recevant du public",
        publisher="Délégation ministérielle à l'accessibilité, acceslibre",
        # Its schema is under the LO-2.0; of the file, its page says it, and nothing that lies beside it does.
        licence="unconfirmed",
        attribution="acceslibre",
        file_name="acceslibre.csv",
        reader=read_acceslibre,
        kind="building-access",
        updates="daily",
        # Of its two files, the one with the addresses of the pages.
        address="https://www.data.gouv.fr/api/1/datasets/r/93ae96a7-1db7-4cb4-a9f1-6d778370b640",
    ),
)

SOURCES: tuple[Source, ...] = (*TERRITORIES, *PLACES, *ORGANISATIONS, *PLAN_AXES, *MONEY, *ACCESS)
BY_NAME = {source.name: source for source in SOURCES}
