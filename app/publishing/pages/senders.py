"""Forms that anybody may send: tokens, the field for robots, and limits that hold over all workers."""

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.directory.place_reports.schemas import HONEYPOT, MAX_TOKEN
from app.directory.place_reports.service import follow_secret
from app.directory.proposals.vocabulary import MOST_IN_ALL, MOST_PER_SUBJECT
from app.platform.secret_links import digest_of
from app.platform.services import database, services
from app.platform.throttle.limits import DAY, HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import ExpiredError, ForgedError, Secrets, TooSoonError


@dataclass(slots=True)
class Sender:
    """The token of one form, and what speaks against taking it."""

    subject: str
    """Subject of the form."""
    token: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None
    """Seconds, where too many were sent."""

    @property
    def submission(self) -> bytes:
        """Digest under which what was sent is stored once."""
        return digest_of(self.token)

    @property
    def secret(self) -> str:
        """Secret under which it is followed: it follows from the token, so that a form sent twice has one."""
        return follow_secret(self.token)


def new_sender(subject: str) -> Sender:
    """Return the sender of a form that is shown for the first time."""
    return Sender(subject, Secrets.read(database()).sign(subject))


def read_sender(subject: str) -> Sender:
    """Return the sender of the form that this request brings, checked."""
    secrets = Secrets.read(database())
    sender = Sender(subject, request.form.get("token", "").replace("\x00", "")[: MAX_TOKEN + 1])
    sender.errors = check_sender(secrets, sender, subject)
    return sender


def check_sender(secrets: Secrets, sender: Sender, subject: str) -> dict[str, str]:
    """Return what speaks for a program as the sender, in words that help where it was a person.

    A token that cannot be used any more is replaced.
    """
    if request.form.get(HONEYPOT):
        return {HONEYPOT: _("Ce champ doit rester vide : il sert à reconnaître les robots.")}
    try:
        secrets.check(sender.token, subject)
    except TooSoonError:
        return {"form": _("Le formulaire est revenu très vite. Relisez-le, puis envoyez-le à nouveau.")}
    except (ExpiredError, ForgedError):
        sender.token = secrets.sign(subject)
        return {
            "form": _(
                "Le formulaire était ouvert depuis trop longtemps. Relisez-le, puis envoyez-le à nouveau."
            )
        }
    return {}


def count_sender(sender: Sender) -> bool:
    """Count one proposal; return whether it may be taken, and say in the sender's errors why not."""
    secrets = Secrets.read(database())
    per_hour = services().settings.reports_per_hour
    try:
        count(
            database(),
            Limit("proposal:address", secrets.digest_of_address(request.remote_addr), HOUR, per_hour),
            Limit("proposal:subject", sender.subject.encode(), DAY, MOST_PER_SUBJECT),
            Limit("proposal:all", b"", DAY, MOST_IN_ALL),
        )
    except TooManyError as error:
        minutes = max(1, round(error.retry_after / 60))
        sender.retry_after = error.retry_after
        sender.errors["form"] = ngettext(
            "Trop de propositions en peu de temps. Réessayez dans %(num)s minute :"
            " ce que vous avez écrit est conservé ci-dessous.",
            "Trop de propositions en peu de temps. Réessayez dans %(num)s minutes :"
            " ce que vous avez écrit est conservé ci-dessous.",
            minutes,
        )
    return sender.retry_after is None
