"""Rows of the public list of training organisations, and what became of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from support.importing import import_text, rows
from support.published_rows import as_csv

from seeds.importing.import_file import ImportReport
from seeds.sources.training_organisations import DOTTED

SIRET, OTHER_SIRET = "73282932000074", "44306184100047"
OLD, NEW, THIRD = "11750000001", "11750000002", "11750000003"


def listed(nda: str, **values: str) -> dict[str, str]:
    """Return a row of the list."""
    given = {
        "nda": nda,
        "name": f"Organisme {nda}",
        "siret": SIRET,
        "street": "9 rue du Port",
        "postcode": "44300",
        "city": "Nantes",
        "apprenticeship": "false",
        **values,
    }
    cells = dict.fromkeys(DOTTED.columns, "")
    return cells | {getattr(DOTTED, name): text for name, text in given.items()}


def load_list(engine: Engine, folder: Path, *found: Mapping[str, str]) -> ImportReport:
    """Import a list of these rows."""
    return import_text(engine, folder, "training-organisations", as_csv(found, ";"))


def shown(engine: Engine) -> list[dict[str, Any]]:
    """Return the Features of all sites."""
    query = "SELECT (feature_head || feature_tail)::json FROM organisation_listing ORDER BY organisation_id"
    return [feature for (feature,) in rows(engine, query)]
