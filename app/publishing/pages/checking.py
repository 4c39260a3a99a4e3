"""`/publier`: a file checked before it is published. Nothing of it is kept.

The check runs in a process of its own (`seeds.importing.publication`), which hostile files may exhaust
without harm: it has limits of memory and time, and its folder goes with it. Where a person corrects what its
columns are, the page carries the file along.
"""

import base64
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import secure_filename

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.third_places.mapped_fields import EQUIPMENT_COLUMN, IN_WORDS
from app.directory.third_places.mediation_numerique import FIELDS
from app.platform.services import database
from app.platform.site.i18n import language
from app.platform.throttle.limits import HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.pages import page

blueprint = Blueprint("checking", __name__)

CHECKER = "seeds.importing.publication"
LARGEST_MB = 10
SECONDS = 60
AT_ONCE = 2
"""Checks of one process of the server."""
PATIENCE_SECONDS = 5
MOST_SAID = 64 << 20
"""Bytes that the checker may say: the page holds them whole."""
LONGEST_NAME = 80
MOST_SHOWN_REMARKS = 100
MOST_CARRIED = 6 << 20
"""Characters of a packed file that the page carries; a larger one is chosen again."""
PER_NETWORK_HOUR = 60
BAD_REQUEST, TOO_LARGE, TOO_MANY, BUSY = 400, 413, 429, 503
_CHOICES = frozenset(
    {"", *FIELDS, *IN_WORDS, *(f"{EQUIPMENT_COLUMN}{fact.code}" for fact in EQUIPMENT_TYPES)}
)
_running = BoundedSemaphore(AT_ONCE)


@blueprint.url_value_preprocessor
def _widen(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anybody reads the form: the guard of writes does, where somebody is signed in.
    if request.method == "POST":
        request.max_content_length = (LARGEST_MB << 20) + (1 << 16)
        request.max_form_memory_size = MOST_CARRIED + (1 << 20)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file as it arrived."""

    name: str
    content: bytes


@blueprint.get("/publier")
def start() -> Response:
    """Show the form."""
    return _page()


@blueprint.post("/publier")
def check() -> Response:
    """Say what was recognised in a file, and what is to be changed."""
    try:
        sent = _sent()
    except RequestEntityTooLarge:
        return _page(
            TOO_LARGE, error=_("Ce fichier dépasse %(size)s Mo : publiez-le en plusieurs.", size=LARGEST_MB)
        )
    if sent is None:
        return _page(BAD_REQUEST, error=_("Choisissez d’abord un fichier."))
    return _too_many(sent) or _checked(sent)


def _too_many(sent: _Sent) -> Response | None:
    network = Secrets.read(database()).digest_of_address(request.remote_addr)
    try:
        count(database(), Limit("check:network", network, HOUR, PER_NETWORK_HOUR))
    except TooManyError as error:
        response = _refused(
            sent,
            TOO_MANY,
            ngettext(
                "Beaucoup de fichiers ont été vérifiés depuis votre réseau : réessayez dans %(num)s minute.",
                "Beaucoup de fichiers ont été vérifiés depuis votre réseau : réessayez dans %(num)s minutes.",
                -(-error.retry_after // 60),
            ),
        )
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return None


def _checked(sent: _Sent) -> Response:
    if not _running.acquire(timeout=PATIENCE_SECONDS):
        error = _("D’autres fichiers sont en cours de vérification : réessayez dans une minute.")
        return _refused(sent, BUSY, error)
    try:
        result = _result(sent, _corrections())
    finally:
        _running.release()
    if result is None:
        error = _(
            "La vérification de ce fichier demande trop de temps ou de mémoire : envoyez-en une partie."
        )
        return _refused(sent, BAD_REQUEST, error)
    if result["error"]:
        error = _("Ce fichier ne peut pas être lu, ou rien n’y ressemble à une liste de lieux.")
        return _refused(sent, BAD_REQUEST, error, detail=result["error"][language()])
    return _page(
        result=result,
        columns=result["columns"],
        download=_download(result["mended"]),
        mapping=_download(result["mapping"], "application/toml"),
        **_carried(sent),
    )


def _refused(sent: _Sent, code: int, error: str, **context: str) -> Response:
    """Return a page that says why, with all that was chosen before."""
    columns = [{"name": name, "field": field, "guessed": guessed} for name, field, guessed in _form_columns()]
    return _page(code, error=error, columns=columns, **_carried(sent), **context)


def _carried(sent: _Sent) -> dict[str, Any]:
    """Return the file as the page carries it along."""
    return {"name": sent.name, "packed": _packed(sent.content)}


def _sent() -> _Sent | None:
    """Return the file that was chosen, else the one that the page carried along."""
    file = request.files.get("file")
    if file is not None and file.filename:
        with file.stream:
            return _Sent(file.filename[:LONGEST_NAME], file.stream.read())
    packed = request.form.get("packed", "")
    content = _unpacked(packed) if packed else None
    return None if content is None else _Sent(request.form.get("name", "")[:LONGEST_NAME], content)


def _packed(content: bytes) -> str | None:
    packed = base64.b64encode(zlib.compress(content)).decode()
    return packed if len(packed) <= MOST_CARRIED else None


def _unpacked(packed: str) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(base64.b64decode(packed, validate=True), LARGEST_MB << 20)
    except (ValueError, zlib.error):
        return None
    return content if unpacker.eof else None


def _form_columns() -> list[tuple[str, str, str]]:
    """Return each column of the form of corrections, the field chosen, and the one that was guessed."""
    lists = (request.form.getlist(name) for name in ("column", "field", "guessed"))
    return [one for one in zip(*lists, strict=False) if _CHOICES.issuperset(one[1:])]


def _corrections() -> dict[str, str]:
    """Return the fields that a person chose where they are others than the guess."""
    return {name: field for name, field, guessed in _form_columns() if field != guessed}


def _result(sent: _Sent, corrections: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the checker says; None where it met its limits."""
    with TemporaryDirectory(prefix="proxilieux-check-") as folder:
        path = Path(folder) / (secure_filename(sent.name)[-LONGEST_NAME:] or "file")
        path.write_bytes(sent.content)
        environment = {**os.environ, "DATABASE_URL": database().url, "TMPDIR": folder}
        with TemporaryFile(dir=folder) as output:
            try:
                done = subprocess.run(  # noqa: S603 - our own module, on a file whose name is made safe
                    [sys.executable, "-m", CHECKER, str(path)],
                    input=json.dumps(corrections).encode(),
                    env=environment,
                    stdout=output,
                    stderr=subprocess.DEVNULL,
                    timeout=SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return None
            if done.returncode != 0 or os.fstat(output.fileno()).st_size > MOST_SAID:
                return None
            output.seek(0)
            return _as_json(output.read())


def _as_json(output: bytes) -> dict[str, Any] | None:
    try:
        result: dict[str, Any] = json.loads(output)
    except ValueError:
        return None
    return result


def _download(text: str | None, media_type: str = "text/csv") -> str | None:
    """Return a file as an address that holds it whole: the server keeps none."""
    if text is None:
        return None
    # With a byte order mark, or a spreadsheet garbles the accents.
    encoding = "utf-8-sig" if media_type == "text/csv" else "utf-8"
    return f"data:{media_type};base64,{base64.b64encode(text.encode(encoding, 'replace')).decode()}"


def _page(code: int = 200, **context: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    response = make_response(
        page(
            "checking.html",
            largest=LARGEST_MB,
            most=MOST_SHOWN_REMARKS,
            fields=FIELDS,
            in_words={
                "position": _("latitude et longitude ensemble"),
                "equipment": _("équipements en toutes lettres"),
                "wheelchair": _("accès en fauteuil roulant"),
                "kind": _("type de lieu en toutes lettres"),
            },
            equipment=[fact.code for fact in EQUIPMENT_TYPES],
            **context,
        ),
        code,
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response
