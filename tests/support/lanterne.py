"""One place that several sources list: their rows, and what the directory makes of them."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Engine
from support.databases import environment
from support.importing import NANTES, import_rows, rows, value
from support.published_rows import CGET, LABELLED, MEDNUM

from app.cli import main

LISTING = "SELECT t::text FROM third_place_listing AS t ORDER BY third_place_id"
CENSUS = {**CGET, "NOM_TL": "La Lanterne", "WEB": "https://lanterne.example/"}
LABEL = {
    **LABELLED,
    "nom": "Tiers-lieu la Lanterne",
    "code_insee": "44109",
    "commune": "Nantes",
    "latitude": "47.2322",
    "longitude": "-1.5479",
}
WORKSHOP = {**LABEL, "id": "m-1", "nom": "Manufacture La Lanterne", "label": "Manufacture de proximité"}
SHARED = {
    **MEDNUM,
    "nom": "LA LANTERNE",
    "adresse": "9 rue du Port",
    "code_postal": "44300",
    "commune": "Nantes",
    "code_insee": "44109",
    "latitude": "47.24",
    "longitude": "-1.50",
    "equipement_brut": "imprimante 3D",
}
FILES = {"cget-2019": CENSUS, "fabriques": LABEL, "manufactures": WORKSHOP}


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def features(engine: Engine) -> list[dict[str, Any]]:
    """Return the Features that are listed, the ids of records in the order of import."""
    found = rows(
        engine, "SELECT feature_head || feature_tail FROM third_place_listing ORDER BY third_place_id"
    )
    return [json.loads(feature) for (feature,) in found]


def under_licences(engine: Engine) -> list[dict[str, Any]]:
    """Return the Features of which each holds one licence's values."""
    found = rows(
        engine, "SELECT feature_head || feature_tail FROM third_place_under_licence ORDER BY third_place_id"
    )
    return [json.loads(feature) for (feature,) in found]


def import_all(engine: Engine, folder: Path, *sources: str) -> list[tuple[int, int]]:
    """Import in this order; return created and merged of each."""
    counts = [import_rows(engine, folder, source, FILES[source]).tally.counts for source in sources]
    return [(count.created, count.merged) for count in counts]


def public_id(engine: Engine, source: str) -> str:
    return str(value(engine, "SELECT public_id FROM third_place WHERE source = :source", source=source))


def import_three(engine: Engine, folder: Path) -> Engine:
    """Import the place from three sources."""
    import_rows(engine, folder, "communes", NANTES)
    assert import_all(engine, folder, *FILES) == [(1, 0), (0, 1), (0, 1)]
    return engine
