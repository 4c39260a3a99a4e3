"""Findings of reports: each code with what became of the row, in one sentence."""

from dataclasses import dataclass
from typing import Literal

from seeds.reading.normalise.refusals import REFUSED

Outcome = Literal["repaired", "left_out", "refused"]
"""`repaired`: loaded with a better value; `left_out`: loaded without the value; `refused`: not loaded."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A code of refusals or remarks, explained for people."""

    code: str
    outcome: Outcome
    en: str
    fr: str


_LEFT_OUT = (
    (
        "personal_contact_removed",
        "E-mail addresses and mobile numbers of people inside a text are taken out.",
        "Les adresses électroniques et numéros de mobile cités dans un texte sont retirés.",
    ),
    (
        "licence_unreadable",
        "The licence is none that is known: that of the source.",
        "La licence n’est pas connue : celle de la source.",
    ),
    ("website_unreadable", "The website is no address.", "Le site web n’est pas une adresse."),
    ("postcode_unreadable", "The postcode is none.", "Le code postal n’en est pas un."),
    (
        "commune_code_unreadable",
        "The INSEE code of the commune is none.",
        "Le code INSEE de la commune n’en est pas un.",
    ),
    ("date_unreadable", "The date is none.", "La date n’en est pas une."),
    (
        "telephone_unreadable",
        "The telephone number is none.",
        "Le numéro de téléphone n’en est pas un.",
    ),
    (
        "opening_hours_unreadable",
        "The opening hours are not in OpenStreetMap's syntax.",
        "Les horaires ne suivent pas la syntaxe d’OpenStreetMap.",
    ),
    (
        "opening_hours_not_understood",
        "The opening hours go beyond what is read of OpenStreetMap's syntax: shown, and unknown.",
        "Les horaires vont au-delà de ce qui est lu de la syntaxe d’OpenStreetMap : montrés, et inconnus.",
    ),
    (
        "opening_hours_doubtful",
        "The opening hours contradict themselves (00:00-00:00, overlapping times): those days are unknown.",
        "Les horaires se contredisent (00:00-00:00, plages qui se recouvrent) : ces jours sont inconnus.",
    ),
    (
        "opening_hours_variable",
        "The opening hours hang on school holidays or the sun, or have no end: those times are unknown.",
        "Les horaires suivent les vacances scolaires ou le soleil, ou sont sans fin : inconnus alors.",
    ),
    (
        "pivot_unreadable",
        "The SIRET or other number of the structure is none.",
        "Le SIRET ou autre numéro de la structure n’en est pas un.",
    ),
    (
        "choice_unknown",
        "A value is not in the list that the national standard gives for its field.",
        "Une valeur ne figure pas dans la liste du standard national pour ce champ.",
    ),
    ("siren_unreadable", "The SIREN is none.", "Le SIREN n’en est pas un."),
    ("nda_unreadable", "The NDA is none.", "Le numéro de déclaration d’activité n’en est pas un."),
    (
        "previous_nda_unreadable",
        "An earlier declaration number is none.",
        "Un ancien numéro de déclaration d’activité n’en est pas un.",
    ),
    (
        "certification_unreadable",
        "A certification is neither true nor false: unknown.",
        "Une certification n’est ni vraie ni fausse : inconnue.",
    ),
    ("uai_unreadable", "The UAI is none.", "L’UAI n’en est pas une."),
    (
        "qualiopi_unreadable",
        "Qualiopi is neither Oui nor Non: unknown.",
        "Qualiopi n’est ni Oui ni Non : inconnu.",
    ),
    ("population_unreadable", "The population is no number.", "La population n’est pas un nombre."),
    (
        "commune_unknown",
        "The directory does not know the commune; its département is kept.",
        "La commune est inconnue de l’annuaire ; le département est gardé.",
    ),
    (
        "commune_missing",
        "Neither code, town, point nor postcode leads to a commune: the record is in no territory.",
        "Rien ne mène à une commune, ni code, ni nom, ni point, ni code postal : dans aucun territoire.",
    ),
    (
        "position_missing",
        "There is no point, and no commune whose centroid could stand in for it: no position.",
        "Pas de point, ni de commune dont le centre en tiendrait lieu : pas de position.",
    ),
    (
        "territory_from_outline",
        "No commune is known near the point: its département is the one whose outline holds it.",
        "Aucune commune n’est connue près du point : son département est celui dont le contour le contient.",
    ),
    (
        "territory_from_postcode",
        "No commune is known: the département is the postcode’s.",
        "Aucune commune n’est connue : le département est celui du code postal.",
    ),
    (
        "position_left_out",
        "The point is wrong and the commune's centroid unknown: no position.",
        "Le point est faux et le centre de la commune inconnu : pas de position.",
    ),
    (
        "column_missing",
        "The mapping names a column that the file has not; its name follows.",
        "La correspondance nomme une colonne que le fichier n’a pas ; son nom suit.",
    ),
    (
        "column_ignored",
        "A column is unknown; its name follows.",
        "Une colonne est inconnue ; son nom suit.",
    ),
    (
        "cells_left_out",
        "Cells to the right of the 400th column are not read.",
        "Les cellules à droite de la 400e colonne ne sont pas lues.",
    ),
    (
        "sheet_left_out",
        "A sheet of the workbook is hidden, has other columns or was not asked for: it was not read.",
        "Une feuille du classeur est masquée, a d’autres colonnes ou n’est pas demandée : non lue.",
    ),
    (
        "network_left_out",
        "Networks that neither give the kind nor are programmes of the national standard are not kept.",
        "Les réseaux qui ne donnent ni le type ni un programme du standard ne sont pas gardés.",
    ),
    (
        "access_left_out",
        "What is said of access is no condition of any equipment that was read, and not of wheelchairs.",
        "L’accès indiqué n’est la condition d’aucun équipement lu et ne parle pas de fauteuils.",
    ),
    (
        "equipment_not_understood",
        "No equipment was understood in the text.",
        "Aucun équipement n’a été compris dans le texte.",
    ),
    (
        "kind_unknown",
        "The type of place is none that is known: another place, in the census of 2019 a third place.",
        "Le type de lieu n’est pas connu : un autre lieu, dans le recensement de 2019 un tiers-lieu.",
    ),
    (
        "precision_unreadable",
        "The precision of the point cannot be read: the least is assumed.",
        "La précision du point est illisible : la moindre est supposée.",
    ),
    (
        "organisation_kind_unknown",
        "The kind of organisation is unknown: a training organisation.",
        "Type d’organisme inconnu : organisme de formation.",
    ),
    (
        "equipment_unreadable",
        "What stands in an equipment column is neither a number nor yes or no.",
        "Une colonne d’équipement ne contient ni nombre, ni oui, ni non.",
    ),
    (
        "shareable_unreadable",
        "Shareable is neither yes nor no: unknown.",
        "Partageable n’est ni oui ni non : inconnu.",
    ),
    (
        "count_unreadable",
        "Seats or learners are no number from 1 to 100,000.",
        "Places ou apprenants : ce n’est pas un nombre de 1 à 100 000.",
    ),
    (
        "access_fact_unreadable",
        "What is said of the access to a building is neither yes, no, a number nor in acceslibre's list.",
        "Ce qui est dit de l’accès n’est ni oui, ni non, ni un nombre, ni dans la liste d’acceslibre.",
    ),
    (
        "need_unreadable",
        "A need names no equipment that is known.",
        "Un besoin ne nomme aucun équipement connu.",
    ),
    (
        "wheelchair_unreadable",
        "Wheelchair access is none of yes, limited and no.",
        "L’accès en fauteuil n’est ni oui, ni partiel, ni non.",
    ),
    (
        "status_unknown",
        "The state of the project or site is none that is known: open.",
        "L’état du projet ou de l’établissement n’est pas connu : ouvert.",
    ),
    (
        "status_doubted_by_name",
        "The name says that the place is closed, its status that it is open: open, with a warning.",
        "Le nom dit que le lieu est fermé, le statut qu’il est ouvert : ouvert, avec un avertissement.",
    ),
    (
        "companion_missing",
        "The source's second file does not lie beside the first: nothing of it is loaded.",
        "Le second fichier de la source n’est pas à côté du premier : rien n’en est chargé.",
    ),
    (
        "companion_row_unknown",
        "A row of the second file has the identifier of no row of the first.",
        "Une ligne du second fichier porte l’identifiant d’aucune ligne du premier.",
    ),
    (
        "companion_row_unreadable",
        "A row of the second file has no identifier, or more or fewer fields than its header.",
        "Une ligne du second fichier n’a pas d’identifiant, ou plus ou moins de champs que l’en-tête.",
    ),
    (
        "year_unreadable",
        "The year is none.",
        "L’année n’en est pas une.",
    ),
    (
        "amount_unreadable",
        "The amount is no number of euros.",
        "Le montant n’est pas un nombre d’euros.",
    ),
)
_REPAIRED = (
    (
        "closed_by_name",
        "The name says that the place is closed, and nothing that it is open: closed.",
        "Le nom dit que le lieu est fermé, et rien qu’il est ouvert : fermé.",
    ),
    (
        "siret_zero_restored",
        "A spreadsheet took the leading zero of the SIRET: it is back.",
        "Un tableur avait ôté le zéro initial du SIRET : il est rétabli.",
    ),
    (
        "siren_zero_restored",
        "A spreadsheet took the leading zero of the SIREN: it is back.",
        "Un tableur avait ôté le zéro initial du SIREN : il est rétabli.",
    ),
    (
        "nda_zero_restored",
        "A spreadsheet took the leading zero of the NDA: it is back.",
        "Un tableur avait ôté le zéro initial du numéro de déclaration d’activité : il est rétabli.",
    ),
    (
        "postcode_zero_restored",
        "A spreadsheet took the leading zero of the postcode: it is back.",
        "Un tableur avait ôté le zéro initial du code postal : il est rétabli.",
    ),
    (
        "commune_merged",
        "The commune was merged: today's takes its place.",
        "La commune a fusionné : celle d’aujourd’hui la remplace.",
    ),
    (
        "commune_found_by_name",
        "The code is no commune: the one of that name, near the point or with that postcode.",
        "Code sans commune : celle du même nom, près du point ou avec ce code postal.",
    ),
    (
        "commune_of_former_name",
        "The town is a commune of former days, or was called so: today's takes its place.",
        "La commune a fusionné ou changé de nom : celle d’aujourd’hui la remplace.",
    ),
    (
        "commune_misspelt",
        "No commune is called so: the one that is spelt nearly so, near the point or with that postcode.",
        "Aucune commune ne s’appelle ainsi : celle d’un nom presque égal, avec ce point ou ce code postal.",
    ),
    (
        "commune_read_in_part",
        "Of the town only the end was understood: the commune of that name.",
        "De la commune, seule la fin a été comprise : la commune de ce nom.",
    ),
    (
        "commune_from_address",
        "No column names the commune: it stands at the end of the address.",
        "Aucune colonne ne nomme la commune : elle figure à la fin de l’adresse.",
    ),
    (
        "commune_from_point",
        "No commune is named: the one with the nearest centroid, in the département that holds the point.",
        "Aucune commune n’est nommée : celle du centre le plus proche, dans le département du point.",
    ),
    (
        "commune_from_postcode",
        "No commune is known by the town: the one that has the postcode.",
        "La commune n’est pas reconnue : celle du code postal.",
    ),
    (
        "position_swapped_back",
        "Latitude and longitude were exchanged: put right, the point lies at its commune.",
        "Latitude et longitude étaient inversées : remises en ordre, le point est bien dans sa commune.",
    ),
    (
        "position_from_commune",
        "There is no point: the commune's centroid stands in for it, and says so.",
        "Pas de point : le centre de la commune en tient lieu, signalé comme tel.",
    ),
    (
        "position_replaced_by_commune",
        "The point is wrong: the commune's centroid takes its place, and says so.",
        "Le point est faux : le centre de la commune le remplace, signalé comme tel.",
    ),
)
_BY_OUTCOME: tuple[tuple[Outcome, tuple[tuple[str, str, str], ...]], ...] = (
    ("refused", REFUSED),
    ("left_out", _LEFT_OUT),
    ("repaired", _REPAIRED),
)
FINDINGS = {
    code: Finding(code, outcome, en, fr) for outcome, findings in _BY_OUTCOME for code, en, fr in findings
}
"""By code."""


def finding(code: str) -> Finding | None:
    """Return what a code means; what is told of a column or a sheet by its name has that behind a colon."""
    return FINDINGS.get(code.partition(": ")[0])
