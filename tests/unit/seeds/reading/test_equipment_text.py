"""Equipment read from free text. The texts are invented, in the style of those that people type."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.directory.equipment.folding import MAX_CHARACTERS
from app.directory.equipment.patterns import AMBIGUOUS, BESIDE, INDIRECT, LISTED, PATTERNS, ROOM_TYPES
from app.directory.equipment.vocabulary import CODES, by_code
from app.directory.third_places.vocabulary import SHAREABLE
from seeds.reading.equipment_text import EquipmentReading, read_equipment
from seeds.reading.equipment_text.reader import MAX_RAW_CHARACTERS

Quantities = dict[str, int | None]


def quantities(text: str) -> Quantities:
    return {reading.type_code: reading.quantity for reading in read_equipment(text)}


def only(text: str, code: str) -> EquipmentReading:
    (reading,) = [one for one in read_equipment(text) if one.type_code == code]
    return reading


NAMED: dict[str, set[str]] = {
    "Ordinateurs fixes + portables, tablettes tactiles, liseuses": {"computer", "tablet", "e_reader"},
    "Imprimante / Scanner / Wi-Fi / Smartphone": {"printer", "scanner", "wifi", "smartphone"},
    "Connexion internet (fibre), photocopieuse": {"internet", "photocopier"},
    "copieur-scanner, rétroprojecteur": {"photocopier", "scanner", "projector"},
    "Imprimante laser noir et blanc multi-fonctions": {"printer", "scanner", "photocopier"},
    "Impr. 3D, découpeuse-graveuse laser, plotter de découpe": {"printer_3d", "laser_cutter", "vinyl_cutter"},
    "découpe laser/vinyle": {"laser_cutter", "vinyl_cutter"},
    "Découpeuse vynile ; fraiseuse numérique": {"vinyl_cutter", "cnc"},
    "scanner 3D à main + imprimante 3-D résine": {"scanner_3d", "printer_3d"},
    "imprimantes 2D et 3D": {"printer", "printer_3d"},
    "Fers à souder, oscilloscope": {"electronics_bench"},
    "robotique, électronique, couture": {"electronics_bench"},
    "Brodeuse et machines à coudre": {"embroidery_machine"},
    "atelier bois avec scie à ruban": {"workshop_tools"},
    "Casques VR, caméra 360, appareil photo": {"vr_headset", "camera"},
    "Studio podcast": {"recording_studio"},
    "Borne visio et webcam": {"videoconference"},
    "Webcam 1": set(),
    "2 PC avec webcam": {"computer"},
    "1 caméra pour visioconférence": {"videoconference"},
    "Caméra de visioconférence": {"videoconference"},
    "Écran 75\u2033 tactile, tableau blanc interactif": {"interactive_screen"},
    "Vidéo projecteur interactif": {"projector", "interactive_screen"},
    "videoproecteur": {"projector"},
    "Ordianteurs et ordis": {"computer"},
    "Salle de formation et de réunion": {"training_room", "meeting_room"},
    "salle multimédia": {"training_room", "computer"},
    "Salle équipée de PC": {"training_room", "computer"},
    "bureaux partagés, open space": {"coworking_desk"},
    "borne wi-fi publique": {"wifi"},
    "possibilité d'imprimer et de faire des photocopies": {"printer", "photocopier"},
    "Numérisation de vos papiers": {"scanner"},
    "Postes connectés": {"computer", "internet"},
    "Mise à disposition de salles": {"meeting_room"},
    "Parc informatique": {"computer"},
}


@pytest.mark.parametrize(("text", "types"), NAMED.items())
def test_named_equipment(text: str, types: set[str]) -> None:
    assert set(quantities(text)) == types


COUNTED: dict[str, Quantities] = {
    "6 PC et 3 tablettes": {"computer": 6, "tablet": 3},
    "4PC, 2imprimantes": {"computer": 4, "printer": 2},
    "- 5 ordinateurs\n- 1 vidéoprojecteur": {"computer": 5, "projector": 1},
    "Vingt-deux postes informatiques": {"computer": 22},
    "trente et une tablettes, dix-sept liseuses": {"tablet": 31, "e_reader": 17},
    "une douzaine d'ordinateurs": {"computer": 12},
    "2 x PC, 3x tablettes": {"computer": 2, "tablet": 3},
    "Ordinateurs (8), tablettes x 4 / imprimante : 1": {"computer": 8, "tablet": 4, "printer": 1},
    "deux grands écrans tactiles": {"interactive_screen": 2},
    "une salle avec 12 postes et une autre avec 5 postes": {"computer": 17},
    "3 salles équipées d'ordinateurs": {"training_room": 3, "computer": None},
    "6 PC à l'étage, 2 PC portables": {"computer": 8},
    "16 PC dont 4 PC portables": {"computer": 16},
    "12 ordinateurs (8 PC fixes et 4 PC portables)": {"computer": 12},
    "3 PC à l'accueil. Les 3 PC sont récents.": {"computer": 3},
    "4 à 6 ordinateurs selon les jours": {"computer": 4},
    "plus de 10 ordinateurs": {"computer": 10},
    "neuf ordinateurs neufs": {"computer": 9},
    "un accès internet, une tablette": {"internet": None, "tablet": 1},
    "équipé d'une imprimante": {"printer": None},
    "PC : 7 - scanner : 2 - imprimante : 1": {"computer": 7, "scanner": 2, "printer": 1},
    "Liseuses (9 unités), tablettes (une quinzaine)": {"e_reader": 9, "tablet": 15},
    "Ordinateurs : 3 fixes, 5 portables": {"computer": 8},
    "La tablette de l'accueil. L'imprimante couleur.": {"tablet": 1, "printer": 1},
    "L'ordinateur et les tablettes": {"computer": 1, "tablet": None},
    "Références Quantité\nPC Portable 7\nImprimante 3D 2\nEcran tactile 75' 1": {
        "computer": 7,
        "printer_3d": 2,
        "interactive_screen": 1,
    },
}


@pytest.mark.parametrize(("text", "expected"), COUNTED.items())
def test_counted_equipment(text: str, expected: Quantities) -> None:
    assert quantities(text) == expected


NO_COUNT: dict[str, Quantities] = {
    "20 impressions par jour": {"printer": None},
    "15 photocopies offertes": {"photocopier": None},
    "Imprimante 0,20 € la page, 2,50 imprimante": {"printer": None},
    "ordinateur avec 16 Go de RAM, disque de 500 Go": {"computer": None},
    'Écran 65" tactile': {"interactive_screen": None},
    "ouvert de 9h à 12h, ordinateurs": {"computer": None},
    "depuis le 06/2022 ordinateurs": {"computer": None},
    "en 2019 tablettes": {"tablet": None},
    "tél. 05 56 00 00 04 ordinateurs": {"computer": None},
    "7 jours sur 7 wifi et ordinateurs": {"wifi": None, "computer": None},
    "Windows 10 ordinateurs": {"computer": None},
    "24h/24 imprimante": {"printer": None},
    "Imprimante : 9 - 12h": {"printer": None},
    "Les ordinateurs, le wifi": {"computer": None, "wifi": None},
    "12 rue des Ordinateurs, tablettes": {"tablet": None},
    "poste n°3 et imprimante": {"computer": None, "printer": None},
}


@pytest.mark.parametrize(("text", "expected"), NO_COUNT.items())
def test_other_numbers_count_nothing(text: str, expected: Quantities) -> None:
    assert quantities(text) == expected


NOTHING = (
    "",
    "   \n\t",
    "Aucun équipement",
    "Aucun ordinateur",
    "Pas d'imprimante",
    "Nous n'avons plus d'ordinateurs",
    "Nous n'avons pas d'ordinateur, d'imprimante ou de scanner",
    "ni wifi ni imprimante",
    "0 tablette",
    "Imprimante : non",
    "Imprimante en panne",
    "Prochainement : imprimante 3D",
    "Projet d'achat de tablettes",
    "Apportez votre ordinateur portable",
    "Initiation à l'ordinateur et à la tablette",
    "Réparation d'ordinateurs",
    "Vente ordinateurs et smartphones",
    "Salle informatique en construction",
    "Musique assistée par ordinateur, bons usages d'Internet",
    "Ancienne Poste, L'Avant-poste",
    "Mardi 14h-18h ; jeudi 9h-12h",
    "12 rue de la Poste, 33000 Bordeaux",
    "Commune",
    "Médiathèque",
    "Tiers-lieu / EPN",
    "Maison de quartier",
    "Conseiller numérique, le mardi",
    "Tablettes graphiques, casque audio",
    "Poste téléphonique, bureau de poste, poste à pourvoir",
    "Voir notre site internet",
    "Bornes de recharge, caméras de surveillance",
    "compost, apostille, ordonnateur, discount",
)


@pytest.mark.parametrize("text", NOTHING)
def test_texts_that_offer_nothing(text: str) -> None:
    assert read_equipment(text) == []


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Pas d'imprimante ni de scanner mais 3 tablettes", {"tablet"}),
        ("Ordinateurs (sans imprimante), wifi", {"computer", "wifi"}),
        ("Accès sans rendez-vous aux ordinateurs", {"computer"}),
        ("en plus d'une imprimante, un scanner", {"printer", "scanner"}),
        ("Imprimante hors service, scanner", {"scanner"}),
        ("PC : oui / imprimante : non / tablettes : 5", {"computer", "tablet"}),
        ("Espace dédié pour ordinateurs et tablettes, wifi", {"wifi"}),
        ("Venir avec son ordinateur, wifi", {"wifi"}),
    ],
)
def test_a_denial_reaches_no_further_than_it_says(text: str, types: set[str]) -> None:
    assert set(quantities(text)) == types


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 PC en libre accès, imprimante", {"computer": "yes", "printer": "unknown"}),
        ("3 PC, imprimante, en libre accès", {"computer": "yes", "printer": "yes"}),
        ("En libre service : 3 PC, imprimante", {"computer": "yes", "printer": "yes"}),
        (
            "PC, imprimante et scanner sont à votre disposition",
            dict.fromkeys(("computer", "printer", "scanner"), "yes"),
        ),
        ("Nous mettons à disposition 2 PC, une tablette", {"computer": "yes", "tablet": "yes"}),
        ("Ordinateurs ouverts au public", {"computer": "yes"}),
        ("Des ordinateurs récents", {"computer": "unknown"}),
        ("Le PC du secrétariat, wifi en accès libre", {"computer": "no", "wifi": "yes"}),
        ("Imprimante au secrétariat", {"printer": "unknown"}),
        ("Tablettes réservées au personnel", {"tablet": "no"}),
        ("Ordinateurs non accessibles au public", {"computer": "no"}),
        ("Aucun matériel mis à disposition, ordinateur fixe", {"computer": "no"}),
        ("PC du secrétariat; 4 PC", {"computer": "unknown"}),
    ],
)
def test_sharing(text: str, expected: dict[str, str]) -> None:
    assert {reading.type_code: reading.shareable for reading in read_equipment(text)} == expected


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("5 PC réservés aux adhérents", "réservés aux adhérents"),
        ("Tablettes à disposition des étudiants", "à disposition des étudiants"),
        ("Tablettes à disposition du public", None),
        ("3 PC, SUR RDV uniquement", "SUR RDV uniquement"),
        ("Ordinateurs réservés aux abonnés, sur inscription", "réservés aux abonnés, sur inscription"),
        ("4 PC 2h par jour, scanner", "2h par jour"),
        ("PC, scanner sur demande", None),
    ],
)
def test_conditions_are_kept_as_typed(text: str, conditions: str | None) -> None:
    assert read_equipment(text)[0].conditions == conditions


@pytest.mark.parametrize(
    ("text", "code", "seats"),
    [
        ("Salle de réunion pour 8 personnes", "meeting_room", 8),
        ("2 salles de formation (20 places), salle de réunion de 10 à 12 personnes", "meeting_room", 12),
        ("2 salles de formation (20 places), salle de réunion de 10 à 12 personnes", "training_room", 20),
        ("salle informatique de 14 postes", "training_room", 14),
        ("salle de cours de 10 places. Salle de cours de 30 places.", "training_room", 30),
        ("salle de cours", "training_room", None),
        ("14 postes", "computer", None),
    ],
)
def test_seats_of_rooms(text: str, code: str, seats: int | None) -> None:
    assert only(text, code).seats == seats


@pytest.mark.parametrize(
    ("text", "code", "confidence"),
    [
        ("6 ordinateurs", "computer", LISTED),
        ("6 postes", "computer", LISTED),
        ("impressions en noir et blanc", "printer", AMBIGUOUS),
        ("imprimante multifonction", "scanner", LISTED),
        ("un espace numérique", "computer", INDIRECT),
        ("du matériel informatique", "computer", INDIRECT),
        ("espace numérique avec 4 ordinateurs", "computer", LISTED),
    ],
)
def test_confidence_follows_the_wording(text: str, code: str, confidence: float) -> None:
    assert only(text, code).confidence == confidence


def test_readings_follow_the_text_and_name_a_type_once() -> None:
    readings = read_equipment("scanner, ordinateur, wifi, ordinateurs, scanner")
    assert [reading.type_code for reading in readings] == ["scanner", "computer", "wifi"]


def test_short_texts_are_kept_whole_on_one_line() -> None:
    assert only("- 2 PC\n- Wi-Fi ", "wifi").raw_text == "- 2 PC - Wi-Fi"


def test_of_long_texts_the_lines_that_name_the_equipment_are_kept() -> None:
    text = "Imprimante à l'étage\n" + "Chaises et tables\n" * 40 + "Deux imprimantes en bas, un scanner"
    assert only(text, "printer").raw_text == "Imprimante à l'étage … Deux imprimantes en bas, un scanner"
    assert only(text, "scanner").raw_text == "Deux imprimantes en bas, un scanner"


def test_decomposed_accents_are_read() -> None:
    assert set(quantities(unicodedata.normalize("NFD", "Découpe laser, écran tactile"))) == {
        "laser_cutter",
        "interactive_screen",
    }


def test_what_stands_far_behind_is_not_read() -> None:
    assert read_equipment(" " * MAX_CHARACTERS + "ordinateur") == []


def test_every_pattern_names_types_of_the_vocabulary() -> None:
    named = {code for pattern in PATTERNS for code in (*pattern.types, *pattern.implied)}
    assert named | ROOM_TYPES <= CODES
    assert all(by_code(code).parent for code in named)
    # Every type can be read.
    assert named == {code for code in CODES if by_code(code).parent}


# Any text

JOINTS = ("dont", "(", ")", ":", "2", "trois", "pas de", "sur RDV", "\n", ". ")
WORDS = st.sampled_from([*NAMED, *COUNTED, *NO_COUNT, *NOTHING, *JOINTS])
MIXED = st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=8).map(" ".join)


@example("ordinateur/projet")  # beside lessons
@given(st.one_of(st.text(max_size=200), MIXED))
def test_any_text_is_read_into_what_the_database_accepts(text: str) -> None:
    readings = read_equipment(text)
    codes = [reading.type_code for reading in readings]
    assert len(set(codes)) == len(codes)
    for reading in readings:
        assert by_code(reading.type_code).parent is not None
        assert reading.quantity is None or reading.quantity > 0
        assert reading.seats is None or reading.seats > 0
        assert reading.shareable in SHAREABLE
        assert reading.confidence in {LISTED, AMBIGUOUS, BESIDE, INDIRECT}
        assert reading.conditions is None or 0 < len(reading.conditions) <= 200
        assert 0 < len(reading.raw_text) <= MAX_RAW_CHARACTERS
        assert "\0" not in reading.raw_text


def without_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


FRENCH = st.one_of(
    MIXED.filter(str.isascii),
    st.lists(WORDS, max_size=6).map(" ".join),
    st.text("abcdeéèêàùçôîï 0123456789'-,.;:()/+\n", max_size=80),
)


@given(FRENCH, st.sampled_from((str.upper, str.lower, str.title, without_accents)))
def test_case_and_accents_do_not_change_what_is_read(text: str, change: Callable[[str], str]) -> None:
    assert quantities(change(text)) == quantities(text)


REPEATED = ("(", "pas de ", "postes ", "2 PC (", "salle de cours ", "e\u0301\u0316", "\n", "1 à ", "/", "İ")


@pytest.mark.parametrize("piece", REPEATED)
def test_repetitive_texts_of_any_length_are_read(piece: str) -> None:
    # Without the cap on length, or with patterns that backtrack, this would not end.
    assert read_equipment(piece * 300_000) == read_equipment((piece * 300_000)[:MAX_CHARACTERS])


# The published texts


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "lieux_numeriques_equipement_brut.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published(rows: list[dict[str, str]]) -> Counter[str]:
    return Counter(row["equipement_brut"] for row in rows if row["equipement_brut"].strip())


@pytest.mark.shared_data
def test_published_kinds_of_places_and_hours_are_no_equipment(
    rows: list[dict[str, str]], published: Counter[str]
) -> None:
    kinds = {row["type_lieu"].casefold() for row in rows}
    misplaced = [
        text
        for text in published
        if {part.strip().casefold() for part in text.split(";")} <= kinds or re.match(r"\w+ ?: \d+h", text)
    ]
    assert len(misplaced) >= 3
    read = {reading.type_code for text in misplaced for reading in read_equipment(text)}
    assert read <= {"coworking_desk"}, "a coworking space has desks, whichever box says so"


@pytest.mark.shared_data
def test_published_denials_offer_nothing(published: Counter[str]) -> None:
    denials = [text for text in published if re.match(r"aucun|pas d", text, re.IGNORECASE)]
    assert len(denials) >= 3
    assert {reading.shareable for text in denials for reading in read_equipment(text)} <= {"no"}


@pytest.mark.shared_data
def test_published_texts_are_read(published: Counter[str]) -> None:
    read = {text: read_equipment(text) for text in published}
    places = sum(count for text, count in published.items() if read[text])
    # The rest are kinds of places, opening hours, denials and the like.
    assert places >= 0.93 * published.total()
    found = Counter(reading.type_code for readings in read.values() for reading in readings)
    assert found["computer"] > 270
    assert {"printer_3d", "laser_cutter", "vr_headset", "training_room", "embroidery_machine"} <= set(found)
    assert max(reading.quantity or 0 for readings in read.values() for reading in readings) <= 30
