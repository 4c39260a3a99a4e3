"""Communes and outlines."""

from seeds.sources.communes import read_communes
from seeds.sources.outlines import read_departments, read_regions
from seeds.sources.source import Source

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
