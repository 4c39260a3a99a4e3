"""What was left out is told, with every line; and the report keeps it."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.importing import AMBERIEU, import_rows
from support.published_rows import CENSUS_2026, CGET, LABELLED, MEDNUM, ORGANISATION
from support.reading import read_one

from seeds.importing.reports.document import write_json
from seeds.importing.reports.html import write_html
from seeds.importing.reports.stored import last_reports
from seeds.loading.occurrences import LineRanges, of_kept
from seeds.sources.census_2026 import read_census_2026
from seeds.sources.cget import read_cget
from seeds.sources.data_inclusion import COLUMNS, OPTIONAL, read_data_inclusion
from seeds.sources.labelled import read_fabriques
from seeds.sources.mednum_equipment import read_mednum_equipment
from seeds.sources.organisations_cfa import read_organisations_cfa
from seeds.sources.spreadsheet_survey import read_survey

STRUCTURE = dict.fromkeys((*COLUMNS, *OPTIONAL), "") | {"source": "essai", "id": "d-1", "nom": "Structure"}


def test_every_line_of_a_remark_is_kept_and_told(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU)
    rows = [{**LABELLED, "id": f"f-{number}", "precision": "?" if number % 3 else ""} for number in range(40)]
    report = import_rows(engine, tmp_path, "fabriques", *rows)
    lines = [number + 2 for number in range(40) if number % 3]
    assert report.tally.remarks["precision_unreadable"].lines == lines[:5]
    out = io.StringIO()
    with engine.connect() as connection:
        (stored,) = last_reports(connection, "fabriques")
        write_json(out, [stored])
        write_html(page := io.StringIO(), [stored])
    (remark,) = json.loads(out.getvalue())["runs"][0]["remarks"]
    told = ", ".join(f"{first}-{first + 1}" for first in lines[::2])
    assert (remark["count"], remark["lines"], remark["all_lines"]) == (len(lines), lines[:5], told)
    assert told in page.getvalue()


def test_lines_take_little_room() -> None:
    ranges = LineRanges()
    for line in (2, 3, 3, 4, 9, 7, 8):
        ranges.add(line)
    assert (str(ranges), list(ranges)) == ("2-4, 9, 7-8", [(2, 4), (9, 9), (7, 8)])


def test_a_report_of_an_earlier_version_has_its_counts() -> None:
    assert (of_kept(7).count, of_kept(7).told_lines) == (7, "")


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"equipement_brut": "2 ordinateurs", "acces_brut": "Sur inscription"}, set()),
        ({"acces_brut": "Sur inscription"}, {"access_left_out"}),
        ({"equipement_brut": "2 ordinateurs", "acces_brut": "Oui"}, {"access_left_out"}),
        ({"acces_brut": "PMR:oui"}, set()),
        ({"equipement_brut": "zzz"}, {"equipment_not_understood"}),
        ({"ecart_centroide_km": "loin"}, {"precision_unreadable"}),
        ({"type_lieu": "44.16334154675334"}, {"kind_unknown"}),
        ({"type_lieu": "Observatoire"}, {"kind_unknown"}),
        ({"type_lieu": "Collectivité"}, set()),
        ({"type_lieu": "Autre / Inconnu"}, set()),
        ({"type_lieu": "-"}, set()),
        ({"type_lieu": ""}, set()),
    ],
)
def test_equipment_of_eight_territories(tmp_path: Path, changes: dict[str, str], remarks: set[str]) -> None:
    assert set(read_one(read_mednum_equipment, tmp_path, MEDNUM, **changes).remarks) == remarks


@pytest.mark.parametrize(
    ("networks", "remarks"),
    [
        ("mjc|simplon", ()),
        ("mjc|restos-du-coeur", ("network_left_out",)),
        ("x", ("network_left_out",)),
        ("", ()),
    ],
)
def test_networks(tmp_path: Path, networks: str, remarks: tuple[str, ...]) -> None:
    assert read_one(read_data_inclusion, tmp_path, STRUCTURE, reseaux_porteurs=networks).remarks == remarks


@pytest.mark.parametrize(
    ("changes", "kind", "status", "remarks"),
    [
        ({"nature": "formatrice"}, "training_organisation", "open", ("organisation_kind_unknown",)),
        ({"nature": "Formateur"}, "cfa", "open", ()),
        ({"nature": "inconnue"}, "training_organisation", "open", ()),
        ({"nature": ""}, "training_organisation", "open", ()),
        ({"etat_administratif": "en sommeil"}, "cfa", "open", ("status_unknown",)),
        ({"etat_administratif": "FERME"}, "cfa", "closed", ()),
        ({"etat_administratif": "Actif"}, "cfa", "open", ()),
    ],
)
def test_the_register_of_organisations(
    tmp_path: Path, changes: dict[str, str], kind: str, status: str, remarks: tuple[str, ...]
) -> None:
    site = read_one(read_organisations_cfa, tmp_path, ORGANISATION, **changes)
    assert (site.kind, site.status, site.remarks) == (kind, status, remarks)


@pytest.mark.parametrize(
    ("score", "remarks"),
    [
        ("0,91", ()),
        ("", ()),
        ("9", ("precision_unreadable",)),
        ("bonne", ("precision_unreadable",)),
    ],
)
def test_the_score_of_a_geocoder(tmp_path: Path, score: str, remarks: tuple[str, ...]) -> None:
    assert read_one(read_cget, tmp_path, CGET, PRECISION=score).remarks == remarks


def test_other_values_that_were_left_out_in_silence(tmp_path: Path) -> None:
    label = read_one(read_fabriques, tmp_path, LABELLED, precision="parcelle")
    assert label.remarks == ("precision_unreadable",)
    networks = {"INTERNET": "", "RS_FACEBOOK": "https://nowhere"}
    assert "website_unreadable" in read_one(read_census_2026, tmp_path, CENSUS_2026, **networks).remarks
    answer = {"Liste": "L", "SIRET": "73282932000074", "Équipé": "oui", "Type d'organisme": "école"}
    assert read_one(read_survey, tmp_path, answer).remarks == ("organisation_kind_unknown",)
