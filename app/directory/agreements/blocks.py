"""Content of a DOCX as blocks, for the PDF: the PDF says what the DOCX says, whoever wrote the template."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Block = dict[str, Any]
UNREAD = {
    "w:drawing": "pictures",
    "w:pict": "pictures",
    "w:txbxContent": "text boxes",
    "w:footnoteReference": "footnotes",
}
"""Elements that a PDF would lose, and their names for people."""


def read(file: bytes) -> list[Block]:
    """Return the blocks of a document: headings, paragraphs, items and tables, in their order."""
    document = Document(BytesIO(file))
    return [block for part in document.iter_inner_content() for block in _block(part)]


def lost(file: bytes) -> list[str]:
    """Return the names of what a document has and a PDF of ours has not."""
    body = Document(BytesIO(file)).element.body
    return sorted({name for tag, name in UNREAD.items() if next(body.iter(qn(tag)), None) is not None})


def _block(part: Paragraph | Table) -> Iterator[Block]:
    if isinstance(part, Table):
        yield _table(part)
    elif part.text.strip():
        yield _paragraph(part)


def _paragraph(paragraph: Paragraph) -> Block:
    style = paragraph.style.name if paragraph.style is not None else None
    kind, level = _kind(style or "")
    breaks = bool(paragraph.paragraph_format.page_break_before)
    return {"kind": kind, "level": level, "breaks": breaks, "runs": _runs(paragraph)}


def _kind(style: str) -> tuple[str, int]:
    if style.startswith("Heading"):
        number = style.removeprefix("Heading").strip()
        return "heading", int(number) if number.isdigit() else 1
    if style.startswith("List"):
        return "item", 0
    return {"Title": "title", "Subtitle": "subtitle", "Intense Quote": "note"}.get(style, "paragraph"), 0


def _runs(paragraph: Paragraph) -> list[Block]:
    runs: list[Block] = []
    for part in paragraph.iter_inner_content():
        for run in part.runs if isinstance(part, Hyperlink) else [part]:
            _add(runs, run)
    return runs


def _add(runs: list[Block], run: Run) -> None:
    block = {
        "bold": bool(run.bold),
        "italic": bool(run.italic),
        "blank": run.font.highlight_color == WD_COLOR_INDEX.YELLOW,
    }
    if runs and {name: runs[-1][name] for name in block} == block:
        runs[-1]["text"] += run.text
    else:
        runs.append({"text": run.text, **block})


def _table(table: Table) -> Block:
    rows = [_row(row, table) for row in table.rows]
    heads = 0
    for row in table.rows:
        if not _is_head(row):
            break
        heads += 1
    return {
        "kind": "table",
        "heads": heads,
        "widths": [column.width or 1 for column in table.columns],
        "heights": [row.height.pt if row.height else None for row in table.rows],
        "rows": rows,
    }


def _row(row: _Row, table: Table) -> list[Block]:
    cells = [_Cell(element, table) for element in row._tr.tc_lst]  # noqa: SLF001 - `row.cells` repeats what spans
    return [{"span": cell.grid_span, "paragraphs": [_runs(one) for one in cell.paragraphs]} for cell in cells]


def _is_head(row: _Row) -> bool:
    properties = row._tr.trPr  # noqa: SLF001 - python-docx does not read it
    return properties is not None and properties.find(qn("w:tblHeader")) is not None
