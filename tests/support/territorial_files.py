"""Eight made-up files of territories, each of another shape: same places, nobody's real name."""

# Rows are read as rows.
# ruff: noqa: E501, ISC004, RUF005

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

PERSON = "Ornella Zzyzx"
"""Somebody named in every file, and kept nowhere."""
MAIL, MOBILE = "ornella.zzyzx@gmail.example", "06 99 99 99 99"
AMBERIEU, NANTES = (45.960844, 5.371861), (47.232044, -1.548023)
LAMBERT = ((883668.3, 6542884.3), (356086.4, 6691211.8))
"""The same points in Lambert-93, easting first."""


def csv_of_windows() -> bytes:
    """`;`, Windows' encoding, weekday columns, yes and no over columns of equipment and public, a person."""
    header = (
        "N°;Nom de la structure;Type de structure;Adresse;CP;Ville;Code INSEE;Latitude;Longitude;Tél.;Courriel;Lundi;Mardi"
        ";Mercredi;Jeudi;Vendredi;Samedi;Wifi;Imprimante 3D;Ordinateur;Scanner;Public jeunes;Public seniors;Accessibilité PMR"
        ";Prénom du responsable;Portable du responsable"
    )
    rows = (
        "1;Médiathèque de l'Étoile;Médiathèque;3 rue Haute;1500;Ambérieu-en-Bugey;1004;45,960844;5,371861;04 74 00 00 01"
        f";contact@etoile.example;9h-12h / 14h-18h;9h-12h / 14h-18h;Fermé;9h-12h;9h-12h;;Oui;Non;x;0;Oui;Non;Oui;{PERSON};{MOBILE}",
        "2;FabLab du Port;Fablab;9 quai du Port;44000;Nantes;44109;47,232044;-1,548023;02 40 00 00 02"
        f";{MAIL};10h à 18h30;10h à 18h30;10h à 18h30;10h à 18h30;;;Oui;Oui;Oui;Oui;Non;Non;Non;{PERSON};{MOBILE}",
    )
    return "\r\n".join((header, *rows, "")).encode("cp1252")


def workbook() -> bytes:
    """A title above the header, Lambert-93 in X and Y, counts, an empty sheet beside, dates as dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lieux"
    sheet.append(["Lieux numériques du département, 2026"])
    sheet.append([])
    sheet.append(
        [
            "Identifiant",
            "Nom du lieu",
            "Rue",
            "Code postal",
            "Commune",
            "X",
            "Y",
            "Nb ordinateurs",
            "Nb tablettes",
            "Site internet",
        ]
        + ["Nom du référent"]
    )
    sheet.append(
        [
            "A-1",
            "Médiathèque de l'Étoile",
            "3 rue Haute",
            "01500",
            "Ambérieu-en-Bugey",
            *LAMBERT[0],
            6,
            0,
            "https://etoile.example",
            PERSON,
        ]
    )
    sheet.append(
        [
            "A-2",
            "FabLab du Port",
            "9 quai du Port",
            44000,
            "Nantes",
            *LAMBERT[1],
            12,
            4,
            "www.port.example",
            PERSON,
        ]
    )
    book.create_sheet("Notes").append(["Rien à voir"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def geojson() -> bytes:
    """Points and an outline, names in English, hours in OpenStreetMap's syntax."""
    square = [[[-1.55, 47.23], [-1.546, 47.23], [-1.546, 47.234], [-1.55, 47.234], [-1.55, 47.23]]]
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [AMBERIEU[1], AMBERIEU[0]]},
         "properties": {"id": 1, "name": "Médiathèque de l'Étoile", "address": "3 rue Haute", "postcode": "01500", "city": "Ambérieu-en-Bugey",
                        "opening_hours": "Mo-Fr 09:00-12:00", "phone": "+33 4 74 00 00 01", "wheelchair": "oui", "last_edited_user": PERSON}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": square},
         "properties": {"id": 2, "name": "FabLab du Port", "address": "9 quai du Port", "postcode": "44000", "city": "Nantes",
                        "opening_hours": "", "phone": None, "wheelchair": "non", "last_edited_user": PERSON}},
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


OBJECTS = (
    {"identifiant": "x1", "nom_du_lieu": "Médiathèque de l'Étoile", "adresse_postale": "3 rue Haute, chez Mme Zzyzx", "code_postal": 1500,
     "ville": "Ambérieu-en-Bugey", "materiel": "6 ordinateurs, imprimante", "tarif": "Gratuit",
     "services": ["Aide aux démarches administratives", "Utilisation sécurisée du numérique"], "responsable": PERSON},
    {"identifiant": "x2", "nom_du_lieu": "FabLab du Port", "adresse_postale": "9 quai du Port", "code_postal": 44000,
     "ville": "Nantes", "materiel": "Imprimante 3D et découpe laser", "tarif": "Payant", "services": [], "responsable": PERSON},
)  # fmt: skip


def opendatasoft() -> bytes:
    """An export in JSON: a point in an object, lists, postcodes as numbers."""
    points = [{"lat": lat, "lon": lon} for lat, lon in (AMBERIEU, NANTES)]
    return json.dumps(
        [{**row, "geo_point_2d": point} for row, point in zip(OBJECTS, points, strict=True)]
    ).encode()


def json_lines() -> bytes:
    """One object a line, both coordinates in one text."""
    texts = (f"{lat}, {lon}" for lat, lon in (AMBERIEU, NANTES))
    return "".join(
        json.dumps({**row, "coordonnees_gps": text}) + "\n" for row, text in zip(OBJECTS, texts, strict=True)
    ).encode()


def folder_in_zip() -> bytes:
    """A table in a folder beside what is none."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("lieux/LISEZMOI.md", "Données du territoire")
        archive.writestr("lieux/table.csv", csv_of_windows())
    return out.getvalue()


def tabs_without_ids() -> bytes:
    """Tabs, no identifier, degrees with minutes, a column for each end of each half day."""
    days = ("Lundi", "Mardi", "Mercredi")
    ends = [
        f"{day} {half} {end}"
        for day in days
        for half in ("matin", "après-midi")
        for end in ("ouverture", "fermeture")
    ]
    header = [
        "Structure",
        "Voie",
        "Code postal",
        "Localité",
        "Lat",
        "Long",
        *ends,
        "Nom et prénom du contact",
    ]
    times = ["09:00", "12:00", "14:00", "18:00"]
    rows = (
        [
            "Médiathèque de l'Étoile",
            "3 rue Haute",
            "01500",
            "Ambérieu-en-Bugey",
            "45°57'39\"N",
            "5°22'18.7\"E",
            *times,
            *times,
            *[""] * 4,
            PERSON,
        ],
        [
            "FabLab du Port",
            "9 quai du Port",
            "44000",
            "Nantes",
            "47°13'55.4\"N",
            "1°32'52.9\"O",
            *times,
            *times,
            *times,
            PERSON,
        ],
    )
    return "".join("\t".join(row) + "\n" for row in (header, *rows)).encode()


def ckan_datastore() -> bytes:
    """What a datastore answers: the list two keys deep, WKT, choices in other words."""
    records = [
        {"_id": 1, "denomination": "Médiathèque de l'Étoile", "adresse": "3 rue Haute", "cp": "01500", "commune": "Ambérieu-en-Bugey",
         "geom": f"POINT({AMBERIEU[1]} {AMBERIEU[0]})", "categorie": "Bibliothèque", "publics": "Jeune;Sénior", "auteur": PERSON},
        {"_id": 2, "denomination": "FabLab du Port", "adresse": "9 quai du Port", "cp": "44000", "commune": "Nantes",
         "geom": f"POINT({NANTES[1]} {NANTES[0]})", "categorie": "FabLab", "publics": "Étudiants", "auteur": PERSON},
    ]  # fmt: skip
    return json.dumps({"success": True, "result": {"fields": [{"id": "_id"}], "records": records}}).encode()


FILES: Mapping[str, Callable[[], bytes]] = {
    "ardeche.csv": csv_of_windows,
    "doubs.xlsx": workbook,
    "gers.geojson": geojson,
    "landes.json": opendatasoft,
    "lot.ndjson": json_lines,
    "nievre.zip": folder_in_zip,
    "orne.tsv": tabs_without_ids,
    "tarn.json": ckan_datastore,
}


def write_file(folder: Path, name: str) -> Path:
    """Write one of them."""
    path = folder / name
    path.write_bytes(FILES[name]())
    return path
