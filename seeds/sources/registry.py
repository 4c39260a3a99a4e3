"""Third places and what they share."""

from seeds.sources.census_2023 import ACTIVITIES, read_census_2023
from seeds.sources.census_2026 import read_census_2026
from seeds.sources.cget import read_cget
from seeds.sources.data_inclusion import read_data_inclusion
from seeds.sources.fabriques import read_fabriques
from seeds.sources.manufactures import read_manufactures
from seeds.sources.mediation_numerique import read_mediation_numerique
from seeds.sources.mednum_equipment import read_mednum_equipment
from seeds.sources.source import Companion, Source
from seeds.sources.spreadsheet_funded import read_funded_equipment

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
