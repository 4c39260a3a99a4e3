"""Reading the forms of requests and bookings: what is wrong is a sentence by the name of its field."""

from collections.abc import Mapping
from datetime import date, time

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.directory.bookings.series import Series, SeriesError

LONGEST_TYPED = 20_000
WEEKDAYS = frozenset("1234567")
SEVERAL = ("days",)
"""Fields that may be given several times; their values stand side by side."""
MOST_DIGITS = 7


class Form:
    """Words that somebody typed, and what has to be changed."""

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        source = _merged(request.form) if typed is None else dict(typed)
        self.typed = {
            name: value.replace("\x00", "").replace("\r\n", "\n")[:LONGEST_TYPED]
            for name, value in source.items()
        }
        self.errors: dict[str, str] = {}

    def text(self, name: str, longest: int, *, is_required: bool = False) -> str:
        """Return a text without space around it."""
        text = self.typed.get(name, "").strip()
        if is_required and not text:
            self.errors[name] = _("Remplissez ce champ.")
        if len(text) > longest:
            self.errors[name] = _("Écrivez %(longest)s caractères au plus.", longest=longest)
        return text[:longest]

    def number(self, name: str, most: int, least: int = 1) -> int | None:
        """Return a whole number; None where nothing was typed."""
        text = self.typed.get(name, "").strip()
        if not text:
            return None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else -1
        if not least <= number <= most:
            self.errors[name] = _("Écrivez un nombre entier de %(least)s à %(most)s.", least=least, most=most)
            return None
        return number

    def schedule(self) -> Series | None:
        """Return the day or series of its fields: `first`, `start`, `end`, `until`, `days`, `exceptions`."""
        first, until = self._day("first"), self._day("until")
        start, end = self._time("start"), self._time("end")
        for name, value in (("first", first), ("start", start), ("end", end)):
            if value is None and name not in self.errors:
                self.errors[name] = _("Remplissez ce champ.")
        exceptions = frozenset(self._days("exceptions"))
        if first is None or start is None or end is None or self.errors.keys() & {"until", "exceptions"}:
            return None
        weekdays = frozenset(int(day) for day in WEEKDAYS.intersection(self.typed.get("days", "").split()))
        if weekdays and until is None:
            self.errors["until"] = _("Dites jusqu’à quel jour, ou laissez les jours de la semaine vides.")
            return None
        series = Series(first, start, end, weekdays, until, exceptions=exceptions)
        try:
            series.days()
        except SeriesError as error:
            self._complain(error.code)
            return None
        return series

    def _complain(self, code: str) -> None:
        if code == "order":
            self.errors["end"] = _("La fin doit être après le début.")
        elif code == "long":
            self.errors["until"] = _("La série est trop longue : 120 fois au plus, sur deux ans.")
        else:
            self.errors["until"] = _("Il ne reste aucun jour : vérifiez les dates.")

    def _day(self, name: str) -> date | None:
        return self._iso(name, self.typed.get(name, "").strip())

    def _iso(self, name: str, text: str) -> date | None:
        if not text:
            return None
        try:
            return _french(text) if "/" in text else date.fromisoformat(text)
        except ValueError:
            self.errors[name] = _("Écrivez une date, par exemple 2026-12-07 ou 07/12/2026.")
            return None

    def _days(self, name: str) -> list[date]:
        days = (self._iso(name, text) for text in self.typed.get(name, "").replace(",", " ").split())
        return [day for day in days if day is not None]

    def _time(self, name: str) -> time | None:
        text = self.typed.get(name, "").strip().lower().replace(" ", "").replace("h", ":")
        if not text:
            return None
        hours, _colon, minutes = text.partition(":")
        try:
            return time(int(hours), int(minutes or 0))
        except ValueError:
            self.errors[name] = _("Écrivez une heure, par exemple 9:30.")
            return None


def _merged(values: MultiDict[str, str]) -> dict[str, str]:
    return values.to_dict() | {
        name: " ".join(values.getlist(name)) for name in SEVERAL if values.getlist(name)
    }


def _french(text: str) -> date:
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)
