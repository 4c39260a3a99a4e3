"""The national standard "lieux de médiation numérique", version 1.0.2: its fields and its lists of choices.

Published as a table schema by La Mednum and the ANCT (Licence Ouverte 2.0). It says what a place of digital
inclusion does for whom; it has no field for equipment, for how well a position is known, or for whether a
place is open, planned or closed.
"""

from collections.abc import Mapping

FIELDS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
"""Required fields of the standard."""
SEPARATOR = "|"
"""Between the values of one field."""
UNKNOWN_PIVOT = "00000000000000"
"""Pivot that the national directory writes for a place without a known SIRET: the field is required."""
LONGEST_SUMMARY = 280
"""Characters of `presentation_resume`."""
FABRIQUES = "Fabriques de Territoire"
"""The label of the programme, as the standard writes it."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "itinerance": ("Itinérant", "Fixe"),
    "services": (
        "Aide aux démarches administratives",
        "Maîtrise des outils numériques du quotidien",
        "Insertion professionnelle via le numérique",
        "Utilisation sécurisée du numérique",
        "Parentalité et éducation avec le numérique",
        "Loisirs et créations numériques",
        "Compréhension du monde numérique",
        "Accès internet et matériel informatique",
        "Acquisition de matériel informatique à prix solidaire",
    ),
    "publics_specifiquement_adresses": (
        "Jeunes",
        "Étudiants",
        "Familles et/ou enfants",
        "Seniors",
        "Femmes",
    ),
    "prise_en_charge_specifique": (
        "Surdité",
        "Handicaps moteurs",
        "Handicaps mentaux",
        "Illettrisme",
        "Langues étrangères (anglais)",
        "Langues étrangères (autres)",
        "Déficience visuelle",
    ),
    "frais_a_charge": ("Gratuit", "Gratuit sous condition", "Payant"),
    "dispositif_programmes_nationaux": (
        "Aidants Connect",
        "Bibliothèques numérique de référence",
        "Certification PIX",
        "Conseillers numériques",
        "Emmaüs Connect",
        "France Services",
        "Grande école du numérique",
        "La Croix Rouge",
        "Point d'accès numérique CAF",
        "Promeneurs du net",
        "Relais numérique (Emmaüs Connect)",
    ),
    "formations_labels": (
        "Formé à « Mon Espace Santé »",
        "Formé à « DUPLEX » (illettrisme)",
        "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
        "Collectif ressources et acteurs réemploi (Normandie)",
        "Étapes numériques(La Poste)",
        FABRIQUES,
        "Les Éclaireurs du numérique (Drôme)",
        "Mes Papiers (Métropole de Lyon)",
        "ORDI 3.0",
        "SUD LABS (PACA)",
    ),
    "modalites_acces": (
        "Se présenter",
        "Téléphoner",
        "Contacter par mail",
        "Prendre un RDV en ligne",
        "Ce lieu n'accueille pas de public",
        "Envoyer un mail avec une fiche de prescription",
    ),
    "modalites_accompagnement": (
        "En autonomie",
        "Accompagnement individuel",
        "Dans un atelier collectif",
        "À distance",
    ),
}
"""Fields that hold some of a list, each exactly as the schema's pattern spells it."""

KINDS_BY_TYPOLOGY: Mapping[str, str] = {
    "TIERS_LIEUX": "third_place",
    "FABLAB": "fablab",
    "EPN": "digital_public_space",
    "BIB": "library",
    "RFS": "france_services",
    "MUNI": "town_hall",
    "COMMUNE": "town_hall",
    "EPCI": "town_hall",
    "CC": "town_hall",
    "CS": "social_centre",
    "MQ": "social_centre",
    "MJC": "social_centre",
    "CCAS": "social_centre",
    "CIAS": "social_centre",
    "PIMMS": "social_centre",
    "PIJ_BIJ": "youth_information",
    "ML": "local_mission",
    "OF": "training_centre",
    "AFPA": "training_centre",
    "E2C": "training_centre",
    "CAF": "public_service",
    "CPAM": "public_service",
    "MSA": "public_service",
    "PE": "public_service",
    "PREF": "public_service",
    "CD": "public_service",
    "DEPT": "public_service",
    "REG": "public_service",
    "ASSO": "association",
    "ESS": "company",
}
"""Kinds of ours by the codes of data·inclusion's typology; of several codes the first listed here counts."""

TYPOLOGIES_BY_KIND: Mapping[str, str] = {
    "third_place": "TIERS_LIEUX",
    "coworking": "TIERS_LIEUX",
    "fablab": "TIERS_LIEUX",
    "manufactory": "TIERS_LIEUX",
    "library": "BIB",
    "france_services": "RFS",
    "town_hall": "MUNI",
    "social_centre": "CS",
    "youth_information": "PIJ_BIJ",
    "local_mission": "ML",
    "training_centre": "OF",
    "association": "ASSO",
}
"""Codes of kinds in the standard; the others have no code of their own."""


def kind_of(typologies: str) -> str:
    """Return our kind for the codes of the field `typologie`; `other` where none is known."""
    codes = {code.strip().upper() for code in typologies.split(SEPARATOR)}
    return next((kind for code, kind in KINDS_BY_TYPOLOGY.items() if code in codes), "other")
