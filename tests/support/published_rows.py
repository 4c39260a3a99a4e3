"""Rows as publishers write them, to be changed by tests; and files made of them."""

import csv
import io
from collections.abc import Mapping, Sequence

from seeds.sources.cget import read_cget
from seeds.sources.communes import COLUMNS as COMMUNE_COLUMNS
from seeds.sources.mednum_equipment import read_mednum_equipment
from seeds.sources.organisations_cfa import read_organisations_cfa

LABELLED = {
    "id": "f-1",
    "nom": "La Fabrique",
    "label": "Fabrique de territoire",
    "code_insee": "01004",
    "commune": "Ambérieu-en-Bugey",
    "latitude": "45.96",
    "longitude": "5.37",
    "precision": "commune_centroid",
}
CGET = dict.fromkeys(read_cget.columns, "") | {
    "ID": "7",
    "NOM_TL": "Le Hangar",
    "ADRESSE": "9 rue du Port",
    "CP": "44300",
    "INSEECOM": "44109",
    "NOMCOM": "Nantes",
    "LAT": "47.24",
    "LONG": "-1.50",
    "GEOCOD": "9 Rue du Port 44300 Nantes",
    "PRECISION": "0.94",
    "INSEE_CALC": "44109",
    "COMMUNE_CALC": "Nantes",
}
MEDNUM = dict.fromkeys(read_mednum_equipment.columns, "") | {
    "source": "gironde",
    "id": "12",
    "nom": "Médiathèque",
    "type_lieu": "Bibliothèque / Médiathèque",
    "adresse": "8 rue Haute - 33000 Bordeaux",
    "code_postal": "33000",
    "commune": "Bordeaux",
    "code_insee": "33063",
    "latitude": "44.84",
    "longitude": "-0.58",
    "precision_coord": "source",
}
ORGANISATION = dict.fromkeys(read_organisations_cfa.columns, "") | {
    "siret": "73282932000074",
    "siren": "732829320",
    "raison_sociale": "Un organisme",
    "nature": "responsable_formateur",
}
COMMUNE = dict.fromkeys(COMMUNE_COLUMNS, "") | {
    "code_insee": "01004",
    "nom": "Ambérieu-en-Bugey",
    "type": "commune-actuelle",
    "codes_postaux": "01500|01501",
    "population": "15934",
    "code_epci": "240100883",
    "nom_epci": "CC de la Plaine de l'Ain",
    "latitude": "45.96",
    "longitude": "5.37",
}
CENSUS_2023 = {
    "ID_UNIQUE": "A-17",
    "NOM": "L'Atelier du Pont",
    "Insee": "44109",
    "NOM_STRC_PORT": "Les Amis du Pont",
    "ADRESSE": "3 rue du Pont",
    "CODPOST": "44000",
    "VILLE": "Nantes",
    "INTERNET": "www.pont.example",
}
ACTIVITIES = {
    "ID_UNIQUE": "A-17",
    "TYPE_ACT": "Coworking; Formation (initiale, continue)",
    "TYPE_ACT_NUMER": "1",
    "PROD_NUMER": "0",
    "THEME_FORM_NUMER": "",
    "THEME_FORM_INFOR": "oui",
    "THEME_FORM_PROGRAM": "non",
    "OFFRE_NUM_FABR": "",
    "OFFRE_NUM_INCLU": "",
    "OFFRE_NUM_MENUM": "Ateliers|Permanences",
    "EQPT_NUM": "Imprimante 3D|Découpe laser",
}
CENSUS_2026 = {
    "ID_UNIQUE": "B-1",
    "NOM": "La Halle",
    "ADRESSE": "9 rue du Port",
    "CODPOST": "44300",
    "VILLE": "Nantes",
    "DEPARTEMENT_TL": "Loire-Atlantique",
    "REGION_TL": "Pays de la Loire",
    "LATITUDE": "47,2401",
    "LONGITUDE": "-1,5002",
    "INTERNET": "https://halle.example",
    "EMAIL": "camille@halle.example",
    "TELEPHONE": "02 40 12 34 56",
    "RS_FACEBOOK": "https://social.example/halle",
    "RS_X": "",
    "LIEN_OSM_GOOGLE": "",
    "TYPE_STRUCTURE_GEST": "Association loi 1901",
    "NOM_STRC_GEST": "Les Gens de la Halle",
    "DATE_OUV": "01/09/2019",
    "DESCRI_COU": "Une halle ouverte à tous.",
    "état du projet": "Ouvert",
    "familles_tiers_lieux": "Tiers-lieu culturel|Fablab / makerspace",
    "initiative_origine": "Un collectif",
}


def as_csv(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
