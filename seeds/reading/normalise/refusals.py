"""Codes of rows that are refused: each with its sentence in English and in French."""

REFUSED = (
    ("record_id_missing", "The row has no identifier.", "La ligne n’a pas d’identifiant."),
    ("record_id_too_long", "The identifier is longer than any.", "L’identifiant est trop long."),
    (
        "record_id_repeated",
        "An earlier row of the file has the same identifier.",
        "Une ligne précédente du fichier porte le même identifiant.",
    ),
    (
        "record_is_another_place",
        "The directory has another place under the identifier: name, commune and position all differ.",
        "L’annuaire a un autre lieu sous cet identifiant : nom, commune et position diffèrent tous.",
    ),
    (
        "list_licence_differs",
        "An earlier row of the list is under another licence.",
        "Une ligne précédente de la liste est sous une autre licence.",
    ),
    ("name_missing", "The row has no name.", "La ligne n’a pas de nom."),
    ("name_too_long", "The name is longer than any.", "Le nom est trop long."),
    (
        "fields_mismatch",
        "The row has more fields than the header.",
        "La ligne a plus de champs que l’en-tête.",
    ),
    (
        "cut_off",
        "The last row ends in its middle: the file was cut off.",
        "La dernière ligne s’arrête au milieu : le fichier est tronqué.",
    ),
    (
        "position_incomplete",
        "One of the two coordinates is missing.",
        "Une des deux coordonnées manque.",
    ),
    ("position_unreadable", "A coordinate is no number.", "Une coordonnée n’est pas un nombre."),
    (
        "position_swapped",
        "Latitude and longitude are exchanged, and the commune does not confirm it.",
        "Latitude et longitude sont inversées, sans que la commune le confirme.",
    ),
    (
        "position_out_of_range",
        "The coordinates are no degrees.",
        "Les coordonnées ne sont pas des degrés.",
    ),
    ("position_outside_france", "The point lies outside France.", "Le point est hors de France."),
    (
        "position_far_from_commune",
        "The point is far from the stated commune.",
        "Le point est loin de la commune indiquée.",
    ),
    (
        "position_invalid",
        "A position came without its precision, or half of it.",
        "La position est incomplète ou sans précision.",
    ),
    (
        "opening_hours_invalid",
        "The opening hours cannot be expanded to a week.",
        "Les horaires ne peuvent pas être développés en semaine.",
    ),
    (
        "value_unknown",
        "A value is not in its vocabulary.",
        "Une valeur ne figure pas dans son vocabulaire.",
    ),
    ("value_repeated", "A value is given twice.", "Une valeur est donnée deux fois."),
    ("siret_invalid", "The SIRET is wrong.", "Le SIRET est faux."),
    (
        "nda_invalid",
        "The declaration number that the row is known by is wrong.",
        "Le numéro de déclaration d’activité qui identifie la ligne est faux.",
    ),
    (
        "siren_differs",
        "SIREN and SIRET contradict each other.",
        "Le SIREN et le SIRET se contredisent.",
    ),
    (
        "commune_code_invalid",
        "The code of the commune is no INSEE code.",
        "Le code de la commune n’est pas un code INSEE.",
    ),
    ("type_unknown", "The type of commune is unknown.", "Le type de commune est inconnu."),
    (
        "arrondissement_unknown",
        "The code is no arrondissement of Paris, Lyon or Marseille.",
        "Le code n’est pas celui d’un arrondissement de Paris, Lyon ou Marseille.",
    ),
    ("postcode_invalid", "A postcode of a commune is wrong.", "Un code postal de la commune est faux."),
    (
        "territory_unknown",
        "The code is no région or département.",
        "Le code n’est ni une région ni un département.",
    ),
    ("outline_missing", "The territory has no polygon.", "Le territoire n’a pas de polygone."),
    (
        "list_missing",
        "The row names no list.",
        "La ligne ne nomme pas de liste.",
    ),
    (
        "example_row",
        "The row is the example or the explanation of a template.",
        "La ligne est l’exemple ou l’explication d’un modèle.",
    ),
    (
        "cell_unreadable",
        "A formula was never calculated, or shows an error.",
        "Une formule n’a jamais été calculée ou affiche une erreur.",
    ),
    (
        "status_unreadable",
        "The status is none of open, planned and closed.",
        "Le statut n’est ni ouvert, ni prévu, ni fermé.",
    ),
    (
        "organisation_missing",
        "The row names no organisation.",
        "La ligne ne nomme pas d’organisme.",
    ),
    (
        "organisation_unknown",
        "The directory does not know the organisation, and name or address is missing.",
        "L’organisme est inconnu de l’annuaire, et son nom ou son adresse manque.",
    ),
    (
        "organisation_ambiguous",
        "The answer may be about several sites.",
        "La réponse peut concerner plusieurs établissements.",
    ),
    (
        "answer_repeated",
        "An earlier row of the list answers for the same site.",
        "Une ligne précédente de la liste répond pour le même établissement.",
    ),
    (
        "answer_unreadable",
        "The answer is neither yes, no nor unknown.",
        "La réponse n’est ni oui, ni non, ni inconnu.",
    ),
)
