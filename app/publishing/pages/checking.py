"""`/publier`: a file checked before it is published. Nothing of it is kept.

The check runs in a process of its own (`seeds.importing.publication`), which hostile files may exhaust
without harm: it has limits of memory and time, and its folder goes with it.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import secure_filename

from app.platform.services import database
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
BAD_REQUEST, TOO_LARGE, BUSY = 400, 413, 503
_running = BoundedSemaphore(AT_ONCE)


@blueprint.url_value_preprocessor
def _widen(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anybody reads the form: the guard of writes does, where somebody is signed in.
    if request.method == "POST":
        request.max_content_length = (LARGEST_MB << 20) + (1 << 16)


@blueprint.get("/publier")
def start() -> Response:
    """Show the form."""
    return _page()


@blueprint.post("/publier")
def check() -> Response:
    """Say what was recognised in a file, and what is to be changed."""
    try:
        sent = request.files.get("file")
    except RequestEntityTooLarge:
        return _page(
            TOO_LARGE, error=_("Ce fichier dépasse %(size)s Mo : publiez-le en plusieurs.", size=LARGEST_MB)
        )
    if sent is None or not sent.filename:
        return _page(BAD_REQUEST, error=_("Choisissez d’abord un fichier."))
    if not _running.acquire(timeout=PATIENCE_SECONDS):
        return _page(
            BUSY, error=_("D’autres fichiers sont en cours de vérification : réessayez dans une minute.")
        )
    try:
        result = _result(sent)
    finally:
        _running.release()
        sent.close()
    if result is None:
        error = _(
            "La vérification de ce fichier demande trop de temps ou de mémoire : envoyez-en une partie."
        )
        return _page(BAD_REQUEST, error=error)
    if result["error"]:
        error = _("Ce fichier ne peut pas être lu, ou rien n’y ressemble à une liste de lieux.")
        return _page(BAD_REQUEST, error=error, detail=result["error"])
    return _page(result=result, name=sent.filename[:LONGEST_NAME], download=_download(result["mended"]))


def _result(sent: FileStorage) -> dict[str, Any] | None:
    """Return what the checker says; None where it met its limits."""
    with TemporaryDirectory(prefix="proxilieux-check-") as folder:
        path = Path(folder) / (secure_filename(sent.filename or "")[-LONGEST_NAME:] or "file")
        sent.save(path)
        environment = {**os.environ, "DATABASE_URL": database().url, "TMPDIR": folder}
        with TemporaryFile(dir=folder) as output:
            try:
                done = subprocess.run(  # noqa: S603 - our own module, on a file whose name is made safe
                    [sys.executable, "-m", CHECKER, str(path)],
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


def _download(mended: str | None) -> str | None:
    """Return the mended file as an address that holds it whole: the server keeps none."""
    if mended is None:
        return None
    # With a byte order mark, or a spreadsheet garbles the accents.
    return "data:text/csv;base64," + base64.b64encode(mended.encode("utf-8-sig", "replace")).decode()


def _page(code: int = 200, **context: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    response = make_response(
        page("checking.html", largest=LARGEST_MB, most=MOST_SHOWN_REMARKS, **context),
        code,
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response
