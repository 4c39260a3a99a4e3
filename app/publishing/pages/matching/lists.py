"""A list of sites on the page of organisations: read, shown by its columns, matched; nothing of it is kept.

Between the steps the list travels with the form: packed, in a hidden field.
"""

import base64
import binascii
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Request
from flask_babel import gettext as _

from app.directory.geocoding.online import online_geocoder
from app.directory.matching.criteria import Need
from app.directory.matching.sentences import Sentence
from app.directory.matching.uploads.headings import LIST_COLUMNS
from app.directory.matching.uploads.positions import ADDRESS_NOT_FOUND, REFUSED, Placer
from app.directory.matching.uploads.request import media_type_of
from app.directory.matching.uploads.response import MATCHED, Line, ListMatcher, MatchedSite
from app.directory.matching.uploads.rows import CSV, JSON_LINES, Upload
from app.directory.matching.uploads.upload_errors import UploadError
from app.directory.matching.uploads.workbook import MOST_WORKBOOK_ROWS
from app.platform.services import database
from app.platform.site.i18n import language
from app.publishing.pages.matching.query import Parameters, needs_of

LARGEST_BYTES = 12 << 20
"""Bytes of a file."""
LARGEST_FIELD = 20 << 20
"""Bytes of the hidden field."""
LARGEST_UNPACKED = 24 << 20
MOST_ROWS = MOST_WORKBOOK_ROWS
PREVIEWED = 3
"""Rows whose cells are shown beside the columns."""
SHOWN = 500
"""Sites in the table of the page; the workbook has all."""
LIMITS = (1, 3, 5, 10)
"""Places for each site that the form offers."""
LIMIT = 5
IN_MEMORY = 1 << 20
NOT_LOCATED = frozenset({REFUSED, ADDRESS_NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list, and what it was taken for."""

    heading: str
    meaning: str | None
    """Name of our column; None where it is not read."""
    example: str
    """Its first cell that says something."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A list as it was understood, before it is matched."""

    name: str
    count: int
    columns: tuple[Column, ...]
    sheet: str | None
    other_sheets: tuple[str, ...]
    packed: str

    @property
    def has_needs(self) -> bool:
        """Whether rows may say what they need."""
        named = {column.meaning for column in self.columns}
        return bool(named & {_named("equipment"), _named("siret")})


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site of the list with what was found for it."""

    label: str
    where: str
    status: str
    """`matched`, `none_within_reach`, `address_not_found` or `refused`."""
    message: str
    latitude: float | None
    longitude: float | None
    best: Line | None
    places: int

    @property
    def is_located(self) -> bool:
        """Whether its position is known."""
        return self.status not in NOT_LOCATED


@dataclass(slots=True)
class ListResult:
    """All sites of a list, matched."""

    sites: list[SiteRow] = field(default_factory=list)

    @property
    def located(self) -> int:
        """Number of sites with a position."""
        return sum(site.is_located for site in self.sites)

    @property
    def matched(self) -> int:
        """Number of sites with a place."""
        return sum(site.status == MATCHED for site in self.sites)

    @property
    def shown(self) -> list[SiteRow]:
        """Sites of the table."""
        return self.sites[:SHOWN]

    @property
    def points(self) -> list[list[Any]]:
        """Sites on the map: latitude, longitude, whether a place was found, label, and its best place."""
        return [
            [round(site.latitude, 5), round(site.longitude or 0.0, 5), site.status == MATCHED, site.label]
            for site in self.sites
            if site.latitude is not None
        ]


def read_file(request: Request) -> tuple[Upload, str] | None:
    """Return the file of a form, read and checked, with its name; None where none was chosen.

    Raises
    ------
    UploadError
        When it cannot be read at all.

    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    kind = media_type_of(sent.filename, sent.stream)
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the upload
    try:
        shutil.copyfileobj(sent.stream, file)
        return Upload(file, kind, MOST_ROWS), sent.filename
    except BaseException:
        file.close()
        raise


def preview(upload: Upload, name: str) -> Preview:
    """Return what was understood of a list, with the list itself packed."""
    first = [row.fields for row in islice(upload.rows(), PREVIEWED)]
    columns = tuple(
        Column(heading, None if key is None else _named(key), _example(key, first))
        for heading, key in upload.columns
    )
    return Preview(name, upload.count, columns, upload.sheet, upload.other_sheets, pack(upload))


def _named(key: str) -> str:
    column = next(column for column in LIST_COLUMNS if column.key == key)
    return column.english if language() == "en" else column.french


def _example(key: str | None, rows: list[Mapping[str, str]]) -> str:
    return next((row[key] for row in rows if key in row), "")[:80] if key else ""


def pack(upload: Upload) -> str:
    """Return the rows of a list as text for a hidden field."""
    upload.file.seek(0)
    kind = b"j" if not upload.columns else b"c"
    return base64.b64encode(kind + zlib.compress(upload.file.read(), 9)).decode()


def unpack(packed: str) -> Upload:
    """Return the list of a hidden field.

    Raises
    ------
    UploadError
        When somebody has changed it.

    """
    try:
        content = base64.b64decode(packed, validate=True)
        inflating = zlib.decompressobj()
        text = inflating.decompress(content[1:], LARGEST_UNPACKED)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise CHANGED from error
    if inflating.unconsumed_tail or not inflating.eof:
        raise CHANGED
    return Upload(BytesIO(text), JSON_LINES if content[:1] == b"j" else CSV, MOST_ROWS)


CHANGED = UploadError(
    "The list did not come back as it was sent: choose the file again.",
    "La liste n’est pas revenue comme elle était partie : choisissez de nouveau le fichier.",
)


def matched(upload: Upload, parameters: Parameters, limit: int) -> Iterator[MatchedSite]:
    """Yield the sites of a list with their matches; rows that name no need have that of the form."""
    learners = parameters.get("learners")
    needs = needs_of(parameters, ()) if parameters["equipment"] else ()
    placer = Placer(
        database(), online_geocoder(), needs=[Need(need.type, need.quantity, learners) for need in needs]
    )
    matcher = ListMatcher(
        database(), placer, limit=limit, max_km=parameters["max_km"], partial=parameters["partial"]
    )
    for sites in matcher.sites(upload):
        yield from sites


def result(upload: Upload, parameters: Parameters, limit: int) -> ListResult:
    """Return all sites of a list with the nearest place of each."""
    return ListResult([_row(site) for site in matched(upload, parameters, limit)])


def _row(site: MatchedSite) -> SiteRow:
    first, placed = site.lines[0], site.placed
    return SiteRow(
        label=label_of(site),
        where=where_of(site),
        status=first.status,
        message=text_of(first.message),
        latitude=placed.latitude,
        longitude=placed.longitude,
        best=first if first.match else None,
        places=len(site.lines) if first.match else 0,
    )


def label_of(site: MatchedSite) -> str:
    """Return what a site is called: its name, else its identifier."""
    return site.row.fields.get("name") or site.placed.id


def where_of(site: MatchedSite) -> str:
    """Return where a row says that it is."""
    fields = site.row.fields
    town = " ".join(filter(None, (fields.get("postcode"), fields.get("city"))))
    return ", ".join(filter(None, (fields.get("address"), town))) or fields.get("siret", "")


def text_of(sentence: Sentence | None) -> str:
    """Return a sentence in the page's language."""
    if sentence is None:
        return ""
    return sentence["en"] if language() == "en" else sentence["fr"]


def status_label(status: str) -> str:
    """Return what became of a site, in words."""
    labels = {
        MATCHED: _("avec lieu"),
        "none_within_reach": _("sans lieu"),
        ADDRESS_NOT_FOUND: _("non situé"),
        REFUSED: _("ligne à corriger"),
    }
    return str(labels[status])
