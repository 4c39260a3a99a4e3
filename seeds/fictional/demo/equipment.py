"""Equipment of fictional places: sets that suit a kind, with quantities, conditions and prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from seeds.fictional.demo.chance import drawn, known
from seeds.reading.records import EquipmentRecord

EACH: Literal["each"] = "each"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Quantities, seats and wordings of a type of equipment."""

    quantity: tuple[int, int] | None = (1, 1)
    """Smallest and largest number; None for what is not counted."""
    seats: tuple[int, int] | Literal["each"] | None = None
    """People served at once, smallest and largest; EACH: one each; None where it means nothing."""
    texts: tuple[str, ...] = ()
    """Free text as operators type it; `{}` stands for the number."""


PATTERNS: Mapping[str, Pattern] = {
    "internet": Pattern(None, None, ("accès internet en libre service", "connexion fibre")),
    "wifi": Pattern(None, None, ("wifi gratuit", "borne wi-fi publique")),
    "computer": Pattern((2, 16), EACH, ("{} postes informatiques", "{} PC fixes + portables", "{} ordis")),
    "tablet": Pattern((2, 12), EACH, ("{} tablettes tactiles",)),
    "smartphone": Pattern((1, 6), EACH, ("{} smartphones de prêt",)),
    "e_reader": Pattern((2, 12), EACH, ("{} liseuses à emprunter",)),
    "printer": Pattern((1, 3), None, ("imprimante noir et couleur", "impression A3 / A4")),
    "scanner": Pattern((1, 2), None, ("scanner à plat", "imprimante + scan")),
    "photocopier": Pattern((1, 2), None, ("photocopieur couleur A3 / A4",)),
    "projector": Pattern((1, 3), None, ("vidéoprojecteur dans la salle du fond",)),
    "interactive_screen": Pattern((1, 2), (8, 20), ("écran tactile mobile", "tableau numérique")),
    "videoconference": Pattern(
        (1, 2), (4, 16), ("salle équipée visio", "caméra de visioconférence grand angle")
    ),
    "vr_headset": Pattern((1, 8), EACH, ("{} casques de réalité virtuelle", "casques VR")),
    "printer_3d": Pattern((1, 6), (2, 10), ("{} imprimantes 3D (fil)", "impr. 3D résine et filament")),
    "laser_cutter": Pattern((1, 2), (2, 6), ("découpe laser 60 x 90 cm", "découpeuse-graveuse laser")),
    "vinyl_cutter": Pattern((1, 2), (2, 6), ("plotter de découpe vinyle",)),
    "cnc": Pattern((1, 2), (2, 5), ("fraiseuse numérique 3 axes", "défonceuse à commande numérique")),
    "electronics_bench": Pattern((1, 6), (2, 12), ("coin électronique : fers à souder, oscilloscope",)),
    "scanner_3d": Pattern((1, 2), (1, 3), ("scanner 3D à main",)),
    "embroidery_machine": Pattern((1, 5), (2, 8), ("{} machines à coudre", "brodeuse numérique")),
    "workshop_tools": Pattern(
        None, (4, 12), ("outillage bois et métal", "établis, scies, perceuse à colonne")
    ),
    "recording_studio": Pattern((1, 1), (2, 6), ("cabine podcast 4 micros", "petit studio son et vidéo")),
    "camera": Pattern((1, 4), None, ("appareil photo et trépied", "{} caméras")),
    "training_room": Pattern((1, 4), (8, 40), ("{} salles de formation modulables",)),
    "meeting_room": Pattern((1, 4), (4, 24), ("salle de réunion à l'étage", "{} salles de réunion")),
    "coworking_desk": Pattern((4, 40), EACH, ("{} postes de travail en open space", "{} bureaux partagés")),
}
"""Patterns by type; a type added to the vocabulary and not described here comes in ones."""

SHELVES: Mapping[str, Mapping[str, float]] = {
    "fablab": {
        "internet": 0.4, "wifi": 0.7, "computer": 0.7, "printer_3d": 0.97, "laser_cutter": 0.8,
        "vinyl_cutter": 0.65, "cnc": 0.55, "electronics_bench": 0.7, "vr_headset": 0.15,
        "training_room": 0.3, "projector": 0.3, "scanner_3d": 0.35, "embroidery_machine": 0.35,
        "workshop_tools": 0.5,
    },
    "manufactory": {
        "internet": 0.4, "wifi": 0.5, "cnc": 0.85, "laser_cutter": 0.6, "printer_3d": 0.5,
        "vinyl_cutter": 0.35, "electronics_bench": 0.3, "training_room": 0.5, "meeting_room": 0.4,
        "embroidery_machine": 0.35, "workshop_tools": 0.8,
    },
    "third_place": {
        "internet": 0.5, "wifi": 0.9, "coworking_desk": 0.7, "meeting_room": 0.7, "training_room": 0.5,
        "videoconference": 0.4, "projector": 0.5, "printer": 0.5, "computer": 0.4, "printer_3d": 0.3,
        "recording_studio": 0.2, "vr_headset": 0.15, "laser_cutter": 0.12, "interactive_screen": 0.2,
        "photocopier": 0.25, "camera": 0.12, "workshop_tools": 0.15,
    },
    "coworking": {
        "internet": 0.6, "wifi": 0.97, "coworking_desk": 0.98, "meeting_room": 0.85,
        "videoconference": 0.7, "printer": 0.6, "scanner": 0.4, "projector": 0.4, "training_room": 0.35,
        "interactive_screen": 0.3, "recording_studio": 0.15, "photocopier": 0.4,
    },
    "library": {
        "internet": 0.8, "wifi": 0.9, "computer": 0.95, "tablet": 0.5, "printer": 0.85, "scanner": 0.7,
        "projector": 0.3, "vr_headset": 0.25, "recording_studio": 0.1, "printer_3d": 0.1,
        "meeting_room": 0.2, "e_reader": 0.4, "photocopier": 0.5, "camera": 0.1,
    },
    "digital_public_space": {
        "internet": 0.9, "wifi": 0.8, "computer": 0.97, "tablet": 0.5, "printer": 0.8, "scanner": 0.6,
        "projector": 0.4, "interactive_screen": 0.3, "vr_headset": 0.2, "printer_3d": 0.2,
        "training_room": 0.3, "smartphone": 0.3, "e_reader": 0.15, "camera": 0.15,
    },
    "france_services": {
        "internet": 0.8, "wifi": 0.5, "computer": 0.95, "printer": 0.9, "scanner": 0.8,
        "photocopier": 0.5, "smartphone": 0.2,
    },
    "town_hall": {
        "internet": 0.6, "wifi": 0.4, "computer": 0.6, "meeting_room": 0.7, "projector": 0.4,
        "photocopier": 0.5,
    },
    "social_centre": {
        "wifi": 0.7, "computer": 0.8, "tablet": 0.4, "printer": 0.6, "meeting_room": 0.6,
        "training_room": 0.4, "smartphone": 0.2, "embroidery_machine": 0.2,
    },
    "youth_information": {
        "internet": 0.7, "wifi": 0.8, "computer": 0.95, "printer": 0.7, "scanner": 0.5,
        "photocopier": 0.4,
    },
    "association": {
        "wifi": 0.7, "computer": 0.5, "meeting_room": 0.5, "electronics_bench": 0.4, "printer": 0.4,
        "embroidery_machine": 0.3, "workshop_tools": 0.4,
    },
    "training_centre": {
        "wifi": 0.8, "computer": 0.8, "training_room": 0.97, "projector": 0.7, "interactive_screen": 0.5,
        "videoconference": 0.5, "vr_headset": 0.2, "photocopier": 0.4,
    },
}  # fmt: skip
"""Probability of each type by kind of place."""

UNSHELVED_CHANCE = 0.15
"""Probability of a type in a third place when no shelf names it: new types show up by themselves."""

SHAREABLE = {"yes": 0.65, "unknown": 0.25, "no": 0.10}
RAW_TEXT_CHANCE = 0.18
CONFIDENCE = (0.55, 0.95)
SEATS_KNOWN = 0.6
CONDITIONS_KNOWN = 0.6
PRICE_KNOWN = 0.6

CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "connectivity": ("Aux heures d'ouverture", "Code du jour à l'accueil"),
    "computing": ("Une heure par personne", "Sur inscription à l'accueil", "Aux heures d'ouverture"),
    "printing": ("Fichiers à apporter sur clé USB", "Vingt pages par personne et par jour"),
    "presenting": ("Avec la salle qui l'accueille", "Prêt contre signature d'un reçu"),
    "fabrication": (
        "Sur réservation, après une initiation d'une heure à la machine",
        "Groupes de six au plus, avec leur formateur",
        "Accès libre le mercredi, sur rendez-vous les autres jours",
        "Chaussures fermées et lunettes de protection obligatoires",
    ),
    "rooms": (
        "Réservation 48 heures à l'avance",
        "Convention de mise à disposition à signer",
        "Hors vacances scolaires, du lundi au jeudi",
    ),
    "coworking_desk": (
        "À la journée, sans réservation",
        "Réservation la veille pour plus de trois personnes",
    ),
    "immersive": ("À partir de 13 ans, avec un accompagnateur", "Sur réservation, par séances de 30 minutes"),
    "recording": ("Sur réservation, en présence du régisseur",),
}
"""By type or by group of types."""
GENERAL_CONDITIONS = ("Aux heures d'ouverture", "Sur inscription à l'accueil")
NOT_SHARED = "Réservé à l'équipe du lieu"

PRICES: Mapping[str, tuple[str, ...]] = {
    "connectivity": ("Gratuit",),
    "printing": ("0,20 € la page en noir, 0,50 € en couleur", "Gratuit jusqu'à dix pages"),
    "fabrication": (
        "Matière facturée au prix coûtant",
        "15 € l'heure machine, matière en sus",
        "Adhésion de 30 € par an, puis 8 € l'heure",
        "Gratuit pour les organismes de formation du territoire",
    ),
    "rooms": (
        "60 € la journée, 35 € la demi-journée",
        "120 € la journée, ménage compris",
        "Sur devis",
        "Gratuit pour les organismes de formation du territoire",
    ),
    "coworking_desk": ("15 € la journée, 9 € la demi-journée", "150 € par mois", "Première journée offerte"),
    "recording": ("25 € l'heure", "80 € la demi-journée"),
}
"""By type or by group of types."""
GENERAL_PRICES = (
    "Gratuit",
    "Gratuit pour les organismes de formation du territoire",
    "Compris dans l'adhésion (20 € par an)",
)

_LEAVES = {fact.code: fact for fact in EQUIPMENT_TYPES if fact.parent is not None}
_SHELVED = frozenset(code for shelf in SHELVES.values() for code in shelf)


def equip(rng: Random, kind: str) -> tuple[EquipmentRecord, ...]:
    """Return what a place of this kind has, each type once, in the vocabulary's order."""
    shelf = SHELVES[kind]
    default = UNSHELVED_CHANCE if kind == "third_place" else 0.0
    chances = {code: shelf.get(code, 0.0 if code in _SHELVED else default) for code in _LEAVES}
    return tuple(_item(rng, code) for code, chance in chances.items() if rng.random() < chance)


def _item(rng: Random, code: str) -> EquipmentRecord:
    pattern = PATTERNS.get(code, Pattern())
    quantity = None if pattern.quantity is None else rng.randint(*pattern.quantity)
    raw_text, confidence = _reading(rng, pattern, quantity)
    shareable = drawn(rng, SHAREABLE)
    conditions, price = _terms(rng, code, shareable)
    return EquipmentRecord(
        type_code=code,
        quantity=_quantity_read(quantity, raw_text),
        seats=_seats(rng, pattern, quantity),
        shareable=shareable,
        conditions=conditions,
        price=price,
        raw_text=raw_text,
        confidence=confidence,
    )


def _reading(rng: Random, pattern: Pattern, quantity: int | None) -> tuple[str | None, float]:
    """Return the free text that an operator typed and how sure its reading is; or no text, and 1."""
    sayable = [text for text in pattern.texts if "{}" not in text or (quantity or 0) > 1]
    if not sayable or rng.random() >= RAW_TEXT_CHANCE:
        return None, 1.0
    return rng.choice(sayable).format(quantity), round(rng.uniform(*CONFIDENCE), 2)


def _quantity_read(quantity: int | None, raw_text: str | None) -> int | None:
    """Return the quantity, unless it was to be read from a text that does not say it."""
    return quantity if raw_text is None or str(quantity) in raw_text.split() else None


def _seats(rng: Random, pattern: Pattern, quantity: int | None) -> int | None:
    if pattern.seats is None:
        return None
    seats = quantity if pattern.seats == EACH else rng.randint(*pattern.seats)
    return known(rng, seats, SEATS_KNOWN)


def _terms(rng: Random, code: str, shareable: str) -> tuple[str | None, str | None]:
    """Return conditions and price; nobody is charged for what is not shared."""
    conditions = known(rng, rng.choice(_said_of(code, CONDITIONS, GENERAL_CONDITIONS)), CONDITIONS_KNOWN)
    price = known(rng, rng.choice(_said_of(code, PRICES, GENERAL_PRICES)), PRICE_KNOWN)
    if shareable == "no":
        return NOT_SHARED, None
    return conditions, price if shareable == "yes" else None


def _said_of(
    code: str, sentences: Mapping[str, tuple[str, ...]], general: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the sentences for the type, else for its group, else those for any type."""
    return sentences.get(code) or sentences.get(_LEAVES[code].parent or "") or general
