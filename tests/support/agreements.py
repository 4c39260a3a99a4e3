"""Accepted requests, and the text of documents, as tests of agreements need them."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table
from psycopg.types.json import Jsonb
from pypdf import PdfReader
from support.rows import execute

from app.platform.secret_links import digest_of

SERIES = {"first": "2026-12-07", "start": "09:00", "end": "12:30", "until": "2026-12-21"}


@dataclass(frozen=True)
class Accepted:
    """An accepted request, and the secrets of its two parties."""

    request: int
    response: int
    organisation_secret: str
    place_secret: str

    @property
    def organisation(self) -> str:
        """The path of the organisation's page of the agreement."""
        return f"/demandes/{self.organisation_secret}/convention/{self.response}"

    @property
    def place(self) -> str:
        """The path of the place's page of the agreement."""
        return f"/demandes/lieu/{self.place_secret}/convention"


def add_accepted(url: str, place_id: str, place_name: str, now: datetime, **columns: Any) -> Accepted:
    """Store an accepted request."""
    count = execute(url, "SELECT count(*) FROM usage_request", [])[0][0]
    secrets = f"organisation-{count}", f"place-{count}"
    values = {
        "organisation": "CFA des Halles", "contact": "Claire Petit", "address": "cfa@organisme.example",
        "telephone": "+33145678900", "language": "fr", "schedule": Jsonb(SERIES),
        "equipment_type": "laser_cutter", "quantity": 2, "learners": 8, "level": "CAP menuiserie",
        "supervision": "own", "message": "", "status": "sent", "submission": f"{count}".encode(),
        "follow_digests": [digest_of(secrets[0])], "created_at": now, "sent_at": now, "expires_at": now,
    } | columns  # fmt: skip
    names = ", ".join(values)
    marks = ", ".join(f"%({name})s" for name in values)
    statement = f"INSERT INTO usage_request ({names}) VALUES ({marks}) RETURNING id"  # noqa: S608 - our names
    ((request,),) = execute(url, statement, values)
    ((response,),) = execute(
        url,
        "INSERT INTO usage_response (request_id, place_id, place_name, status, reached, answered_at,"
        " decided_at, follow_digests) VALUES (%s, %s, %s, 'accepted', 'managers', %s, %s, %s) RETURNING id",
        [request, place_id, place_name, now, now, [digest_of(secrets[1])]],
    )
    return Accepted(request, response, *secrets)


def docx_text(file: bytes) -> str:
    """The text of a DOCX, paragraph by paragraph."""
    lines = []
    for block in Document(BytesIO(file)).iter_inner_content():
        if isinstance(block, Table):
            lines += [cell.text for row in block.rows for cell in row.cells]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def pdf_text(file: bytes) -> str:
    """The text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)


def assert_tagged(file: bytes, language: str) -> None:
    """Assert what PDF/UA asks first: tags for all that is in it, a language, a title that is shown."""
    reader = PdfReader(BytesIO(file))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).lower().startswith(language)
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_object().get_data()
    kinds = {one["/S"] for one in structure(catalogue["/StructTreeRoot"])}
    assert {"/Document", "/H1", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= kinds
    assert reader.metadata is not None
    assert reader.metadata.title


def structure(node: object) -> Iterator[dict[str, str]]:
    """The tags of a PDF, from one of its structure's nodes down."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from structure(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield {"/S": str(node["/S"])}
        if "/K" in node:
            yield from structure(node["/K"])


def as_office_reads_it(file: bytes, folder: Path) -> str | None:
    """The text of a DOCX as LibreOffice shows it, None where there is none."""
    program = shutil.which("soffice")
    if program is None:
        return None
    (folder / "agreement.docx").write_bytes(file)
    command = [program, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", folder, folder / "agreement.docx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return pdf_text((folder / "agreement.pdf").read_bytes())


def squeezed(text: str) -> str:
    """A text without space, as lines may break anywhere."""
    return re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFC", text))
