"""Letters about proposals: to those who decide, and to who proposed it."""

from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _

from app.directory.people.manager_queries import MODERATORS
from app.platform.mail.letter import Block, Letter
from app.platform.mail.links import mailed_url
from app.platform.mail.outbox import put
from app.platform.services import services

Connection = psycopg.Connection[Any]
KIND = "proposal"


def tell_deciders(
    connection: Connection, number: int, name: str, region: str | None, department: str | None, words: str
) -> None:
    """Tell the moderators of a territory, else the operators, of what waits; in the morning."""
    rows = connection.execute(MODERATORS, {"region": region, "department": department}).fetchall()
    recipients = rows or [(address, "fr") for address in sorted(services().settings.operators)]
    for address, spoken in recipients:
        with force_locale(spoken):
            subject = _("Une proposition attend : « %(name)s »", name=name)
            link = Block("link", _("Lire et décider"), mailed_url("web.reviewing.show", proposal=str(number)))
            blocks = (*((Block("text", words),) if words else ()), link)
            put(connection, KIND, address, Letter(spoken, subject, blocks), can_wait=True)


def tell_asked(
    connection: Connection, address: str, spoken: str, name: str, question: str, secret: str
) -> None:
    """Tell who proposed it that there is a question."""
    with force_locale(spoken):
        subject = _("Une question sur votre proposition : « %(name)s »", name=name)
        link = Block("link", _("Répondre"), mailed_url("web.following.show", secret=secret))
        put(connection, KIND, address, Letter(spoken, subject, (Block("text", question), link)))


def tell_decided(
    connection: Connection, address: str, spoken: str, name: str, note: str, secret: str, *, accepted: bool
) -> None:
    """Tell who proposed it what was decided."""
    with force_locale(spoken):
        if accepted:
            subject = _("Votre proposition est acceptée : « %(name)s »", name=name)
            text = _("Merci : l’annuaire est changé.")
        else:
            subject = _("Votre proposition n’est pas retenue : « %(name)s »", name=name)
            text = _("Voici pourquoi :")
        blocks = [Block("text", text), *((Block("text", note),) if note else ())]
        link = Block("link", _("Voir votre proposition"), mailed_url("web.following.show", secret=secret))
        put(connection, KIND, address, Letter(spoken, subject, (*blocks, link)))
