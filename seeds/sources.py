"""The published sources, in the order in which they are loaded: territories first.

A new source is a reader in `seeds/readers/` and an entry here.
"""

from dataclasses import dataclass

from seeds.loading.feed import FarPosition, Feed, Kind
from seeds.readers.base import Reader
from seeds.readers.cget import read_cget
from seeds.readers.communes import read_communes
from seeds.readers.fabriques import read_fabriques
from seeds.readers.manufactures import read_manufactures
from seeds.readers.mednum_equipment import read_mednum_equipment
from seeds.readers.organisations_cfa import read_organisations_cfa
from seeds.readers.outlines import read_departments, read_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published source."""

    name: str
    """Its name on the command line and on every record."""
    title: str
    publisher: str
    licence: str
    """A code of `app.db.base.LICENCES`."""
    attribution: str
    """To be shown wherever its records are shown or exported."""
    file_name: str
    """Its file in a folder of published files."""
    reader: Reader
    kind: Kind
    far_position: FarPosition = "refuse"
    """What happens to a record whose point is far from its commune."""

    def feed(self, run_id: int) -> Feed:
        """Return what the loader is told about this source."""
        return Feed(
            source=self.name,
            kind=self.kind,
            licence=self.licence,
            run_id=run_id,
            far_position=self.far_position,
        )


SOURCES: tuple[Source, ...] = (
    Source(
        name="communes",
        title="Communes de France et leurs centroïdes, 2026",
        publisher="Etalab (découpage administratif), INSEE, IGN",
        licence="LO-2.0",
        attribution="INSEE, IGN Admin Express",
        file_name="communes_2026_centroides.csv",
        reader=read_communes,
        kind="communes",
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
    ),
    Source(
        name="cget-2019",
        title="Recensement des tiers-lieux, 2019",
        publisher="Commissariat général à l'égalité des territoires (CGET), aujourd'hui ANCT",
        licence="LO-2.0",
        attribution="CGET/ANCT",
        file_name="tiers_lieux_cget_2019.csv",
        reader=read_cget,
        kind="places",
    ),
    Source(
        name="fabriques",
        title="Fabriques de territoire, janvier 2024",
        publisher="Agence nationale de la cohésion des territoires (ANCT)",
        licence="LO-2.0",
        attribution="ANCT",
        file_name="fabriques_de_territoire_2024-01.csv",
        reader=read_fabriques,
        kind="places",
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
    ),
    Source(
        name="organisations-cfa",
        title="Organismes de formation et centres de formation d'apprentis",
        publisher="Mission apprentissage, Référentiel des organismes",
        licence="MIT",
        attribution="Référentiel des organismes (Mission apprentissage)",
        file_name="organismes_formation_cfa.csv",
        reader=read_organisations_cfa,
        kind="organisations",
    ),
)
BY_NAME = {source.name: source for source in SOURCES}
