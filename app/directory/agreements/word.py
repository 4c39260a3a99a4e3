"""Agreements as DOCX, from a template with variables (docxtpl)."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_COLOR_INDEX
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from app.directory.agreements.vocabulary import BLANK
from app.platform import clock


def environment() -> SandboxedEnvironment:
    """Return the environment of templates: values are text, and unknown names an error."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def fill(template: bytes, variables: Mapping[str, Any], title: str) -> bytes:
    """Return a template filled with variables; blanks are marked, so that nobody overlooks them."""
    filled = DocxTemplate(BytesIO(template))
    filled.render(dict(variables), environment(), autoescape=True)
    document = Document(_saved(filled))
    for paragraph in _paragraphs(document):
        _mark_blanks(paragraph)
    properties = document.core_properties
    properties.title, properties.author = title, variables["place_name"][:200]
    properties.created = properties.modified = clock.now().replace(tzinfo=None)
    return _saved(document).getvalue()


def _saved(document: DocumentObject | DocxTemplate) -> BytesIO:
    file = BytesIO()
    document.save(file)
    file.seek(0)
    return file


def _paragraphs(document: DocumentObject) -> Iterator[Paragraph]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield block


def _mark_blanks(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        if BLANK in run.text:
            _split(run, run.text.split(BLANK))


def _split(run: Run, texts: list[str]) -> None:
    """Put each blank of a run into a highlighted run of its own."""
    pieces = [texts[0]]
    for text in texts[1:]:
        pieces += [BLANK, text]
    last = run
    for piece in (one for one in pieces if one):
        element = deepcopy(run._r)  # noqa: SLF001 - python-docx copies no runs itself
        last._r.addnext(element)  # noqa: SLF001 - as above
        last = Run(element, run._parent)  # noqa: SLF001 - as above
        last.text = piece
        if piece == BLANK:
            last.font.highlight_color = WD_COLOR_INDEX.YELLOW
    run._r.getparent().remove(run._r)  # noqa: SLF001 - as above
