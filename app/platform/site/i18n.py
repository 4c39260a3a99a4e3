"""French first, English second: `?lang=` decides, and links inside the site keep it.

French is the language of the messages themselves; the other catalogue is read from its `.po` file,
which cannot be older than itself.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, url_for
from flask_babel import Babel, Domain, format_currency, format_date, format_time, get_locale

from app.platform.clock import paris_time

LANGUAGES: Mapping[str, str] = {"fr": "Français", "en": "English"}
DEFAULT = "fr"
CATALOGUES = Path(__file__).parent / "translations"


FIRST = re.compile(r"\b1 ")
NO_BREAK = re.compile(
    r" (?=[:»€]|%(?!\()|[hj]/\d)|(?<=«) "
    r"|(?<=[\d}]) (?=(?:h|km|m|min|s|ans)\b)|(?<=\)s) (?=(?:h|km|m|min|s)\b)|(?<= h) (?=[\d%])"
)
NARROW = re.compile(r" (?=[;?!])")


def spaced(text: str) -> str:
    """Return French with the spaces that must not end a line, narrow ones before `;`, `?` and `!`."""
    return NARROW.sub("\N{NARROW NO-BREAK SPACE}", NO_BREAK.sub("\N{NO-BREAK SPACE}", text))


class FrenchTypography(NullTranslations):
    """French as it is written in the messages, with the spaces that must not end a line."""

    def ugettext(self, message: str) -> str:
        """Return the message."""
        return spaced(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form for a number; in French zero is singular."""
        return self.ugettext(plural if abs(number) >= 2 else singular)  # noqa: PLR2004


@lru_cache(maxsize=4)
def catalogue(language: str) -> NullTranslations:
    """Return the messages of a language; those of French are the message ids themselves."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if language == DEFAULT:
        return FrenchTypography()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class CatalogueDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's domain over our catalogues."""

    def get_translations(self) -> NullTranslations:
        """Return the messages of this request's language."""
        return catalogue(language())


def _select_language() -> str:
    chosen = request.args.get("lang", "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else DEFAULT


def language() -> str:
    """Return the code of this request's language."""
    locale = get_locale()
    return str(locale.language) if locale else DEFAULT


def labelled(fact: Any) -> str:  # noqa: ANN401 - every vocabulary has its own class
    """Return the label of a vocabulary's entry in this request's language."""
    return str(fact.label_en) if language() == "en" else typeset(str(fact.label_fr))


def typeset(text: str) -> str:
    """Return text with the apostrophe that books have, as all messages have it."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def long_date(day: date, pattern: str = "d MMMM y") -> str:
    """Return a date in words; the first of a month is its first: `1er juillet 2021`."""
    text = str(format_date(day, pattern))
    return FIRST.sub("1er ", text) if language() == DEFAULT and day.day == 1 else text


def moment_in_paris(moment: datetime) -> str:
    """Return a moment as a day and an hour in Paris."""
    local = paris_time(moment)
    hour = format_time(local, "H 'h' mm" if language() == DEFAULT else "HH:mm", rebase=False)
    return f"{long_date(local.date())}, {hour}"


def euros(amount: float) -> str:
    """Return an amount; cents only where there are some."""
    is_whole = amount == int(amount)
    pattern = ("#,##0" if is_whole else "#,##0.00") + "\N{NO-BREAK SPACE}¤"
    if language() != DEFAULT:
        pattern = "¤#,##0" if is_whole else "¤#,##0.00"
    return str(format_currency(amount, "EUR", pattern, currency_digits=False))


def same_page_in(code: str) -> str:
    """Return the address of the current page in another language, with all else as it is."""
    if request.endpoint is None or not request.endpoint.startswith(PAGES):
        return url_for("web.finder", lang=code)
    page = url_for(request.endpoint, **(request.view_args or {}), lang=DEFAULT)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    if code != DEFAULT:
        pairs.append(("lang", code))
    return f"{page}?{urlencode(pairs)}" if pairs else page


def absolute(path: str) -> str:
    """Return the whole address of one of our paths, at the host that was asked."""
    return request.host_url.rstrip("/") + path


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Add the language to links between pages; French, the default, is not named."""
    if not endpoint.startswith(PAGES) or endpoint in UNSPOKEN or not has_request_context():
        return
    values.setdefault("lang", language())
    if values["lang"] == DEFAULT:
        del values["lang"]


PAGES = ("web.", "ogc.")
"""Blueprints whose links keep the language."""
UNSPOKEN = frozenset(
    {
        "web.asset",
        "web.map_script",
        "web.places",
        "web.outlines",
        "web.favicon",
        "web.embedding.theme",
        "web.installing.service_worker",
    }
)
"""Endpoints whose answers are the same in every language."""


def install(app: Flask) -> None:
    """Give the application its languages."""
    babel = Babel(app, default_locale=DEFAULT, locale_selector=_select_language)
    babel.domain_instance = CatalogueDomain()
    app.url_defaults(_keep_language)
    app.jinja_env.globals.update(
        language=language, languages=LANGUAGES, same_page_in=same_page_in, absolute=absolute
    )
