"""Letters about requests: each is written in the transaction of the act that it tells of."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _

from app.directory.bookings.series import Series
from app.directory.requests.words import schedule_words
from app.platform.mail.letter import Block, Letter
from app.platform.mail.links import mailed_url
from app.platform.mail.outbox import put
from app.platform.sessions.codes import LASTS, Issued

Connection = psycopg.Connection[Any]
KIND = "request"
WORTH = timedelta(days=7)


def send_code(connection: Connection, address: str, spoken: str, issued: Issued) -> None:
    """Send the code that proves the organisation's address."""
    with force_locale(spoken):
        blocks = (
            Block("text", _("Pour envoyer votre demande, tapez ce code sur la page qui le demande :")),
            Block("code", issued.code),
            Block("link", _("Ou ouvrez cette page, puis confirmez"),
                  mailed_url("web.requests.link", link_secret=issued.link)),
            Block("text", _("Sans ce code, rien ne part. Il sert une fois, pendant 10 minutes.")),
        )  # fmt: skip
        letter = Letter(spoken, _("Confirmez votre demande"), blocks)
    put(connection, KIND, address, letter, lasts=LASTS)


def tell_place(
    connection: Connection, address: str, spoken: str, secret: str, subject: str, texts: Iterable[str]
) -> None:
    """Send a place the link to its page of a request."""
    link = Block(
        "link", _("Voir la demande et répondre"), mailed_url("web.request_answers.place", secret=secret)
    )
    _send(connection, address, spoken, subject, texts, link)


def tell_organisation(
    connection: Connection, address: str, spoken: str, secret: str, subject: str, texts: Iterable[str]
) -> None:
    """Send an organisation the link to its page of a request."""
    link = Block("link", _("Voir votre demande"), mailed_url("web.requests.followed", secret=secret))
    _send(connection, address, spoken, subject, texts, link)


def asked_words(organisation: str, learners: int, series: Series, message: str) -> list[str]:
    """Return what a place is asked, in the language that is set."""
    sentence = _(
        "%(organisation)s demande à utiliser votre lieu, pour %(learners)s apprenants : %(when)s.",
        organisation=organisation, learners=learners, when=schedule_words(series),
    )  # fmt: skip
    return [
        sentence,
        message,
        _("Ouvrir la page ne change rien : vous y répondez par un bouton, sans compte."),
    ]


def _send(
    connection: Connection, address: str, spoken: str, subject: str, texts: Iterable[str], link: Block
) -> None:
    blocks = (*(Block("text", text) for text in texts if text), link)
    put(connection, KIND, address, Letter(spoken, subject, blocks), lasts=WORTH)
