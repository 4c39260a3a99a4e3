"""Making versions of an agreement, and finding them: each is one transaction, and stays as it was made."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _
from psycopg.types.json import Jsonb

from app.directory.agreements import queries
from app.directory.agreements.content import Content, Frame, variables
from app.directory.agreements.records import Agreement
from app.directory.agreements.template_files import find
from app.directory.agreements.vocabulary import MOST_VERSIONS, ORGANISATION, PLACE
from app.directory.requests.records import Request, Response
from app.platform import clock
from app.platform.services import services
from app.platform.site.i18n import long_date

Connection = psycopg.Connection[Any]


class StaleError(Exception):
    """The other party made a newer version meanwhile: nothing was made."""

    def __init__(self, latest: Agreement) -> None:
        super().__init__(latest.version)
        self.latest = latest


class FullError(Exception):
    """There are as many versions as one agreement may have."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A version before it is made."""

    model: str
    language: str
    content: Content
    made_by: str
    base: int
    """Version that it follows; 0 for the first."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a version."""

    name: str
    content: bytes


def versions_of(connection: Connection, response: Response) -> list[Agreement]:
    """Return the versions of the agreement on an answer, the newest first."""
    rows = connection.execute(queries.VERSIONS, {"response_id": response.id}).fetchall()
    return [Agreement.read(row) for row in rows]


def find_file(connection: Connection, response: Response, version: int, suffix: str) -> File | None:
    """Return a file of a version."""
    parameters = {"response_id": response.id, "version": min(version, MOST_VERSIONS + 1)}
    row = connection.execute(queries.FILES[suffix], parameters).fetchone()
    return File(f"convention-{row[0]}-v{row[1]}.{suffix}", row[2]) if row else None


def make(connection: Connection, request: Request, response: Response, draft: Draft) -> None:
    """Make a version; what is the same as the newest makes none.

    Raises
    ------
    StaleError
        Where it does not follow the newest version.
    FullError
        Where there are too many.

    """
    connection.execute(queries.LOCK_RESPONSE, {"id": response.id})
    versions = versions_of(connection, response)
    latest = versions[0] if versions else None
    if latest is not None and _is_same(latest, draft):
        return
    if latest is not None and latest.version != draft.base:
        raise StaleError(latest)
    if len(versions) >= MOST_VERSIONS:
        raise FullError
    number = f"{request.created_at.year}-{response.id:05d}"
    connection.execute(queries.ADD, _row(response, draft, number, len(versions) + 1))


def _is_same(latest: Agreement, draft: Draft) -> bool:
    before = (latest.model, latest.language, latest.content.json())
    return before == (draft.model, draft.language, draft.content.json())


def _row(response: Response, draft: Draft, number: str, version: int) -> dict[str, Any]:
    with force_locale(draft.language):
        docx_file, pdf_file = _files(draft, number, version)
        missing = draft.content.missing(draft.model)
    return {
        "response_id": response.id,
        "number": number,
        "version": version,
        "model": draft.model,
        "language": draft.language,
        "content": Jsonb(draft.content.json()),
        "missing": Jsonb(missing),
        "made_by": draft.made_by,
        "made_at": clock.now(),
        "docx": docx_file,
        "pdf": pdf_file,
        "docx_sha256": sha256(docx_file).hexdigest(),
        "pdf_sha256": sha256(pdf_file).hexdigest(),
    }


def _files(draft: Draft, number: str, version: int) -> tuple[bytes, bytes]:
    # Their libraries are read when the first agreement is made, not when the server starts.
    from app.directory.agreements import blocks, pdf, word  # noqa: PLC0415

    settings = services().settings
    template = find(settings.agreement_templates, draft.model, draft.language).read()
    signatures = {PLACE: settings.signature_tag_place, ORGANISATION: settings.signature_tag_organisation}
    made_on = long_date(clock.now_in_paris().date())
    frame = Frame(draft.model, number, version, made_on, signatures)
    filled = variables(draft.content, frame)
    title = _("Convention de mise à disposition n° %(number)s, version %(version)s",
              number=number, version=version)  # fmt: skip
    document = word.fill(template, filled, title)
    return document, pdf.make(blocks.read(document), title, filled["place_name"], title, draft.language)
