"""Files of territories, each of another shape, read by a mapping that was guessed."""

import csv
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, text
from support.importing import AMBERIEU as AMBERIEU_COMMUNE
from support.importing import NANTES as NANTES_COMMUNE
from support.importing import everything, import_rows, outcome, rows
from support.publisher import Publisher, file, publisher
from support.stand_in import serving
from support.territorial_files import AMBERIEU, FILES, NANTES, geojson, opendatasoft, write_file
from werkzeug import Request, Response

from seeds.importing.check import check
from seeds.importing.fetching.addresses import fetch
from seeds.importing.fetching.download import DownloadError
from seeds.importing.import_file import ImportReport, import_
from seeds.importing.mappings import kept_document
from seeds.reading.files import SourceFileError
from seeds.reading.mapping.archives import inspect_any
from seeds.reading.mapping.declaration import SURE, MappingError, as_toml, parse_mapping
from seeds.reading.mapping.guess import guess
from seeds.sources.registry import BY_NAME
from seeds.sources.territory import NAME, with_mapping

ETOILE, PORT = "Médiathèque de l'Étoile", "FabLab du Port"
NEAR = 0.003
"""Degrees; an outline's point is not its corner."""
HOURS = {
    "ardeche.csv": ("Mo-Tu 09:00-12:00,14:00-18:00; Th-Fr 09:00-12:00", "Mo-Th 10:00-18:30"),
    "nievre.zip": ("Mo-Tu 09:00-12:00,14:00-18:00; Th-Fr 09:00-12:00", "Mo-Th 10:00-18:30"),
    "gers.geojson": ("Mo-Fr 09:00-12:00", None),
    "orne.tsv": ("Mo-Tu 09:00-12:00,14:00-18:00", "Mo-We 09:00-12:00,14:00-18:00"),
}
EQUIPMENT = {
    "ardeche.csv": ({"wifi", "computer"}, {"wifi", "printer_3d", "computer", "scanner"}),
    "nievre.zip": ({"wifi", "computer"}, {"wifi", "printer_3d", "computer", "scanner"}),
    "doubs.xlsx": ({"computer"}, {"computer", "tablet"}),
    "landes.json": ({"computer", "printer"}, {"printer_3d", "laser_cutter"}),
    "lot.ndjson": ({"computer", "printer"}, {"printer_3d", "laser_cutter"}),
}
KINDS = {"ardeche.csv": ("library", "fablab"), "tarn.json": ("library", "fablab")}
STANDARD = {
    "ardeche.csv": {"publics_specifiquement_adresses": "Jeunes"},
    "landes.json": {
        "services": "Aide aux démarches administratives|Utilisation sécurisée du numérique",
        "frais_a_charge": "Gratuit",
    },
    "tarn.json": {"publics_specifiquement_adresses": "Jeunes|Seniors"},
}


PLACES = (
    "SELECT p.*, ST_Y(position::geometry) AS lat, ST_X(position::geometry) AS lon,"
    " ARRAY(SELECT type_code FROM equipment AS e WHERE e.third_place_id = p.id) AS types"
    " FROM third_place AS p"
)


def mapped(path: Path) -> Path:
    """Write the guess at a file beside it."""
    written = path.with_suffix(".toml")
    written.write_text(as_toml(guess(inspect_any(path))))
    return written


def import_mapped(engine: Engine, path: Path, mapping: Path | None = None) -> ImportReport:
    """Import a file by a mapping, by the guess where none is given."""
    return import_(engine, with_mapping(BY_NAME[NAME], mapping or mapped(path)), path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_shape_comes_in_as_it_is(engine: Engine, tmp_path: Path, name: str) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU_COMMUNE, NANTES_COMMUNE)
    path = write_file(tmp_path, name)
    with check(engine, path, with_mapping(BY_NAME[NAME], mapped(path))) as report:
        assert list(report.refused) == []
    assert outcome(import_mapped(engine, path)) == (2, 0, 0, 0, 0)
    assert outcome(import_mapped(engine, path)) == (0, 0, 2, 0, 0)
    with engine.connect() as connection:
        places = {row.name: row for row in connection.execute(text(PLACES))}
    for name_of_place, near in ((ETOILE, AMBERIEU), (PORT, NANTES)):
        place = places[name_of_place]
        assert (place.lat, place.lon) == pytest.approx(near, abs=NEAR)
        assert place.source_record_id.startswith(f"{path.stem}:")
    assert places[ETOILE].address == "3 rue Haute"
    assert places[ETOILE].postcode == "01500"
    both = (places[ETOILE], places[PORT])
    assert tuple(place.opening_hours for place in both) == HOURS.get(name, (None, None))
    assert tuple(set(place.types) for place in both) == EQUIPMENT.get(name, (set(), set()))
    if name in KINDS:
        assert tuple(place.kind for place in both) == KINDS[name]
    assert places[ETOILE].standard.items() >= STANDARD.get(name, {}).items()
    assert "zzyzx" not in str(everything(engine)).lower()
    assert rows(engine, "SELECT count(*) FROM list_mapping WHERE document ILIKE '%zzyzx%'") == [(0,)]


def test_of_a_refused_row_only_what_is_read_is_kept(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,nom,code postal,responsable,note\n1,Lieu,35000,Ornella Zzyzx,x\n2,,35000,Ornella Zzyzx,y\n"
    )
    report = import_mapped(engine, path)
    assert outcome(report) == (1, 0, 0, 1, 0)
    assert rows(engine, "SELECT line_number, code, record FROM rejected_record") == [
        (3, "name_missing", {"id": "2", "nom": "", "code postal": "35000"})
    ]
    assert {"column_ignored: responsable", "column_ignored: note"} <= report.tally.remarks.keys()


def test_every_version_of_a_mapping_is_kept(engine: Engine, tmp_path: Path) -> None:
    path = write_file(tmp_path, "landes.json")
    first = mapped(path)
    import_mapped(engine, path, first)
    import_mapped(engine, path, first)
    other = tmp_path / "other.toml"
    other.write_text(
        first.read_text().replace("[fields.frais_a_charge]", "# By hand.\n[fields.frais_a_charge]")
    )
    import_mapped(engine, path, other)
    assert rows(engine, "SELECT list, version FROM list_mapping ORDER BY 2") == [("landes", 1), ("landes", 2)]
    with engine.connect() as connection:
        assert kept_document(connection, "landes") == other.read_text()
        assert kept_document(connection, "landes", 1) == first.read_text()
        with pytest.raises(MappingError, match="No mapping"):
            kept_document(connection, "elsewhere")


def test_an_import_that_fails_keeps_no_mapping(engine: Engine, tmp_path: Path) -> None:
    path = write_file(tmp_path, "landes.json")
    mapping = tmp_path / "m.toml"
    mapping.write_text(mapped(path).read_text().replace('"nom_du_lieu"', '"nom"'))
    report = import_mapped(engine, path, mapping)
    assert (report.status, "no column nom" in (report.error or "")) == ("failed", True)
    assert rows(engine, "SELECT count(*) FROM list_mapping") == [(0,)]


MINIMAL = 'format = 1\nlist = "x"\n[fields.id]\ncolumn = "a"\n[fields.nom]\ncolumn = "b"\n'


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("format = 1", "name the list"),
        ("", "format = 1"),
        ("a = [", "no TOML"),
        (MINIMAL.replace("nom", "name"), r"\[fields.name\] is no field"),
        (MINIMAL.replace("[fields.nom]", "[fields.adresse]"), r"say which column is \[fields.nom\]"),
        (MINIMAL + 'rule = "magic"', "none of text"),
        (MINIMAL + 'licence = "free"', "has 'licence'"),
        ('licence = "free"\n' + MINIMAL, "licence 'free' is none of"),
        (MINIMAL + "[fields.commune]\nsplit = 3", "split is a text"),
        (MINIMAL + "[fields.position]\ncolumn = 'c'", "rule is"),
        (MINIMAL + "[fields.services]\ncolumn = 'c'\nvocabulary = {a = 'b'}", "no value of the standard"),
        (MINIMAL + "[columns_of_equipment]\nc = 'rocket'", "no type of equipment"),
        (MINIMAL + "[fields.horaires]\nrule = 'weekdays'\ndays = {Lu = 'c'}", "days are Mo"),
        (MINIMAL + "[fields.commune]\nconstant = 3", "constant is a text"),
        (MINIMAL + "[fields.commune]", "name a column"),
    ],
)
def test_a_mapping_says_what_is_wrong_with_it(document: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        parse_mapping(document)


def test_constants_vocabularies_and_units(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "ref;titre;lat;lon;genre;public\n7;Le Lieu;45960844;5371861;BM;ados+vieux+extraterrestres\n"
    )
    mapping = tmp_path / "a.toml"
    mapping.write_text(
        'format = 1\nlist = "lot"\nlicence = "LO-2.0"\npublisher = "Le Lot"\n'
        '[fields.id]\ncolumn = "ref"\n[fields.nom]\ncolumn = "titre"\n'
        '[fields.position]\ncolumns = ["lat", "lon"]\nrule = "degrees"\nunit = "microdegrees"\n'
        '[fields.kind]\ncolumn = "genre"\nvocabulary = {BM = "Bibliothèque"}\n'
        '[fields.commune]\nconstant = "Ambérieu-en-Bugey"\n'
        '[fields.publics_specifiquement_adresses]\ncolumn = "public"\nsplit = "+"\n'
        'vocabulary = {ados = "Jeunes", vieux = "Seniors", extraterrestres = ""}\n'
    )
    report = import_mapped(engine, path, mapping)
    assert report.tally.remarks["choice_unknown"].count == 1
    assert rows(
        engine,
        "SELECT source_record_id, city, kind, round(ST_Y(position::geometry)::numeric, 4)::float,"
        " standard->>'publics_specifiquement_adresses' FROM third_place",
    ) == [("lot:7", "Ambérieu-en-Bugey", "library", 45.9608, "Jeunes|Seniors")]
    assert rows(engine, "SELECT licence, publisher FROM source_list") == [("LO-2.0", "Le Lot")]


# Addresses


def test_a_dataset_of_opendatasoft(tmp_path: Path) -> None:
    with publisher() as portal:
        portal.says("/api/explore/v2.1/catalog/datasets/lieux/exports/json", file(opendatasoft()))
        for page in (
            "/explore/dataset/lieux/table/?sort=nom",
            "/api/explore/v2.1/catalog/datasets/lieux/records",
        ):
            path = fetch(portal.url + page, tmp_path)
            assert path.read_bytes() == opendatasoft()


def test_a_dataset_of_ckan(tmp_path: Path) -> None:
    with publisher() as portal:
        portal.says("/files/lieux.geojson", file(geojson()))
        shown = {
            "result": {
                "resources": [
                    {"format": "PDF", "url": f"{portal.url}/files/notice.pdf"},
                    {"format": "GeoJSON", "url": f"{portal.url}/files/lieux.geojson"},
                ]
            }
        }
        portal.says("/api/3/action/package_show", file(json.dumps(shown).encode()))
        assert fetch(f"{portal.url}/fr/dataset/lieux-numeriques", tmp_path).read_bytes() == geojson()
        portal.says("/api/3/action/package_show", file(b'{"result": {"resources": []}}'))
        with pytest.raises(DownloadError, match="publishes no geojson"):
            fetch(f"{portal.url}/dataset/lieux-numeriques", tmp_path)


class FeatureServer(Publisher):
    """A WFS that gives one feature at a time."""

    def answer(self, request: Request) -> Response:
        """Answer GetFeature."""
        self.asked.append((request.full_path, {}))
        arguments = {name.lower(): value for name, value in request.args.items()}
        if (arguments["request"], arguments["typenames"]) != ("GetFeature", "sig:lieux"):
            return Response("<ServiceException/>", content_type="application/xml")
        features = json.loads(geojson())["features"]
        start = int(arguments.get("startindex", 0))
        body = {"type": "FeatureCollection", "numberMatched": 2, "features": features[start : start + 1]}
        return Response(json.dumps(body), content_type="application/json")


def test_a_layer_of_a_wfs_page_by_page(engine: Engine, tmp_path: Path) -> None:
    with serving(FeatureServer()) as server:
        query = urlencode({"SERVICE": "WFS", "typeNames": "sig:lieux"})
        path = fetch(f"{server.url}/wfs?{query}", tmp_path)
        assert len(server.asked) == 2
        with pytest.raises(DownloadError, match="does not answer with JSON"):
            fetch(f"{server.url}/wfs?SERVICE=WFS&typeNames=other", tmp_path)
    mapping = tmp_path / "gers.toml"
    mapping.write_text(as_toml(replace(guess(inspect_any(path)), list="gers")))
    assert outcome(import_mapped(engine, path, mapping)) == (2, 0, 0, 0, 0)


# The published files


@pytest.mark.shared_data
def test_the_eight_territories_come_in_without_a_line_of_code(
    engine: Engine, tmp_path: Path, shared_data: Path
) -> None:
    territories: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (shared_data / "lieux_numeriques_equipement_brut.csv").open(
        encoding="utf-8", newline=""
    ) as published:
        for row in csv.DictReader(published):
            territories[row.pop("source")].append(row)
    assert len(territories) == 8
    read = refused = 0
    for name, listed in territories.items():
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, listed[0].keys())
            writer.writeheader()
            writer.writerows(listed)
        report = import_mapped(engine, path)
        assert report.status == "loaded", report.error
        read, refused = read + report.tally.read, refused + report.tally.refused
    assert (read, refused) == (2428, 0)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("tiers_lieux_cget_2019.csv", {"id", "commune", "code_insee", "latitude", "longitude", "site_web"}),
        (
            "fabriques_de_territoire_2024-01.csv",
            {"id", "nom", "commune", "code_insee", "latitude", "longitude"},
        ),
        ("manufactures_de_proximite.csv", {"id", "nom", "commune", "code_insee", "latitude", "longitude"}),
        ("organismes_formation_cfa.csv", {"pivot", "adresse", "code_postal", "commune", "latitude"}),
    ],
)
def test_other_published_files_are_guessed_surely(shared_data: Path, name: str, sure: set[str]) -> None:
    guessed = guess(inspect_any(shared_data / name))
    assert {target for target, one in guessed.fields.items() if (one.sure or 0) >= SURE} >= sure


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 no archive", "damaged archive"),
        (b'[{"a": 1}, {"a"', "was it cut off"),
        (b'{"a": {"b": 1}}', "no column was recognised"),
        (b"[1, 2, 3]", "no list of objects"),
        (b"a;b\n1;2\n", "no column was recognised"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_no_list_of_places(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(SourceFileError, match=said):
        guess(inspect_any(path))
