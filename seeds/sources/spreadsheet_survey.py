"""Answers of organisations to a survey: equipped, plans to invest, needs, support (source `survey`).

A row names its organisation by SIRET, else by NDA, else by name and address; which organisation that is, the
loader finds (`survey_answers`). What was answered is taken as it was answered: an empty cell or `ne
sait pas` is `unknown`, and only `non` is `unequipped`.
"""

import re

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from seeds.reading.base import RowRefusedError
from seeds.reading.equipment_text import read_equipment
from seeds.reading.lists import in_list
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.text import fold
from seeds.reading.records import NeedRecord, OrganisationRecord, SupportRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields, SpreadsheetReader, list_name
from seeds.reading.spreadsheet_common import (
    LOCATION_COLUMNS,
    list_columns,
    list_terms,
    location,
    name_key,
)
from seeds.reading.spreadsheet_equipment import amounts, needs_of_column, type_columns
from seeds.reading.spreadsheet_values import NO, count, declaration_number, site_number, yes_or_no

_SUPPORT = {
    "pedagogy": ("pédagogie", "pedagogy", ("besoin pédagogique", "accompagnement pédagogique")),
    "technical_solutions": (
        "solutions techniques",
        "technical solutions",
        ("maîtrise des solutions techniques", "besoin technique"),
    ),
    "strategy": (
        "positionnement stratégique",
        "strategic positioning",
        ("besoin stratégique", "stratégie"),
    ),
    "human_resources": (
        "ressources humaines",
        "human resources",
        ("besoin rh", "gestion des ressources humaines"),
    ),
    "equipment_funding": (
        "financement de l'équipement",
        "funding of equipment",
        ("besoin de financement", "financement des équipements"),
    ),
}
"""By field: end of the French and the English title, and other titles."""
SUPPORT_COLUMNS = tuple(
    SheetColumn(
        key=f"support_{field}",
        french=f"Besoin d'appui : {french}",
        english=f"Support needed: {english}",
        explanation="oui, non ou ne sait pas. Vide : inconnu.",
        meaning="yes, no or unknown. Empty means unknown.",
        example="oui" if field == "pedagogy" else "",
        aliases=aliases,
    )
    for field, (french, english, aliases) in _SUPPORT.items()
)
COLUMNS = (
    *list_columns("EXEMPLE FICTIF, ligne à effacer"),
    SheetColumn(
        key="siret",
        french="SIRET",
        english="SIRET",
        explanation="Les quatorze chiffres de l'établissement qui répond ; colonne en format texte.",
        meaning="The fourteen digits of the site that answers; format the column as text.",
        example="00000000000000",
        aliases=("numéro siret", "siret de l'établissement"),
    ),
    SheetColumn(
        key="nda",
        french="NDA",
        english="NDA",
        explanation="Sans SIRET : le numéro de déclaration d'activité, onze caractères.",
        meaning="Without a SIRET: the declaration number, eleven characters.",
        aliases=("numéro de déclaration d'activité", "numero declaration activite", "declaration number"),
    ),
    SheetColumn(
        key="name",
        french="Nom de l'organisme",
        english="Name",
        explanation="Nécessaire sans SIRET ni NDA, ou si l'organisme n'est pas encore dans l'annuaire.",
        meaning="Needed without SIRET and NDA, or when the directory does not know the organisation yet.",
        example="Organisme de l'Exemple",
        aliases=("nom", "organisme", "raison sociale", "dénomination", "organisation"),
    ),
    SheetColumn(
        key="kind",
        french="Type d'organisme",
        english="Kind",
        explanation="organisme de formation, ou CFA ; vide : organisme de formation.",
        meaning="training organisation, or CFA; empty means training organisation.",
        example="organisme de formation",
        aliases=("type", "nature"),
    ),
    *LOCATION_COLUMNS,
    SheetColumn(
        key="equipped",
        french="Équipé",
        english="Equipped",
        explanation="oui, non ou ne sait pas. Vide : inconnu ; seul « non » veut dire non équipé.",
        meaning="yes, no or unknown. Empty means unknown; only `no` means unequipped.",
        example="non",
        aliases=("équipement numérique", "dispose d'équipements", "équipements numériques"),
    ),
    SheetColumn(
        key="plans_to_invest",
        french="Prévoit d'investir",
        english="Plans to invest",
        explanation="oui, non ou ne sait pas.",
        meaning="yes, no or unknown.",
        example="ne sait pas",
        aliases=("projet d'investissement", "investissement prévu", "plan to invest"),
    ),
    SheetColumn(
        key="needs",
        french="Besoins",
        english="Needs",
        explanation="Ce qui manque, séparé par des points-virgules : imprimante 3D ; scanner.",
        meaning="What is lacking, separated by semicolons: labels or codes of the vocabulary, or French.",
        example="imprimante 3D ; salle de formation",
        aliases=("besoin", "équipements souhaités", "needed equipment"),
    ),
    SheetColumn(
        key="learners",
        french="Apprenants",
        english="Learners",
        explanation="Combien d'apprenants en ont besoin en même temps.",
        meaning="How many learners need it at the same time.",
        example="12",
        aliases=("nombre d'apprenants", "nombre de stagiaires", "stagiaires"),
    ),
    *SUPPORT_COLUMNS,
    SheetColumn(
        key="answered_on",
        french="Date de réponse",
        english="Answered on",
        explanation="De deux réponses d'un même établissement, la plus récente est montrée.",
        meaning="Of two answers of one site, the later is shown.",
        example="31/12/2024",
        aliases=("date", "horodateur", "timestamp", "date of answer"),
    ),
    *type_columns(("learners",)),
)
CFA = frozenset({"cfa", "centre de formation d apprentis", "apprenticeship centre"})
TRAINING = frozenset({"organisme de formation", "of", "training organisation", "training_organisation"})
STATUS_OF_ANSWER = {True: "equipped", False: "unequipped", None: "unknown"}
_SEPARATORS = re.compile(r"[;|\n]|,(?![^(]*\))")
_TYPES = {
    fold(name): fact.code
    for fact in EQUIPMENT_TYPES
    for name in (fact.code, fact.label_fr, fact.label_en)
}  # fmt: skip


def _record_id(fields: SheetFields) -> str | None:
    key = site_number(fields) or declaration_number(fields) or name_key(fields)
    if key is None:
        raise RowRefusedError(
            "organisation_missing",
            "The row names no organisation: give SIRET, NDA, or name and address.",
        )
    return in_list(list_name(fields), key)


def _to_record(fields: SheetFields, record_id: str) -> OrganisationRecord:
    site = site_number(fields)
    return OrganisationRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=list_name(fields),
        terms=list_terms(fields),
        name=fields.text("name") or "",
        kind=_kind(fields),
        location=location(fields),
        siret=site,
        siren=site[:9] if site else None,
        nda=declaration_number(fields),
        equipment_status=STATUS_OF_ANSWER[_answer(fields, "equipped")],
        plans_to_invest=_answer(fields, "plans_to_invest"),
        needs=_needs(fields),
        support=_support(fields),
        source_updated_on=fields.optional("answered_on", day, "date_unreadable"),
        remarks=fields.remarks,
    )


def _kind(fields: SheetFields) -> str:
    folded = fold(fields.text("kind") or "")
    if folded and folded not in CFA | TRAINING:
        fields.remark("organisation_kind_unknown")
    return "cfa" if folded in CFA else "training_organisation"


def _answer(fields: SheetFields, column: str) -> bool | None:
    text = fields.text(column)
    try:
        return yes_or_no(text or "")
    except ValueError as error:
        raise RowRefusedError(
            "answer_unreadable",
            f"The column {fields.header(column)} holds {text!r}: write oui, non or ne sait pas.",
        ) from error


def _needs(fields: SheetFields) -> tuple[NeedRecord, ...]:
    """Return the types needed, each once: the columns of types first, then the list in words."""
    learners = fields.optional("learners", count, "count_unreadable")
    needs = {
        item.type_code: NeedRecord(
            type_code=item.type_code,
            quantity=item.quantity,
            learners=needs_of_column(fields, item) or learners,
        )
        for item in amounts(fields)
    }
    for code, quantity in _named_types(fields):
        needs.setdefault(code, NeedRecord(type_code=code, quantity=quantity, learners=learners))
    return tuple(needs.values())


def _support(fields: SheetFields) -> tuple[SupportRecord, ...]:
    """Return the fields of which it was answered, yes or no, whether support is needed."""
    answers = {field: _answer(fields, f"support_{field}") for field in _SUPPORT}
    return tuple(
        SupportRecord(field=field, is_needed=answer)
        for field, answer in answers.items()
        if answer is not None
    )


def _named_types(fields: SheetFields) -> list[tuple[str, int | None]]:
    types: list[tuple[str, int | None]] = []
    for part in _SEPARATORS.split(fields.lines("needs") or ""):
        folded = fold(part)
        if not folded or folded in NO:
            continue
        if folded in _TYPES:
            types.append((_TYPES[folded], None))
            continue
        readings = [(reading.type_code, reading.quantity) for reading in read_equipment(part)]
        if not readings:
            fields.remark("need_unreadable")
        types.extend(readings)
    return types


read_survey = SpreadsheetReader(
    "survey",
    COLUMNS,
    _record_id,
    _to_record,
    any_of=(
        ("siret", "nda", "name"),
        ("equipped", "plans_to_invest", "needs", *(column.key for column in SUPPORT_COLUMNS)),
    ),
)
