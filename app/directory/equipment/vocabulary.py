"""The two-level vocabulary of equipment: groups, and the types in them.

Codes are stable: they stand in requests, exports and links. A group stands before its types, so that rows can
be written in this order. A new type is one line here; its row is written at the next start.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EquipmentTypeFact:
    """A group (`parent` is None) or a type, with its labels."""

    code: str
    parent: str | None
    label_fr: str
    label_en: str


def _group(
    code: str, label_fr: str, label_en: str, *types: tuple[str, str, str]
) -> tuple[EquipmentTypeFact, ...]:
    members = (EquipmentTypeFact(type_code, code, fr, en) for type_code, fr, en in types)
    return (EquipmentTypeFact(code, None, label_fr, label_en), *members)


EQUIPMENT_TYPES: tuple[EquipmentTypeFact, ...] = (
    *_group(
        "connectivity",
        "Connexion",
        "Connectivity",
        ("internet", "Accès à Internet", "Internet access"),
        ("wifi", "Wi-Fi", "Wi-Fi"),
    ),
    *_group(
        "computing",
        "Informatique",
        "Computing",
        ("computer", "Ordinateur", "Computer"),
        ("tablet", "Tablette", "Tablet"),
        # Public digital spaces list it beside computers, to practise on or to borrow.
        ("smartphone", "Smartphone", "Smartphone"),
        # Libraries lend it; it does nothing that a tablet is asked for.
        ("e_reader", "Liseuse", "E-reader"),
    ),
    *_group(
        "printing",
        "Impression",
        "Printing",
        ("printer", "Imprimante", "Printer"),
        ("scanner", "Scanner", "Scanner"),
        # Many offices have a copier and no printer that visitors may use.
        ("photocopier", "Photocopieur", "Photocopier"),
    ),
    *_group(
        "presenting",
        "Présentation",
        "Presenting",
        ("projector", "Vidéoprojecteur", "Projector"),
        ("interactive_screen", "Écran interactif", "Interactive screen"),
        ("videoconference", "Visioconférence", "Videoconference"),
    ),
    *_group(
        "immersive",
        "Immersion",
        "Immersive",
        ("vr_headset", "Casque de réalité virtuelle", "Virtual reality headset"),
    ),
    *_group(
        "fabrication",
        "Fabrication",
        "Fabrication",
        ("printer_3d", "Imprimante 3D", "3D printer"),
        ("laser_cutter", "Découpe laser", "Laser cutter"),
        ("vinyl_cutter", "Découpe vinyle", "Vinyl cutter"),
        ("cnc", "Fraiseuse numérique", "CNC mill"),
        ("electronics_bench", "Poste d'électronique", "Electronics bench"),
        # Beside 3D printers in fab labs' lists; no use for scanning documents.
        ("scanner_3d", "Scanner 3D", "3D scanner"),
        # Digital embroidery and sewing come as one textile corner.
        ("embroidery_machine", "Brodeuse, machine à coudre", "Embroidery or sewing machine"),
        # What crafts and building trades look for, which no digital machine replaces.
        ("workshop_tools", "Atelier bois, métal", "Wood or metal workshop"),
    ),
    *_group(
        "recording",
        "Enregistrement",
        "Recording",
        ("recording_studio", "Studio d'enregistrement", "Recording studio"),
        # Lent or used outside any studio; webcams count as videoconference.
        ("camera", "Appareil photo, caméra", "Camera"),
    ),
    *_group(
        "rooms",
        "Salles",
        "Rooms",
        ("training_room", "Salle de formation", "Training room"),
        ("meeting_room", "Salle de réunion", "Meeting room"),
        ("coworking_desk", "Poste de coworking", "Coworking desk"),
    ),
)
USED_ONE_A_PERSON: frozenset[str] = frozenset(
    {"computer", "tablet", "smartphone", "e_reader", "vr_headset", "coworking_desk"}
)
"""Types of which a group needs a piece each: whoever uses one holds it, or sits at it, all the time."""
_BY_CODE = {fact.code: fact for fact in EQUIPMENT_TYPES}
EQUIPMENT_CODES: tuple[str, ...] = tuple(_BY_CODE)
"""Of types and groups, in the vocabulary's order."""
GROUP_CODES: tuple[str, ...] = tuple(fact.code for fact in EQUIPMENT_TYPES if fact.parent is None)
TYPE_CODES: tuple[str, ...] = tuple(fact.code for fact in EQUIPMENT_TYPES if fact.parent is not None)
CODES: frozenset[str] = frozenset(_BY_CODE)


def by_code(code: str) -> EquipmentTypeFact:
    """Return the entry of a code.

    Raises
    ------
    KeyError
        When the vocabulary has no such code.

    """
    return _BY_CODE[code]


def children(code: str) -> tuple[str, ...]:
    """Return the types of a group, in the vocabulary's order; nothing for a type."""
    return tuple(fact.code for fact in EQUIPMENT_TYPES if fact.parent == code)
