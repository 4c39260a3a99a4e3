"""Advice on what to change in a file, code by code, in French and in English."""

from seeds.reading.normalise.findings import finding

_BY_CODE = {
    "name_missing": ("Écrivez le nom du lieu.", "Write the name of the place."),
    "name_too_long": ("Raccourcissez le nom.", "Shorten the name."),
    "record_id_missing": (
        "Donnez à la ligne un identifiant, le même à chaque publication.",
        "Give the row an identifier, the same in every publication.",
    ),
    "record_id_too_long": ("Raccourcissez l’identifiant.", "Shorten the identifier."),
    "record_id_repeated": (
        "Donnez à chaque lieu son propre identifiant.",
        "Give every place an identifier of its own.",
    ),
    "record_is_another_place": (
        "Ne réemployez pas l’identifiant d’un autre lieu : donnez-en un nouveau.",
        "Do not use another place’s identifier again: give a new one.",
    ),
    "fields_mismatch": (
        "Vérifiez les guillemets et les séparateurs de cette ligne.",
        "Check the quotation marks and separators of this row.",
    ),
    "cut_off": (
        "Enregistrez de nouveau le fichier : il est coupé.",
        "Save the file again: it is cut off.",
    ),
    "position_incomplete": (
        "Donnez latitude et longitude, ou aucune des deux.",
        "Give latitude and longitude, or neither.",
    ),
    "position_unreadable": (
        "Écrivez des degrés, comme 48.85661 et 2.35222.",
        "Write degrees, such as 48.85661 and 2.35222.",
    ),
    "position_swapped": ("Échangez latitude et longitude.", "Exchange latitude and longitude."),
    "position_out_of_range": (
        "Donnez des degrés (WGS 84), et non les mètres d’une projection.",
        "Give degrees (WGS 84), not metres of a projection.",
    ),
    "position_outside_france": ("Corrigez le point, ou videz-le.", "Correct the point, or leave it empty."),
    "position_far_from_commune": (
        "Corrigez le point ou le code de la commune.",
        "Correct the point or the commune’s code.",
    ),
    "list_missing": ("Nommez la liste dans chaque ligne.", "Name the list in every row."),
    "example_row": ("Effacez cette ligne.", "Delete this row."),
    "cell_unreadable": (
        "Enregistrez le classeur après calcul, ou tapez la valeur.",
        "Save the workbook after its calculation, or type the value.",
    ),
    "status_unreadable": ("Écrivez ouvert, prévu ou fermé.", "Write ouvert, prévu or fermé."),
    "postcode_unreadable": ("Écrivez cinq chiffres, comme 01500.", "Write five digits, such as 01500."),
    "commune_code_unreadable": (
        "Écrivez le code INSEE, comme 01004 ou 2A004.",
        "Write the INSEE code, such as 01004 or 2A004.",
    ),
    "date_unreadable": ("Écrivez 2026-03-31 ou 31/03/2026.", "Write 2026-03-31 or 31/03/2026."),
    "telephone_unreadable": (
        "Écrivez dix chiffres, comme 01 02 03 04 05.",
        "Write ten digits, such as 01 02 03 04 05.",
    ),
    "website_unreadable": ("Écrivez une adresse, comme https://lieu.fr.", "Write an address, such as https://lieu.fr."),
    "opening_hours_unreadable": (
        "Écrivez les horaires dans la syntaxe d’OpenStreetMap : Mo-Fr 09:00-12:00.",
        "Write the hours in OpenStreetMap’s syntax: Mo-Fr 09:00-12:00.",
    ),
    "pivot_unreadable": ("Écrivez les 14 chiffres du SIRET.", "Write the 14 digits of the SIRET."),
    "choice_unknown": (
        "Écrivez les mots de la liste du standard, séparés par « | ».",
        "Write the words of the standard’s list, with | between them.",
    ),
    "personal_contact_removed": (
        "Publiez l’adresse et le numéro du lieu, non ceux d’une personne.",
        "Publish the place’s address and number, not a person’s.",
    ),
}  # fmt: skip
_BY_OUTCOME = {
    "refused": ("Corrigez cette ligne.", "Correct this row."),
    "left_out": ("Corrigez la valeur, ou laissez-la vide.", "Correct the value, or leave it empty."),
    "repaired": ("Reprenez la valeur corrigée.", "Take over the value as it is mended."),
}


def explained(code: str) -> dict[str, str]:
    """Return what a code means and what to change, by language."""
    plain, _colon, name = code.partition(": ")
    known = finding(plain)
    outcome = known.outcome if known else "refused"
    french, english = _BY_CODE.get(plain, _BY_OUTCOME[outcome])
    detail = f" ({name})" if name else ""
    return {
        "outcome": outcome,
        "fr": f"{known.fr if known else code}{detail} {french}",
        "en": f"{known.en if known else code}{detail} {english}",
    }
