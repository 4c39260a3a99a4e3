"""Words beside equipment, kinds and towns that people type into one box; folded, as patterns read them."""

import re
from collections.abc import Iterator

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.geocoding.names import fold
from app.directory.third_places.vocabulary import KINDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WHEELCHAIR = re.compile(
    r"(?<![a-z])(?:(?:wheelchair[ -]?)?accessib(?:les?|ilite)(?: (?:aux? |en |pour (?:les )?|par )?"
    r"(?:fauteuils?(?: roulants?)?|p\.?m\.?r\.?|personnes? (?:a mobilite reduite|handicapees?)"
    r"|handicap\w{0,3}|wheelchairs?))?|(?:acces |en )?(?:fauteuils?(?: roulants?)?|p\.?m\.?r)"
    r"|handicap(?:es?|ee?s)?|mobilite reduite|wheelchair(?: access)?)"
    r"(?![a-z])"
)
FREE = re.compile(r"(?<![a-z])(?:gratuit(?:e?s?|ement)|sans payer|free(?: of charge)?)(?![a-z])")
APPOINTMENT = re.compile(
    r"(?<![a-z])(?<!sans )(?<!without )(?:(?:sur|avec|prendre|by) )?"
    r"(?:rdv|rendez[ -]?vous|appointment)(?![a-z])"
)
RADIUS = re.compile(
    r"(?<![a-z0-9])(?:(?:dans |a |within )?(?:un rayon de|moins de|max(?:imum)?|within) ?|a )?"
    r"(?P<km>[0-9]{1,4}) ?(?:km|kms|kilometres?)(?: (?:autour|a la ronde|max(?:imum)?|around))?(?![a-z0-9])"
)
EITHER = re.compile(r"(?<![a-z])(?:ou bien|ou|or)(?![a-z])")
HERE = re.compile(
    r"(?<![a-z])(?:(?:a cote |pres |autour |proche |non loin )?(?:de |d')?"
    r"(?:chez moi|chez nous|moi|ma position)|near me|around me|a proximite|dans le coin"
    r"|(?:le |la )?plus proches?|nearest)(?![a-z])"
)
"""Words for where somebody is: understood, and answered by a button, since only a browser knows it."""
JOINING = _words(
    "a acces access ai ait an and apres around at au autour aux avec ayant besoin by can ce cet cette"
    " cherche chercher chez close commune cote d dans de departement depuis des disposition do"
    " document documents doit du east elle en endroit endroits entre epci espace espaces est et etre faire"
    " find for from get"
    " horaires i il in is j je jusqu l la le les libre lieu lieux loin looking ma me mes mise moi mon"
    " n near nearby next of on ont open ou ouvert ouverte ouvertes ouverts par peut place places"
    " plus point possede pour pres proche proches proximite puis qu que quel quelle quelles quels qui"
    " recherche region s sans se secteur situe soit sont souhaite space sur the there to town trouver"
    " un une utiliser vers veux ville voudrais with y"
)
"""Words that say nothing by themselves."""
NO_NAMES = _words(
    "atelier ateliers bas basse beau belle centre cours entree grand grande haut haute lieu maison"
    " mediation nouveau nouvelle petit petite public salle service services vieille vieux"
)
"""Words of which some commune's name consists or begins, and that mean none without an article."""
_MORE: dict[str, dict[str, str | tuple[str, ...]]] = {
    "equipment": {
        "imprimantes": ("printer",),
        "impression": ("printer",),
        "decoupe laser": ("laser_cutter",),
        "decoupeuse laser": ("laser_cutter",),
        "graveuse laser": ("laser_cutter",),
        "casque vr": ("vr_headset",),
        "realite virtuelle": ("vr_headset",),
        "virtual reality": ("vr_headset",),
        "vr headset": ("vr_headset",),
        "visio": ("videoconference",),
        "video conference": ("videoconference",),
        "machine a coudre": ("embroidery_machine",),
        "sewing machine": ("embroidery_machine",),
        "salle pour formation": ("training_room",),
        "salle de cours": ("training_room",),
        "vinyl cutter": ("vinyl_cutter",),
        "laptop": ("computer",),
        "woodwork": ("workshop_tools",),
        "photocopieuse": ("photocopier",),
        "laser": ("laser_cutter",),
        "couture": ("embroidery_machine",),
        "broderie": ("embroidery_machine",),
        "menuiserie": ("workshop_tools",),
        "electronique": ("electronics_bench",),
        "podcast": ("recording_studio",),
        "camera video": ("camera",),
        "video camera": ("camera",),
        "digital camera": ("camera",),
        "salle de visio": ("videoconference",),
        "salle visio": ("videoconference",),
        "salle de visioconference": ("videoconference",),
        "video call": ("videoconference",),
        "headset": ("vr_headset",),
        "vr glasses": ("vr_headset",),
        "vr goggles": ("vr_headset",),
        "3d printing": ("printer_3d",),
        "printing": ("printer",),
        "print": ("printer",),
        "laser cutting": ("laser_cutter",),
        "laser engraver": ("laser_cutter",),
        "milling machine": ("cnc",),
        "cnc machine": ("cnc",),
        "soldering iron": ("electronics_bench",),
        "soudure": ("workshop_tools",),
        "welding": ("workshop_tools",),
        "electronics": ("electronics_bench",),
        "sewing": ("embroidery_machine",),
        "embroidery": ("embroidery_machine",),
        "woodworking": ("workshop_tools",),
        "wood workshop": ("workshop_tools",),
        "metal workshop": ("workshop_tools",),
        "music studio": ("recording_studio",),
        "podcast studio": ("recording_studio",),
        "classroom": ("training_room",),
        "conference room": ("meeting_room",),
        "desk": ("coworking_desk",),
        "hot desk": ("coworking_desk",),
        "shared desk": ("coworking_desk",),
        "photocopy": ("photocopier",),
        "copier": ("photocopier",),
        "smartboard": ("interactive_screen",),
        "touch screen": ("interactive_screen",),
    },
    "kind": {
        "tiers lieu": "third_place",
        "fablab": "fablab",
        "coworking": "coworking",
        "bibliotheque": "library",
        "mediatheque": "library",
        "mediatheques": "library",
        "conseiller numerique": "digital_helper",
        "espace numerique": "digital_public_space",
        "libraries": "library",
        "maison france service": "france_services",
        "espace france service": "france_services",
        "maison de service au public": "france_services",
        "bureau d information jeunesse": "youth_information",
        "mission locale jeune": "local_mission",
        "centre social et culturel": "social_centre",
        "maker space": "fablab",
        "hacker space": "fablab",
        "makerspace": "fablab",
        "hackerspace": "fablab",
        "job centre": "local_mission",
        "town hall": "town_hall",
        "shared office": "coworking",
        "mission locale": "local_mission",
        "association": "association",
    },
    "day": {
        "lundi": "monday",
        "mercredi": "wednesday",
        "vendredi": "friday",
        "samedi": "saturday",
        "dimanche": "sunday",
        "demain": "tomorrow",
    },
    "also": {"accessible": "wheelchair", "gratuit": "free"},
}
_GENERAL = frozenset({"other", "public_service", "company", "association", "town_hall"})
"""Kinds whose label is a word of everyday life."""


def phrases() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield phrases of the vocabularies in both languages: folded, their family, and their codes."""
    for fact in EQUIPMENT_TYPES:
        for label in {*fact.label_fr.split(", "), *fact.label_en.split(", ")}:
            yield fold(label), "equipment", (fact.code,)
    for kind in KINDS:
        if kind.code not in _GENERAL:
            for label in {*kind.label_fr.split(", "), *kind.label_en.split(", ")}:
                yield fold(label), "kind", (kind.code,)
    for family, meanings in _MORE.items():
        for phrase, meant in meanings.items():
            yield phrase, family, meant if isinstance(meant, tuple) else (meant,)
