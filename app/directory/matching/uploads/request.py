"""`POST /matches/batch` as HTTP: what is sent and asked for, spooled before the answer begins."""

import shutil
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Request
from flask_smorest import abort
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from app.directory.matching.schemas import BatchLine
from app.directory.matching.uploads.rows import (
    CSV,
    JSON_LINES,
    JSON_LINES_TOO,
    Upload,
)
from app.directory.matching.uploads.upload_errors import TooManyRowsError, UploadError
from app.directory.matching.uploads.workbook import MOST_WORKBOOK_ROWS
from app.platform import clock
from app.platform.files.workbook_cells import XLSX, ZIP
from app.platform.listings.feature_collection import GEOJSON

IN_MEMORY = 1 << 20
"""Bytes of a list beyond which it is put on the disk."""
RESPONSE_TYPES = {CSV: "text/csv; charset=utf-8", JSON_LINES: JSON_LINES, GEOJSON: GEOJSON, XLSX: XLSX}
FORM = "multipart/form-data"
EXTENSIONS = {CSV: "csv", JSON_LINES: "ndjson", GEOJSON: "geojson", XLSX: "xlsx"}
EXAMPLE = "id,address,postcode,city,equipment,learners\r\n1,3 rue Haute,35000,Rennes,printer_3d;wifi,12\r\n"
BATCH_DOC: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Columns or keys: `id`; `lat` and `lon`, or `siret`, or `address`, `postcode`,"
        " `city`; `equipment` (codes or labels behind semicolons, with a number: `computer x 12`),"
        " `learners`, `name`. French and English headings are known, in any order; others are ignored."
        f" A workbook may have {MOST_WORKBOOK_ROWS} rows.",
        "content": {
            CSV: {"schema": {"type": "string"}, "example": EXAMPLE},
            JSON_LINES: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "contentMediaType": CSV}},
                }
            },
        },
    },
    "responses": {
        "200": {
            "description": "One line a match, in the order of the list; one with a reason where none is.",
            "content": {
                CSV: {"schema": {"type": "string"}},
                JSON_LINES: {"schema": BatchLine},
                GEOJSON: {"schema": {"type": "object"}},
                XLSX: {"schema": {"type": "string"}},
            },
        },
        "default": {"description": "Error"},
    },
}


def response_type(request: Request) -> str:
    """Return the media type that the caller wants; CSV where nothing is said."""
    accepted = request.accept_mimetypes.best_match(list(RESPONSE_TYPES)) if request.accept_mimetypes else CSV
    if accepted is None:
        abort(406, message=f"The answer comes as {', '.join(RESPONSE_TYPES)}; name one of them in Accept.")
    return cast("str", accepted)


def spooled(request: Request) -> Upload:
    """Return what was sent, read to its end and checked; nothing of it stays when it is refused."""
    if request.mimetype == FORM:
        return _of_form(request)
    if request.mimetype not in {CSV, XLSX, *JSON_LINES_TOO}:
        abort(
            415,
            message=f"Send the list as CSV, JSON lines or a workbook, with the header `Content-Type: {CSV}`,"
            f" `{JSON_LINES}` or `{XLSX}`.",
        )
    return _checked(request.stream, request.mimetype, request.args.get("lang"))


def _of_form(request: Request) -> Upload:
    """Return the file of a form: what a page without JavaScript sends."""
    sent = request.files.get("file")
    if sent is None:
        raise BadRequest("The form lacks its file, in the field `file`.")
    kind = media_type_of(sent.filename or "", sent.stream)
    return _checked(sent.stream, kind, request.args.get("lang"))


def media_type_of(name: str, stream: IO[bytes]) -> str:
    """Return what a file is: a workbook by its first bytes, whatever it is called; JSON lines by its name."""
    start = stream.read(len(ZIP))
    stream.seek(0)
    if start == ZIP:
        return XLSX
    return JSON_LINES if name.lower().endswith((".ndjson", ".jsonl")) else CSV


def _checked(stream: IO[bytes], media_type: str, language: str | None) -> Upload:
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        shutil.copyfileobj(stream, file)
        return Upload(file, media_type)
    except BaseException as error:
        file.close()
        if isinstance(error, UploadError):
            raise _refusal(error, language) from error
        raise


def _refusal(error: UploadError, language: str | None) -> HTTPException:
    # Like every error of the API in English, unless a page or a caller says in which language it answers.
    text = error.by_language.get(language or "en", str(error))
    return RequestEntityTooLarge(text) if isinstance(error, TooManyRowsError) else BadRequest(text)


def file_name(media_type: str) -> str:
    """Return what a browser calls the answer."""
    return f"proxilieux-matches-{clock.now_in_paris():%Y-%m-%d}.{EXTENSIONS[media_type]}"
