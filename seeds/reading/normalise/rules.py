"""The registry of the rules of normalisation: what each does, and what becomes of what it cannot read.

`docs/data-dictionary.md` shows it; tests keep the two, and the codes that the program emits, the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, with the codes of `seeds.reading.normalise.findings` that it can give."""

    code: str
    does: str
    otherwise: str
    """Outcome of a value that cannot be read."""
    findings: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    # The file
    Rule(
        "encoding",
        "A file is UTF-8, with or without a byte order mark, else CP1252, else Latin-1.",
        "A file of UTF-16, with NUL bytes, or partly UTF-8 is refused as a whole, its first lines named.",
    ),
    Rule(
        "separator",
        "The separator is the one of comma, semicolon, tab and bar that gives most of the expected columns.",
        "A file without the expected columns is refused as a whole, with the names of those missing.",
    ),
    Rule(
        "row_shape",
        "Cells missing at the end of a row, or empty beyond the header, are empty; quotes are doubled inside"
        " quotes; blank lines and Excel's `sep=;` may stand above the header.",
        "A longer row is refused, and a last one that is shorter and ends without a line break; a quotation"
        " mark left open refuses the file at that line.",
        ("fields_mismatch", "cut_off"),
    ),
    Rule(
        "identity",
        "Within its list (its publisher's, where a source has many), a row has an identifier of at most 200"
        " characters that no other row has and that names no other place.",
        "Refused: it could never be updated, or would take another place's public id.",
        ("record_id_missing", "record_id_too_long", "record_id_repeated", "record_is_another_place"),
    ),
    # Text
    Rule(
        "text",
        "Text is Unicode NFC, without control characters and marks of no width, with single spaces; HTML"
        " entities become characters, and tags of text go.",
        "Nothing is refused; a text that says nothing (NULL, NA, N/A, nan) is missing.",
    ),
    Rule(
        "name",
        "A record has a name of at most 1,000 characters.",
        "Refused.",
        ("name_missing", "name_too_long"),
    ),
    Rule(
        "formula",
        "The apostrophe that keeps a spreadsheet from running a cell comes off; our CSV puts it on.",
        "Nothing is refused.",
    ),
    Rule(
        "decimal_comma",
        "48,85 is 48.85, 1 234,5 is 1234.5; comma and point together are not guessed at.",
        "As the field's own rule says.",
        ("population_unreadable",),
    ),
    Rule(
        "vocabulary",
        "Kind, status, access, equipment, needs and programmes are codes of their vocabularies.",
        "An unknown kind that was typed is another place, in the CGET file a third place, and an unknown"
        " state of a site is open, each with a remark; else refused.",
        ("kind_unknown", "organisation_kind_unknown", "status_unknown", "value_unknown", "value_repeated"),
    ),
    Rule(
        "choices",
        "Values of the national standard's lists are found whatever their case, accents and punctuation,"
        " joined by a bar or a semicolon.",
        "What is not in the list is left out with a remark.",
        ("choice_unknown", "network_left_out", "kind_unknown"),
    ),
    Rule(
        "access_facts",
        "What acceslibre says of a building is yes, no, a number up to 1,000, or in its own lists; an empty"
        " cell is unknown, and a door of 0 cm.",
        "Left out with a remark.",
        ("access_fact_unreadable",),
    ),
    # Identifiers
    Rule(
        "pivot",
        "The number that a place's structure is known by is its SIRET; an RNA or a RIDET is kept as it is;"
        " zeros only are none.",
        "Left out with a remark.",
        ("pivot_unreadable",),
    ),
    Rule(
        "siret",
        "Fourteen digits that satisfy Luhn's key; those of La Poste, a sum divisible by 5; spaces go.",
        "Refused: the site is known by it.",
        ("siret_invalid", "siret_zero_restored"),
    ),
    Rule(
        "siren",
        "Nine digits that satisfy Luhn's key, and the first nine of the SIRET.",
        "Left out with a remark; refused where it contradicts the SIRET.",
        ("siren_unreadable", "siren_differs", "siren_zero_restored"),
    ),
    Rule(
        "nda",
        "Eleven characters (2A and 2B for Corsica); the leading zero of the overseas régions comes back.",
        "Left out with a remark; refused where the row is known by it.",
        ("nda_unreadable", "nda_invalid", "previous_nda_unreadable", "nda_zero_restored"),
    ),
    Rule("uai", "Seven digits and a capital letter.", "Left out with a remark.", ("uai_unreadable",)),
    Rule(
        "qualiopi",
        "Oui is certified, Non is not, empty is unknown.",
        "Unknown, with a remark.",
        ("qualiopi_unreadable", "certification_unreadable"),
    ),
    Rule(
        "equipment_status",
        "Equipped or unequipped only where the organisation said so; silence is unknown.",
        "Nothing is inferred.",
    ),
    # Addresses and territories
    Rule(
        "postcode",
        "Five digits; spaces, F- and CEDEX go, and the leading zero of a spreadsheet comes back.",
        "Left out with a remark; refused in the file of communes.",
        ("postcode_unreadable", "postcode_invalid", "postcode_zero_restored"),
    ),
    Rule(
        "cedex",
        "VALENCE CEDEX 9 is in Valence; a postcode of CEDEX finds its commune by name and département.",
        "Nothing is refused.",
    ),
    Rule(
        "street",
        "Postcode and town that repeat their own columns come off the address.",
        "The address stays as it is.",
    ),
    Rule(
        "insee_code",
        "Five characters, 2A and 2B for Corsica, 97x overseas; the leading zero of a spreadsheet comes back.",
        "Left out with a remark; refused in the file of communes.",
        ("commune_code_unreadable", "commune_code_invalid", "type_unknown"),
    ),
    Rule(
        "arrondissement",
        "75101 to 75120 are Paris (75056), 69381 to 69389 Lyon (69123), 13201 to 13216 Marseille (13055).",
        "Refused in the file of communes; another code stays what it is.",
        ("arrondissement_unknown",),
    ),
    Rule(
        "former_commune",
        "A code that is no more leads to the commune that its territory belongs to in 2026 (4,240 codes).",
        "Where the directory knows neither: without a commune, with its département and a remark.",
        ("commune_merged", "commune_unknown"),
    ),
    Rule(
        "commune_by_name",
        "Without a known code the commune is the one of that name within 15 km of the point, else with that"
        " postcode, else the only one in that département; the name as people write it: Saint or St, s/ for"
        " sur, the article left out or behind, a name of former days, a letter off.",
        "As the next rule says.",
        (
            "commune_found_by_name",
            "commune_of_former_name",
            "commune_misspelt",
            "commune_read_in_part",
            "commune_from_address",
        ),
    ),
    Rule(
        "commune_by_point",
        "Where no town is named, the commune with the nearest centroid within 15 km (100 km in Guyane),"
        " in the département whose outline holds the point; without a point, the only one that has the"
        " postcode.",
        "Without a commune, with the département of the outline or of the postcode; else in no territory.",
        (
            "commune_from_point",
            "commune_from_postcode",
            "territory_from_outline",
            "territory_from_postcode",
            "commune_missing",
        ),
    ),
    Rule(
        "territory",
        "An outline belongs to one of the 18 régions or 101 départements and is a polygon.",
        "Refused.",
        ("territory_unknown", "outline_missing"),
    ),
    Rule(
        "timezone",
        "The time zone follows from the département or the overseas collectivity, else Europe/Paris.",
        "The database refuses any other name.",
    ),
    # Contact and time
    Rule(
        "telephone",
        "A number that libphonenumber finds valid, in E.164 (+33, +262, +590, +594, +596, +687, +689);"
        " of several the first.",
        "Left out with a remark.",
        ("telephone_unreadable",),
    ),
    Rule(
        "website",
        "An absolute http or https address with a full host name and no user; of several the first.",
        "Left out with a remark.",
        ("website_unreadable",),
    ),
    Rule(
        "date",
        "2022-09-26 or 26/09/2022, with or without a time, between 1900 and 2100; 01/01/1970 is no date.",
        "Left out with a remark; 01/01/1970 without one.",
        ("date_unreadable",),
    ),
    Rule(
        "opening_hours",
        "OpenStreetMap's syntax; days and hours are written alike; sentences are not guessed at.",
        "Left out with a remark; what is beyond the subset or contradicts itself is unknown, with one.",
        (
            "opening_hours_unreadable",
            "opening_hours_invalid",
            "opening_hours_not_understood",
            "opening_hours_doubtful",
            "opening_hours_variable",
        ),
    ),
    # Positions
    Rule(
        "coordinates",
        "Degrees of WGS 84, latitude and longitude both or neither, with decimal comma or point.",
        "Refused.",
        ("position_incomplete", "position_unreadable", "position_invalid"),
    ),
    Rule(
        "position_swapped",
        "Coordinates in each other's column change places where the point then lies at the stated commune.",
        "Refused, or replaced by the commune's centroid, as the source says.",
        ("position_swapped_back", "position_swapped"),
    ),
    Rule(
        "position_misplaced",
        "A point lies within 50 km of its commune's centroid (200 km in French Guiana); without one, in its"
        " part of France.",
        "Refused, or replaced by the commune's centroid, as the source says, or by no position.",
        (
            "position_far_from_commune",
            "position_outside_france",
            "position_out_of_range",
            "position_replaced_by_commune",
            "position_left_out",
        ),
    ),
    Rule(
        "position_missing",
        "A record without coordinates gets its commune's centroid, in Paris, Lyon and Marseille its"
        " arrondissement's; `proxilieux geocode` may know better.",
        "Without a position, where the commune is unknown or has no centroid.",
        ("position_from_commune", "position_missing"),
    ),
    Rule(
        "position_precision",
        "address, street or commune_centroid, from the geocoder's score, the house number or the publisher.",
        "The least precise that nothing in the row contradicts.",
        ("precision_unreadable",),
    ),
    # Censuses, and second files
    Rule(
        "companion",
        "A source's second file is read from beside the first, and joined to it by the identifier.",
        "Its stray rows are counted; without it the places lack what it says. A damaged one refuses both.",
        ("companion_missing", "companion_row_unknown", "companion_row_unreadable"),
    ),
    Rule(
        "project_status",
        "Of a census: ouvert, en activité: open; préfiguration: planned; fermé, abandonné: closed.",
        "Open, with a remark.",
        ("status_unknown",),
    ),
    Rule(
        "closed_by_name",
        "A place whose name ends with (fermé), (actuellement fermé), - fermé définitivement is closed.",
        "Open, with a remark and a warning on its page, where a column states that it is open.",
        ("closed_by_name", "status_doubted_by_name"),
    ),
    Rule(
        "personal_email",
        "The census's column of e-mail addresses is dropped as it is read. E-mail addresses and mobile"
        " numbers inside free text give way to a mark, in every source and in refused rows.",
        "Left out with a remark.",
        ("personal_contact_removed",),
    ),
    # Spreadsheets that people fill in
    Rule(
        "spreadsheet",
        "The header is the row, of the first ten of a sheet, that names most known columns; accents and"
        " case do not matter. Of several sheets those of the same columns are read.",
        "A file without the columns that are needed is refused; other columns and other sheets are left out"
        " with a remark.",
        (
            "column_ignored",
            "column_missing",
            "cells_left_out",
            "sheet_left_out",
            "list_missing",
            "example_row",
        ),
    ),
    Rule(
        "list_terms",
        "A list has one licence, a publisher and a title; the import's options go before the rows, and what"
        " was said stays until it is said otherwise.",
        "A licence that is not known is left out with a remark; a row under another one than its list's is"
        " refused.",
        ("licence_unreadable", "list_licence_differs"),
    ),
    Rule(
        "cell",
        "Of a formula the value that was last calculated; dates as dates, whole numbers without a point.",
        "The row is refused.",
        ("cell_unreadable",),
    ),
    Rule(
        "sheet_equipment",
        "A column a type: how many, or oui or non, présent or absent; a cell that is empty or - says nothing;"
        " what has no column is read from the text.",
        "Left out with a remark.",
        (
            "equipment_unreadable",
            "equipment_not_understood",
            "access_left_out",
            "shareable_unreadable",
            "count_unreadable",
            "need_unreadable",
        ),
    ),
    Rule(
        "sheet_values",
        "ouvert, prévu, fermé; oui, partiel, non; the year of a date; 12 500,50 € is 12500.50.",
        "Left out with a remark; a status refuses the row.",
        ("status_unreadable", "wheelchair_unreadable", "year_unreadable", "amount_unreadable"),
    ),
    Rule(
        "answer",
        "An answer is about the site of its SIRET, else of its NDA, else of its name and postcode; oui is"
        " equipped, non unequipped, all else that is read unknown.",
        "Refused where nobody, or more than one site, can be meant; with name and address a site of its own.",
        (
            "organisation_missing",
            "organisation_unknown",
            "organisation_ambiguous",
            "answer_repeated",
            "answer_unreadable",
        ),
    ),
)
