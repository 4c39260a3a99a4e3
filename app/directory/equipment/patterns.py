"""Words that name equipment.

Patterns read folded text (lower case, no accents). They are tried in this order and each takes the words
that it reads, so that "imprimante 3D" is no printer and "poste à souder" no computer. Repetitions are
bounded: no pattern backtracks over more than a few words.
"""

import re
from dataclasses import dataclass

LISTED = 0.95
"""The text calls the equipment by its name."""
AMBIGUOUS = 0.8
"""The text's word most likely means the equipment ("postes"), or names a service that needs it."""
BESIDE = 0.7
"""The text names the equipment in a sentence that also speaks of what is taught, sold or repaired."""
INDIRECT = 0.6
"""The text names something that hardly goes without the equipment ("espace numérique")."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words and what they name; words that name nothing are passed over."""

    regex: re.Pattern[str]
    types: tuple[str, ...] = ()
    confidence: float = LISTED
    is_counted: bool = True
    """Whether a number beside the words counts the equipment ("10 impressions par jour" does not)."""
    implied: tuple[str, ...] = ()
    """Types that come with it; never counted."""


def _named(
    words: str, *types: str, confidence: float = LISTED, counted: bool = True, implied: tuple[str, ...] = ()
) -> Pattern:
    # A digit may touch the word ("4PC"), a letter may not.
    return Pattern(re.compile(rf"(?<![a-z_])(?:{words})(?![a-z0-9_])"), types, confidence, counted, implied)


def _likely(words: str, *types: str, counted: bool = True, implied: tuple[str, ...] = ()) -> Pattern:
    return _named(words, *types, confidence=AMBIGUOUS, counted=counted, implied=implied)


def _hinted(words: str, *types: str) -> Pattern:
    return _named(words, *types, confidence=INDIRECT, counted=False)


CUT = r"decoup\w{0,6}"
CUT_OR_GRAVE = r"(?:decoup\w{0,6}|grav\w{2,5})"
VINYL = r"v[iy]n[iy]l\w{0,4}"
# An item of a list: nothing but a separator or a number before it.
ITEM_START = r"(?:^ *|(?<=[,/+(-])|(?<=[,/+(-] )|(?<=[0-9] )|(?<= et )|(?<=des ))"
COMPUTER = (
    r"(?:ordi\w{2,6}teurs?|ordis?(?!')|pcs?|i?macs?|macbooks?|chromebooks?"
    r"|postes? (?:d')?(?:informatiques?|multimedias?|bureautiques?))"
    r"(?: (?:fixes?|portables?|protables?|publics?|pc|de bureau)){0,2}"
    r"(?:(?: et | ?[+/] ?)(?:fixes?|portables?|protables?))?"
)
# "connectés" without more means: to the internet.
CONNECTED = r" connectes?(?! (?:a|aux?) (?:l'|la |une? |des )?(?:imprim|espace|serveur))"
POSTES = r"(?:postes?(?: (?:fixes?|publics?|internet))?)"

PASSED_OVER = (
    _named(r"tablettes? graphiques?|casques? (?:audio|eeg)|cartes? sim"),
    _named(r"(?:sites?|adresses?|pages?|liens?) (?:internet|web)|espaces? numeriques? de travail"),
    _named(r"(?:la|bureaux? de|agences?|anciennes?|avant[ -]) ?postes?"),
    _named(r"postes? (?:telephoniques?|radios?|vacants?|a pourvoir)"),
    _named(r"postes? d'(?:accueil|animat\w{1,6})|postes? de (?:radio|television|tele|tv|secours|police)"),
    _named(r"postes? de (?:mediat|conseill|coordinat|direct|secreta)\w{1,8}"),
    _named(r"cameras? (?:thermiques?|de (?:video ?)?surveillance)|video ?surveillance"),
    _named(
        r"bornes? (?:de (?:recharge|pret|retour|jeux?)|d'(?:arcade|incendie|accueil)"
        r"|automatiques?|musicales?)"
    ),
    _named(r"imprimantes? alimentaires?|assiste\w{0,2} par (?:l')?ordinateur"),
    # Where one goes to learn, to look for work, or to be cheated: a subject, no connection.
    _named(r"(?:sur|navigation|surf|recharges?) (?:l')?internet"),
    _named(r"la borne(?! (?:internet|numerique|interactive|tactile))"),
    _named(r"(?:outils?|passeports?|villes?) internet|usages? (?:d'|de l'|des? )internet"),
    _named(r"(?:rue|avenue|boulevard|allee|impasse) (?:de (?:la |l')?|du |des |d')\w{1,20}"),
)
FABRICATION = (
    _named(
        r"imprimantes? (?:2 ?d|papier|classiques?)(?: et |, ?| ?/ ?)3 ?d",
        "printer",
        "printer_3d",
        counted=False,
    ),
    _named(
        r"impr(?:imantes?|\.)? ?\(?3 ?-?d(?:imensions?)?\)?|imprimantes? (?:a )?(?:resine|filaments?)",
        "printer_3d",
    ),
    _likely(r"impressions? (?:en )?3 ?-?d", "printer_3d", counted=False),
    _named(r"scann?(?:er|eur)?s?(?: a main)? ?3 ?-?d|numeriseurs? 3 ?d", "scanner_3d"),
    _named(
        rf"{CUT} laser(?: et | ou |, ?| ?/ ?){VINYL}|{CUT} {VINYL}(?: et | ou |, ?| ?/ ?)laser",
        "laser_cutter",
        "vinyl_cutter",
    ),
    _named(
        rf"{CUT_OR_GRAVE}(?:(?: et | ou | ?[/-] ?){CUT_OR_GRAVE})?[ -](?:au |a )?laser"
        r"|laser (?:cut(?:ter)?|co2)",
        "laser_cutter",
    ),
    _named(
        rf"(?:plott?(?:er|eur)s? (?:de )?)?{CUT}[ -](?:de |du |a )?(?:{VINYL}|stickers?|adhesifs?)",
        "vinyl_cutter",
    ),
    _named(r"(?:plott?(?:er|eur)|traceur)s? (?:de |a )decoupe", "vinyl_cutter"),
    _likely(r"plott?(?:er|eur)s?|machines? de decoupe intelligente|cricut|silhouette cameo", "vinyl_cutter"),
    _named(
        r"fraiseuses?(?: (?:a )?(?:commandes? )?numeriques?| cnc)?|cnc"
        r"|(?:defonceuses? )?(?:a )?commandes? numeriques?",
        "cnc",
    ),
    _named(
        r"fers? a souder|oscilloscopes?|postes? de (?:soudure|soudage) cms|stations? de soudage",
        "electronics_bench",
    ),
    _named(
        r"(?:ateliers?|labos?|laboratoires?|coins?|postes?|etablis?|espaces?) (?:d')?electroniques?",
        "electronics_bench",
    ),
    _likely(
        r"(?:petits? )?(?:materiels?|equipements?|outils|composants) (?:d')?electroniques?",
        "electronics_bench",
        counted=False,
    ),
    _likely(r"postes? (?:a souder|de soudure)", "electronics_bench"),
    _likely(
        rf"{ITEM_START}electronique(?= ?(?:[,/+)]|$))(?! ?[,/+] ?(?:informat|robot|numer))",
        "electronics_bench",
        counted=False,
    ),
    _named(r"brodeuses?(?: numeriques?)?|machines? a (?:coudre|broder)|surjeteuses?", "embroidery_machine"),
    _likely(r"ateliers? (?:de )?couture", "embroidery_machine", counted=False),
    _named(
        r"ateliers? (?:de |du )?(?:bois|menuiserie|metal|metall?urgie|ferronnerie)"
        r"(?: et (?:de )?(?:bois|metal))?",
        "workshop_tools",
    ),
    _likely(
        r"outillages?(?: (?:d'atelier|bois|metal))?(?: et (?:bois|metal))?|bricotheques?|outiltheques?"
        r"|scies? (?:circulaires?|a ruban|sauteuses?)"
        r"|perceuses?(?: a colonne)?",
        "workshop_tools",
        counted=False,
    ),
)
IMMERSIVE = (
    _named(
        r"(?:casques?|lunettes) (?:de |a |pour )?(?:la )?(?:vr"
        r"|realites? (?:virtuelles?|augmentees?|mixtes?))",
        "vr_headset",
    ),
    _named(r"(?:casques? )?(?:oculus|meta quest|htc vive)(?: \w{1,6})?", "vr_headset"),
    _likely(
        r"(?:bornes? |equipements? |materiels? )?(?:de )?(?:realite virtuelle|vr)|htc",
        "vr_headset",
        counted=False,
    ),
)
PRESENTING = (
    _named(r"cameras? (?:de |pour (?:la )?)?visio(?:[ -]?conf\w{0,8})?", "videoconference"),
    _named(r"(?:bornes? )?visio(?:[ -]?conf\w{0,8})?|web ?conferences?", "videoconference"),
    # A camera makes no videoconference.
    _named(r"web ?cams?"),
    _named(
        r"ecrans? (?:[\w\"'-]{1,12} ){0,2}(?:tactiles?|interactifs?)|tables? tactiles?", "interactive_screen"
    ),
    _named(
        r"tableaux? (?:blancs? )?(?:numeriques?|interactifs?|tactiles?)(?: interactifs?)?|tni|tbi|vpi",
        "interactive_screen",
    ),
    _likely(r"ecrans? (?:numeriques?|connectes?)", "interactive_screen"),
    _named(r"video[ -]?pro\w{0,2}ecteurs? interactifs?", "projector", "interactive_screen"),
    _named(r"(?:video|retro)[ -]?pro\w{0,2}ecteurs?|video[ -]?proj", "projector"),
    _likely(r"projecteurs?|video[ -]?projections?", "projector"),
)
RECORDING = (
    _named(
        r"studios? (?:de |d')?(?:tournage|enregistrement|video|photo|radio|son|audio|podcast|mao)"
        r"|home[ -]?studio|cabines? (?:de )?podcast",
        "recording_studio",
    ),
    _likely(r"web ?radio|(?:kits?|materiels?) (?:de )?podcast", "recording_studio", counted=False),
    _named(r"appareils? photos?(?: numeriques?)?|camescopes?|gopros?", "camera"),
    _likely(
        r"(?:materiels?|equipements?) (?:de )?(?:photos?|videos?)(?: et (?:photo|video))?|photo et video",
        "camera",
        counted=False,
    ),
    _hinted(r"materiels? informatiques? et audio ?visuels?", "computer", "camera"),
    _hinted(r"(?:materiels?|equipements?) (?:de production )?audio ?visuels?", "camera"),
)
ROOMS = (
    _named(
        r"salles? de formations?(?:,? et |/| ou )(?:de )?reunions?"
        r"|salles? de reunions?(?: et |/| ou )(?:de )?formations?",
        "training_room",
        "meeting_room",
        counted=False,
    ),
    _named(r"salles? de (?:cours|formations?|classe)", "training_room"),
    _likely(r"salles? (?:d')?(?:informatiques?|multimedias?|info)", "training_room", implied=("computer",)),
    _likely(
        r"salles? (?:est |sont )?(?:equipee?s?|dotee?s?)"
        r"(?= [^;]{0,40}(?:\bordi|\bpcs?\b|\bpostes? |informatique))",
        "training_room",
    ),
    _named(r"salles? de reunions?", "meeting_room"),
    _likely(r"salles? de conferences?", "meeting_room"),
    _likely(
        r"mises? a disposition (?:de |d'une |des )salles?|location de salles?", "meeting_room", counted=False
    ),
    _hinted(r"salles? de travail", "meeting_room"),
    _named(
        r"(?:bureaux?|postes?|places?) (?:de |en )?(?:co-?working|travail partages?|partages?|nomades?)"
        r"|postes? de travail (?:partages?|en (?:co-?working|open ?space))",
        "coworking_desk",
    ),
    _likely(
        r"open[ -]?spaces?|espaces? (?:de |en )?(?:co-?working|travail partages?)",
        "coworking_desk",
        counted=False,
    ),
    _hinted(r"co-?working|espaces? de travail", "coworking_desk"),
)
PRINTING = (
    _named(
        r"(?:imprimantes?|copieurs?|photocopie(?:ur|use)s?)(?:[ -](?!3 ?d)[\w&]{1,10}){0,4}"
        r"[ -]multi-? ?fonctions?",
        "printer",
        implied=("scanner", "photocopier"),
    ),
    _named(r"imprimantes?(?: (?:laser|portables?|papier|couleurs?))?", "printer"),
    _named(r"impressions? (?:de |d'un |des |de vos )?documents?", "printer", counted=False),
    _likely(r"imprimer|impressions?|traceurs?", "printer", counted=False),
    _named(r"photocopie(?:ur|use)s?|copieurs?", "photocopier"),
    _named(r"photocopies?|photocopier|copies? de documents?", "photocopier", counted=False),
    _likely(r"reprographie", "photocopier", counted=False),
    _named(
        r"scans? de documents?|scann?er (?:des|vos|un) documents?|possibilite de scann?er",
        "scanner",
        counted=False,
    ),
    _likely(r"pour scann?er|numeris(?:er|ation)", "scanner", counted=False),
    _named(r"scann?(?:er|eur)s?|scans?", "scanner"),
)
COMPUTING = (
    _named(r"tablettes?(?: (?:tactiles?|numeriques?))?|ipads?", "tablet"),
    _named(r"smartphones?|iphones?", "smartphone"),
    _likely(r"telephones? (?:portables?|mobiles?)", "smartphone"),
    _named(r"liseuses?(?: numeriques?)?", "e_reader"),
    _named(rf"{COMPUTER} avec (?:une )?(?:camera|webcam)", "computer"),
    _named(rf"{COMPUTER}{CONNECTED}", "computer", implied=("internet",)),
    _named(COMPUTER, "computer"),
    _likely(rf"{POSTES}{CONNECTED}", "computer", implied=("internet",)),
    _named(r"bornes? wi[ -]?fi", "wifi", counted=False),
    _hinted(r"postes? de travail", "computer"),
    _likely(rf"{POSTES}|bornes? (?:internet|numeriques?|interactives?|tactiles?)", "computer"),
    _hinted(r"bornes?|points? numeriques?", "computer"),
    _likely(rf"{ITEM_START}(?:portables?|laptops?)|(?<=\d )fixes?", "computer"),
    _likely(r"(?:espaces?|coins?|parcs?) informatiques?|clients? legers?", "computer", counted=False),
    _hinted(
        r"(?:materiels?|equipements?|outils) (?:(?:de )?bureautique et )?(?:d')?informatiques?", "computer"
    ),
    _hinted(r"(?:espaces?|coins?) (?:numeriques?|multi ?medias?)|points? cyber", "computer"),
)
CONNECTIVITY = (
    _named(r"(?:(?:connexions?|acces|reseaux?) )?wi[ -]?fi", "wifi", counted=False),
    _named(
        r"(?:connexions?|connections?|acces) (?:a |au )?(?:l')?(?:internet|web)|internet|adsl",
        "internet",
        counted=False,
    ),
    _likely(r"(?:la )?fibre(?: optique)?(?! (?:de|textile))", "internet", counted=False),
)

PATTERNS: tuple[Pattern, ...] = (
    *PASSED_OVER, *FABRICATION, *IMMERSIVE, *PRESENTING, *RECORDING, *ROOMS, *PRINTING, *COMPUTING,
    *CONNECTIVITY,
    # After the words for videoconferences and surveillance have taken theirs.
    _named(r"cameras?(?: (?:360|hd|4k))?", "camera"),
)  # fmt: skip
ROOM_TYPES = frozenset({"training_room", "meeting_room", "coworking_desk"})
"""Types that seat people."""
