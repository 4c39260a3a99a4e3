"""Each column that a national file holds is shown on the place's page, or the docs say why it is not."""

import re
from collections.abc import Mapping
from pathlib import Path

from flask.testing import FlaskClient
from support.databases import REPOSITORY
from support.importing import NANTES, import_text
from support.pages import Document
from support.published_rows import CENSUS_2026, as_csv
from support.standard import FULL

from app.directory.third_places.mediation_numerique import FIELDS
from app.platform.database.connection import make_engine

ACCESSLIBRE = "https://acceslibre.beta.gouv.fr/app/44-nantes/a/atelier/erp/le-port/"
STANDARD = FULL | {"fiche_acces_libre": ACCESSLIBRE}
CENSUS = CENSUS_2026 | {"RS_X": "https://x.example/halle", "LIEN_OSM_GOOGLE": "https://osm.example/node/1"}
SHOWN: Mapping[str, tuple[str, ...]] = {
    "nom": ("L'Atelier du Port",),
    "typologie": ("Tiers-lieu",),
    "telephone": ("01 42 34 56 78",),
    "horaires": ("lun.-ven. 9 h – 12 h, 14 h – 18 h 30 ; sam. 8 h 30 – 12 h",),
    "date_maj": ("4 mars 2026",),
    "pivot": ("SIRET de qui gère ce lieu 73282932000074",),
    "id": ("un-territoire:lieu-1",),
    "latitude": ("47.24",),
    "presentation_detail": ("Un atelier ouvert à tous, avec ses machines.",),
}
"""Texts of a page where they are others than the file's."""
SHOWN_OF_CENSUS: Mapping[str, tuple[str, ...]] = {
    "LATITUDE": ("47.2401",),
    "LONGITUDE": ("-1.5002",),
    "familles_tiers_lieux": ("Fab lab",),
    "état du projet": ("Ouvert",),
    "TYPE_STRUCTURE_GEST": ("Association",),
}


def left_out(heading: str) -> set[str]:
    """Columns of which a table of the docs says why they are not on the page."""
    text = (REPOSITORY / "docs" / "mediation-numerique.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \| .{20,} \|$", section, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def page_of(client: FlaskClient, url: str, folder: Path, source: str, content: bytes) -> tuple[str, str]:
    """The text of the page of the one place of a file, and its addresses."""
    engine = make_engine(url)
    import_text(engine, folder, "communes", as_csv([NANTES]))
    assert import_text(engine, folder, source, content).tally.refused == 0
    (feature,) = client.get("/api/v1/third-places").get_json(force=True)["features"]
    document = Document(client.get(f"/lieux/{feature['id']}").text)
    addresses = " ".join(link["href"] or "" for link in document.all("a"))
    places = " ".join(str(found.get("data-lat")) for found in document.with_class("place-map"))
    return f"{document.text} {places}", addresses


def unseen(
    row: Mapping[str, str], shown: Mapping[str, tuple[str, ...]], text: str, addresses: str
) -> set[str]:
    """Columns with a value that the page does not hold."""
    return {
        name
        for name, value in row.items()
        for part in shown.get(name, tuple(value.split("|")))
        if part and part not in text and part not in addresses
    }


def test_the_standards_fields(made: FlaskClient, empty_url: str, tmp_path: Path) -> None:
    assert all(STANDARD[name] for name in FIELDS)
    content = as_csv([STANDARD]).encode()
    text, addresses = page_of(made, empty_url, tmp_path, "mediation-numerique", content)
    assert unseen(STANDARD, SHOWN, text, addresses) == left_out("On a place's page")


def test_the_columns_of_the_census(made: FlaskClient, empty_url: str, tmp_path: Path) -> None:
    assert all(CENSUS.values())
    content = as_csv([CENSUS], ";").encode("utf-8-sig")
    text, addresses = page_of(made, empty_url, tmp_path, "census-2026", content)
    assert unseen(CENSUS, SHOWN_OF_CENSUS, text, addresses) == left_out("Of the census of 2026")
