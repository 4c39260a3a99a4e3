"""Our own templates, drafted from `frames/`: `python -m app.directory.agreements.drafting` writes them anew.

A line of a frame is a paragraph, or begins with `@title`, `@subtitle`, `@footer`, `@note`, `#` (heading), `|`
(label and value), `%` (a table or a list of rows), or `{%p` (a condition). `[loan]` before it: for this model
alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table, _Cell, _Row

from app.directory.agreements.fields import ITEM_FIELDS, SESSION_FIELDS
from app.directory.agreements.template_files import LANGUAGES, OURS
from app.directory.agreements.vocabulary import MODELS

FRAMES = Path(__file__).parent / "frames"
FONT, INK, SOFT, RULE = "Calibri", RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x4A, 0x55, 0x60), "B8C0C8"
WIDTH = Cm(16.6)
LABEL_WIDTH = Cm(7.2)
_FOR_MODELS = re.compile(r"\[([a-z,]+)\] (.*)")
SIGNATURE_VARIABLES = (
    ("{{ holder_signatory }}", "{{ signature_place }}"),
    ("{{ organisation_signatory }}", "{{ signature_organisation }}"),
)


def draft_all(folder: Path) -> None:
    """Write the template of each model in each language into a folder."""
    for language in LANGUAGES:
        frame = (FRAMES / f"{language}.txt").read_text(encoding="utf-8")
        for model in MODELS:
            draft(frame, model, language).save(str(folder / f"{model}.{language}.docx"))


def draft(frame: str, model: str, language: str) -> DocumentObject:
    """Return the template of one model."""
    document = _empty(language)
    for kind, group in groupby(_lines(frame, model), key=_kind):
        lines = list(group)
        if kind == "facts":
            _facts(document, [line[1:].split("|", 1) for line in lines])
        elif kind == "evidence":
            _evidence(document, lines)
        else:
            for line in lines:
                _line(document, line)
    return document


def _lines(frame: str, model: str) -> Iterator[str]:
    for line in frame.splitlines():
        limited = _FOR_MODELS.fullmatch(line)
        if limited is None and line.strip():
            yield line
        elif limited is not None and model in limited[1].split(","):
            yield limited[2]


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "facts"
    return "evidence" if line.startswith(("%evidence", "%row")) else "line"


def _line(document: DocumentObject, line: str) -> None:
    word, _space, text = line.partition(" ")
    if word == "#":
        heading = document.add_heading(text, 1)
        heading.paragraph_format.page_break_before = text.startswith(("Annexe 1", "Annex 1"))
    elif word == "@title":
        document.add_paragraph(text, "Title")
        document.core_properties.title = text
    elif word == "@subtitle":
        document.add_paragraph(text, "Subtitle")
    elif word == "@footer":
        _footer(document, text)
    elif word == "@note":
        document.add_paragraph(text, "Intense Quote")
    elif word in ROWS:
        ROWS[word](document, [part.strip() for part in text.split(";")])
    else:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.keep_with_next = line.endswith((":", "demandés.", "asked for.")) or None


def _facts(document: DocumentObject, rows: Sequence[Sequence[str]]) -> None:
    table = _table(document, len(rows), [LABEL_WIDTH, WIDTH - LABEL_WIDTH])
    for row, (label, value) in zip(table.rows, rows, strict=True):
        _write(row.cells[0], label.strip(), is_bold=True)
        _write(row.cells[1], value.strip())
    _keep_together(table)
    _gap(document)


def _looped(
    document: DocumentObject, heads: Sequence[str], row: str, rows: str, names: Sequence[str]
) -> None:
    share = WIDTH // len(heads)
    table = _table(document, 4, [share] * len(heads))
    _head(table.rows[0], heads)
    _write(table.rows[1].cells[0], f"{{%tr for {row} in {rows} %}}")
    for cell, name in zip(table.rows[2].cells, names, strict=True):
        _write(cell, f"{{{{ {row}.{name} }}}}")
    _write(table.rows[3].cells[0], "{%tr endfor %}")
    _gap(document)


def _equipment(document: DocumentObject, heads: Sequence[str]) -> None:
    _looped(document, heads, "item", "equipment", ITEM_FIELDS)


def _sessions(document: DocumentObject, heads: Sequence[str]) -> None:
    _looped(document, heads, "session", "sessions", SESSION_FIELDS)


def _missing(document: DocumentObject, _heads: Sequence[str]) -> None:
    document.add_paragraph("{%p for label in missing %}")
    document.add_paragraph("{{ label }}", "List Bullet")
    document.add_paragraph("{%p endfor %}")


def _signatures(document: DocumentObject, heads: Sequence[str]) -> None:
    table = _table(document, 4, [WIDTH // 2] * 2)
    _head(table.rows[0], heads[:2])
    who, when, sign = heads[2:]
    for number, (signatory, tag) in enumerate(SIGNATURE_VARIABLES):
        _write(table.rows[1].cells[number], f"{who} {signatory}")
        _write(table.rows[2].cells[number], f"{when} ____________")
        _write(table.rows[3].cells[number], f"{sign} {tag}")
    table.rows[3].height = Cm(2.5)
    _keep_together(table)
    _gap(document)


def _evidence(document: DocumentObject, lines: Sequence[str]) -> None:
    heads, *rows = [line.partition(" ")[2] for line in lines]
    table = _table(document, 1 + len(rows), [WIDTH * 2 // 3, WIDTH // 3])
    _head(table.rows[0], [part.strip() for part in heads.split(";")])
    for row, line in zip(table.rows[1:], rows, strict=True):
        for cell, text in zip(row.cells, line.split("|"), strict=True):
            _write(cell, text.strip())
    _keep_together(table)


def _keep_together(table: Table) -> None:
    """Keep a table on one page, with what stands before it."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


ROWS = {
    "%equipment": _equipment,
    "%sessions": _sessions,
    "%missing": _missing,
    "%signatures": _signatures,
}


def _table(document: DocumentObject, rows: int, widths: Sequence[int]) -> Table:
    table: Table = document.add_table(rows, len(widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
        properties.append(OxmlElement("w:cantSplit"))
    _rule(table)
    return table


def _rule(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        is_shown = side in {"top", "bottom", "insideH"}
        border.set(qn("w:val"), "single" if is_shown else "nil")
        if is_shown:
            border.set(qn("w:sz"), "4")
            border.set(qn("w:color"), RULE)
        borders.append(border)
    table._tblPr.append(borders)  # noqa: SLF001 - as above


def _head(row: _Row, heads: Sequence[str]) -> None:
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - as above
    for cell, text in zip(row.cells, heads, strict=True):
        _write(cell, text, is_bold=True)


def _write(cell: _Cell, text: str, *, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.add_run(text).bold = is_bold or None


def _gap(document: DocumentObject) -> None:
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(8)


def _empty(language: str) -> DocumentObject:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    sizes = {
        "Normal": 10.5,
        "Title": 22,
        "Subtitle": 12,
        "Heading 1": 14,
        "Intense Quote": 10,
        "List Bullet": 10.5,
    }
    for name, size in sizes.items():
        _style(document.styles[name], size, SOFT if name == "Subtitle" else INK)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    _plain(document.styles["Title"], document.styles["Subtitle"], document.styles["Intense Quote"])
    _note(document.styles["Intense Quote"])
    _language(document, "fr-FR" if language == "fr" else "en-GB")
    properties = document.core_properties
    properties.author, properties.comments, properties.language = "", "", language
    return document


def _plain(*styles: BaseStyle) -> None:
    """Take rules, indents, wide letters and bold off styles of python-docx's own template."""
    for style in styles:
        for tag in ("w:pBdr", "w:ind", "w:contextualSpacing"):
            _drop(style.element.get_or_add_pPr(), tag)
        for tag in ("w:spacing", "w:b", "w:bCs", "w:kern"):
            _drop(style.element.get_or_add_rPr(), tag)
    styles[0].font.bold = True  # type: ignore[attr-defined]


def _drop(parent: BaseOxmlElement, tag: str) -> None:
    for element in parent.findall(qn(tag)):
        parent.remove(element)


def _note(style: BaseStyle) -> None:
    properties = style.element.get_or_add_pPr()
    borders, left, shade = (OxmlElement(tag) for tag in ("w:pBdr", "w:left", "w:shd"))
    for name, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", "C98A00")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "FFF7DD")):
        shade.set(qn(f"w:{name}"), value)
    # The schema has this order.
    for element in (borders, shade):
        properties.insert_element_before(element, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _style(style: ParagraphStyle, size: float, colour: RGBColor) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{attribute}"), FONT)


def _language(document: DocumentObject, code: str) -> None:
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    for attribute in ("val", "eastAsia"):
        language.set(qn(f"w:{attribute}"), code)


def _footer(document: DocumentObject, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} · ")
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)  # noqa: SLF001 - python-docx has no fields


if __name__ == "__main__":
    draft_all(OURS)
