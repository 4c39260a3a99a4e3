"""Grants in the national schema (SCDL *subventions* 1.1 and 2.1.1), as funders really publish it.

Headers in any case, several natures in one cell, periods as `A_B` or `A/B`, SIRETs that lack. What becomes of
a grant without a number of its beneficiary is for the loader to say, which knows the names of places.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import blake2b

from seeds.reading.lists import in_list
from seeds.reading.lists import list_name as as_list
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.text import fold
from seeds.reading.records import GrantRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields, SpreadsheetReader
from seeds.reading.spreadsheet_values import euros, year, yes_or_no

REQUIRED = frozenset({"nomAttribuant", "nomBeneficiaire", "montant", "dateConvention"})
NAMES = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire",
    "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement",
    "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention", "dispositifAide",
)  # fmt: skip
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
_RNA = re.compile(r"W[0-9A-Z]{9}")
DIGEST = 12
"""Bytes."""


def _column(name: str) -> SheetColumn:
    """Return a column of the schema, also known by its words: `nom attribuant`, `nom_attribuant`."""
    words = _WORDS.sub(" ", name)
    others = tuple(dict.fromkeys(one for one in (words, words.replace(" ", "_")) if one != name))
    return SheetColumn(
        key=name,
        french=name,
        english=name,
        explanation="Schéma national des subventions.",
        meaning="National schema of grants.",
        aliases=others,
        required=name in REQUIRED,
    )


COLUMNS = tuple(map(_column, NAMES))


def _rna(text: str) -> str:
    code = re.sub(r"\s", "", text).upper()
    if not _RNA.fullmatch(code):
        raise ValueError(f"{text!r} is not an RNA: W and nine characters")
    return code


def _list(fields: SheetFields) -> str:
    """Return funder and year: funders publish a file a year, and last year's grants have not vanished."""
    funder = re.sub(r"\D", "", fields.text("idAttribuant") or "") or fields.text("nomAttribuant") or ""
    when = _quiet(year, fields.text("dateConvention"))
    return as_list(f"{funder} {when or ''}".strip())


def _quiet(read: Callable[[str], int], text: str | None) -> int | None:
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _record_id(fields: SheetFields) -> str | None:
    names = [fields.text(name) or "" for name in ("idBeneficiaire", "rnaBeneficiaire", "objet")]
    if not names[0] and not names[1]:
        names.append(fields.text("nomBeneficiaire") or "")
    names += [fields.text(name) or "" for name in ("dispositifAide", "datesPeriodeVersement")]
    reference = fields.text("referenceDecision") or fields.text("dateConvention") or ""
    digest = blake2b("|".join(map(fold, (reference, *names))).encode(), digest_size=DIGEST).hexdigest()
    return in_list(_list(fields), digest)


def _to_record(fields: SheetFields, record_id: str) -> GrantRecord:
    start, end = _period(fields)
    decided_on = fields.optional("dateConvention", _day_or_year, "date_unreadable")
    return GrantRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=_list(fields),
        funder=fields.name("nomAttribuant"),
        funder_siret=fields.optional("idAttribuant", fields.siret, "pivot_unreadable"),
        beneficiary=fields.name("nomBeneficiaire"),
        siret=fields.optional("idBeneficiaire", fields.siret, "pivot_unreadable"),
        rna=fields.optional("rnaBeneficiaire", _rna, "pivot_unreadable"),
        decided_on=decided_on,
        year=_quiet(year, fields.text("dateConvention")),
        reference=fields.text("referenceDecision"),
        purpose=fields.text("objet"),
        amount=fields.optional("montant", euros, "amount_unreadable"),
        natures=_natures(fields),
        payment_terms=fields.text("conditionsVersement"),
        period_start=start,
        period_end=end,
        aid_register=fields.text("idRAE"),
        notified_eu=fields.optional("notificationUE", yes_or_no, "choice_unknown"),
        share=fields.optional("pourcentageSubvention", _share, "amount_unreadable"),
        scheme=fields.text("dispositifAide"),
        remarks=fields.remarks,
    )


def _day_or_year(text: str) -> date | None:
    """Return a day; None for a year alone, which is no error."""
    return None if re.fullmatch(r"(?:19|20)\d{2}", text) else day(text)


def _period(fields: SheetFields) -> tuple[date | None, date | None]:
    """Return first and last day of `A_B`, `A/B`, or of one day."""
    text = fields.text("datesPeriodeVersement")
    if text is None:
        return None, None
    try:
        days = sorted(read for one in _DATE.findall(text) if (read := day(one)) is not None)
    except ValueError:
        days = []
    if not days:
        fields.remark("date_unreadable")
        return None, None
    return days[0], days[-1]


def _natures(fields: SheetFields) -> tuple[str, ...]:
    text = fold(fields.text("nature") or "")
    known = {"numeraire": "cash", "nature": "in_kind"}
    natures = tuple(code for word, code in known.items() if word in text.split())
    if text and not natures:
        fields.remark("choice_unknown")
    return natures


def _share(text: str) -> Decimal:
    """Return a share from 0 to 1; some write it in percent."""
    try:
        value = Decimal(re.sub(r"[\s%]", "", text).replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a share") from error
    value = value / 100 if value > 1 or "%" in text else value
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError(f"{text!r} is not a share")
    return value.quantize(Decimal("0.0001"))


read_grants = SpreadsheetReader("", COLUMNS, _record_id, _to_record)
