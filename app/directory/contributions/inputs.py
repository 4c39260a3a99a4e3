"""Inputs of forms and of JSON: how a value is typed, checked, and shown to people.

Each reads a text as somebody typed it, or a value of JSON, and gives what the directory stores; an empty text
is None, for nothing is known. Errors are sentences that say what to change, in the page's language.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from app.directory.organisations.identifiers import siret
from app.platform import clock
from app.platform.mail.addresses import is_address, normalised
from app.platform.site.i18n import euros, long_date

Value = Any
"""A value as JSON has it: text, number, truth, list, object, or null."""
LONGEST_LINE, LONGEST_TEXT, LONGEST_URL = 200, 5000, 500
"""Characters."""
MOST_EUROS = 100_000
LATEST_YEARS = 5
"""Years ahead that a day may lie."""
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_NUMBER = re.compile(r"[0-9][0-9 \u00a0\u202f]{0,8}(?:[.,][0-9]{1,2})?")
_INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks of no width, and those that turn the direction of the text around them."""
_FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")


class Problem(ValueError):  # noqa: N818 - shown to people as a field's problem
    """A value that cannot be taken; the message is for who typed it."""


def tidy(text: str) -> str:
    """Return a text without control characters, with single spaces and no more than one blank line."""
    text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text.replace("\t", " ")))
    kept = (
        one
        for one in text
        if one == "\n" or not (unicodedata.category(one) in {"Cc", "Cs"} or one in _INVISIBLE)
    )
    lines = "\n".join(line.strip() for line in _SPACES.sub(" ", "".join(kept)).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def too_long(longest: int) -> Problem:
    """Return what is said of a text that is too long."""
    return Problem(_("Écrivez au plus %(longest)s caractères.", longest=longest))


@dataclass(frozen=True, slots=True)
class Line:
    """A text on one line."""

    longest: int = LONGEST_LINE
    kind: str = "line"
    type: str = "text"
    """Of HTML's field."""

    def read(self, typed: str) -> Value:
        """Return the text that was typed."""
        if len(typed) > 2 * LONGEST_TEXT:
            raise too_long(self.longest)
        text = tidy(typed)
        if self.kind == "line":
            text = " ".join(text.split())
        if len(text) > self.longest:
            raise too_long(self.longest)
        return text or None

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is None:
            return None
        if not isinstance(values, str):
            raise Problem(_("Donnez un texte."))
        return self.read(values)

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return "" if value is None else str(value)

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return self.write(value)


@dataclass(frozen=True, slots=True)
class Paragraph(Line):
    """A text of several lines."""

    longest: int = LONGEST_TEXT
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Telephone(Line):
    """A telephone number."""

    type: str = "tel"

    def read(self, typed: str) -> Value:
        """Return the number in international form."""
        text = Line.read(self, typed)
        if text is None:
            return None
        try:
            return telephone(text)
        except ValueError as error:
            raise Problem(
                _("Écrivez un numéro français à dix chiffres, ou un numéro qui commence par +.")
            ) from error


@dataclass(frozen=True, slots=True)
class Website(Line):
    """The address of a page."""

    longest: int = LONGEST_URL
    type: str = "url"

    def read(self, typed: str) -> Value:
        """Return an address that begins with http:// or https://."""
        text = Line.read(self, typed)
        if text is None:
            return None
        try:
            return website(text)
        except ValueError as error:
            raise Problem(_("Écrivez une adresse du web, par exemple https://www.exemple.fr.")) from error


@dataclass(frozen=True, slots=True)
class Mail(Line):
    """An e-mail address."""

    longest: int = 254
    type: str = "email"

    def read(self, typed: str) -> Value:
        """Return the address in small letters."""
        text = Line.read(self, typed)
        if text is None:
            return None
        if not is_address(normalised(text)):
            raise Problem(_("Écrivez une adresse électronique entière, par exemple nom@exemple.fr."))
        return normalised(text)


@dataclass(frozen=True, slots=True)
class Siret(Line):
    """A SIRET."""

    def read(self, typed: str) -> Value:
        """Return its fourteen digits."""
        text = Line.read(self, typed)
        if text is None:
            return None
        try:
            return siret(text)
        except ValueError as error:
            raise Problem(
                _("Un SIRET a quatorze chiffres, dont les derniers vérifient les autres.")
            ) from error


@dataclass(frozen=True, slots=True)
class Pattern(Line):
    """A code of a given shape."""

    shape: str = ""
    message: str = ""

    def read(self, typed: str) -> Value:
        """Return the code."""
        text = Line.read(self, typed)
        compact = "".join(text.split()) if text else None
        if compact and not re.fullmatch(self.shape, compact):
            raise Problem(str(self.message))
        return compact


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a vocabulary."""

    options: Mapping[str, Any]
    """Label by code."""
    kind: str = "choice"

    def read(self, typed: str) -> Value:
        """Return the code."""
        if not typed:
            return None
        if typed not in self.options:
            raise Problem(_("Choisissez une des réponses de la liste."))
        return typed

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is not None and not (isinstance(values, str) and values in self.options):
            raise Problem(_("Donnez un de ces codes : %(codes)s.", codes=", ".join(self.options)))
        return values

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return str(value or "")

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return str(self.options.get(value, value)) if value else ""


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no, or unknown."""

    kind: str = "choice"

    @property
    def options(self) -> dict[str, str]:
        """Label by code."""
        return {"yes": _("Oui"), "no": _("Non")}

    def read(self, typed: str) -> Value:
        """Return whether it is so."""
        if typed not in {"", "yes", "no"}:
            raise Problem(_("Choisissez une des réponses de la liste."))
        return None if not typed else typed == "yes"

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is not None and not isinstance(values, bool):
            raise Problem(_("Donnez vrai ou faux."))
        return values

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return "" if value is None else "yes" if value else "no"

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return self.options.get(self.write(value), "")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int = 1
    most: int = 10_000
    kind: str = "number"
    step: str = "1"

    def read(self, typed: str) -> Value:
        """Return the number."""
        text = typed.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004 - more is no count
            raise self._problem()
        return self._bounded(int(text))

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is None:
            return None
        if isinstance(values, bool) or not isinstance(values, int):
            raise self._problem()
        return self._bounded(values)

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return "" if value is None else str(value)

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return self.write(value)

    def _bounded(self, number: int) -> int:
        if not self.least <= number <= self.most:
            raise self._problem()
        return number

    def _problem(self) -> Problem:
        return Problem(
            _("Écrivez un nombre entier, de %(least)s à %(most)s.", least=self.least, most=self.most)
        )


@dataclass(frozen=True, slots=True)
class Euros:
    """An amount in euros; zero is free."""

    kind: str = "number"
    least: int = 0
    most: int = MOST_EUROS
    step: str = "0.01"

    def read(self, typed: str) -> Value:
        """Return the amount."""
        text = typed.strip().removesuffix("€").strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise self._problem()
        return self._bounded(re.sub(r"\s", "", text).replace(",", "."))

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is None:
            return None
        if isinstance(values, bool) or not isinstance(values, int | float):
            raise self._problem()
        return self._bounded(str(values))

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return "" if value is None else f"{value:g}" if value == int(value) else f"{value:.2f}"

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return "" if value is None else _("gratuit") if value == 0 else euros(value)

    def _bounded(self, text: str) -> int | float:
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise self._problem() from error
        if not amount.is_finite() or not 0 <= amount <= self.most or amount != round(amount, 2):
            raise self._problem()
        return int(amount) if amount == int(amount) else float(amount)

    def _problem(self) -> Problem:
        return Problem(_("Écrivez un montant en euros, par exemple 12,50 ; 0 pour gratuit."))


@dataclass(frozen=True, slots=True)
class Day:
    """A day."""

    kind: str = "date"
    may_be_past: bool = False

    def read(self, typed: str) -> Value:
        """Return the day as ISO 8601 writes it; `24/12/2026` is read too."""
        text = typed.strip()
        if not text:
            return None
        french = _FRENCH_DAY.fullmatch(text)
        try:
            day = (
                date(*(int(part) for part in reversed(french.groups())))
                if french
                else date.fromisoformat(text)
            )
        except ValueError as error:
            raise Problem(_("Écrivez une date qui existe, par exemple 24/12/2026.")) from error
        today = clock.now_in_paris().date()
        if day.year > today.year + LATEST_YEARS or day.year < today.year - LATEST_YEARS:
            raise Problem(_("Cette date est trop loin d’aujourd’hui : vérifiez l’année."))
        if day < today and not self.may_be_past:
            raise Problem(_("Cette date est passée : donnez-en une à venir, ou laissez vide."))
        return day.isoformat()

    def accept(self, values: Value) -> Value:
        """Return what a value of JSON says."""
        if values is None:
            return None
        if not isinstance(values, str):
            raise Problem(_("Donnez une date, par exemple 2026-12-24."))
        return self.read(values)

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return str(value or "")

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return long_date(date.fromisoformat(value)) if value else ""


Input = Line | Choice | Truth | Whole | Euros | Day
