"""Checks of a template before anybody fills it: syntax, variables, and what the PDF cannot take over."""

import difflib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from app.directory.agreements import blocks, pdf, word
from app.directory.agreements.content import Content, Frame, variables
from app.directory.agreements.fields import FIELDS, LISTS, OTHER_VARIABLES, of_model
from app.directory.agreements.template_files import Template, of_folder

SAMPLE_ROWS = {"name": "x", "quantity": "1", "state": "good", "remarks": "x"}
SAMPLE_SESSION = {"day": "x", "start": "09:00", "end": "12:00"}
WRONG_FILES = (KeyError, ValueError, OSError, zipfile.BadZipFile)


class WrongTemplateError(Exception):
    """A template that cannot be used; the message says which, and what to change."""


def check_folder(folder: Path) -> None:
    """Check the operator's templates.

    Raises
    ------
    WrongTemplateError
        Where there is none, or one cannot be used.

    """
    found_templates = of_folder(folder) if folder.is_dir() else []
    if not found_templates:
        raise WrongTemplateError(f"{folder} has no template: name them loan.docx, priced.docx, public.docx.")
    problems = [
        f"{template.path.name}: {problem}"
        for template in found_templates
        for problem in problems_of(template)
    ]
    if problems:
        raise WrongTemplateError(" ".join(problems))


def problems_of(template: Template) -> list[str]:
    """Return what is wrong with a template, each in one sentence that says what to change."""
    file = template.read()
    try:
        sources = list(_sources(file))
    except WRONG_FILES:
        return ["This is no DOCX file: save it as Word document (.docx)."]
    problems: list[str] = []
    for source in sources:
        try:
            problems += _unknown(source, template.model)
        except TemplateSyntaxError as error:
            problems.append(f"The variables cannot be read: {_said_by(error)}.")
    return list(dict.fromkeys(problems)) or _trial(file, template)


def unused(template: Template) -> list[str]:
    """Return the fields of the model that a template does not name."""
    names: set[str] = set()
    for source in _sources(template.read()):
        names |= meta.find_undeclared_variables(word.environment().parse(source))
    return [field.name for field in of_model(template.model) if field.name not in names]


def _said_by(error: TemplateError) -> str:
    return (error.message or "").strip().rstrip(".")


def _sources(file: bytes) -> Iterator[str]:
    document = DocxTemplate(BytesIO(file))
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _key, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))


def _unknown(source: str, model: str) -> list[str]:
    tree = word.environment().parse(source)
    allowed = {field.name for field in of_model(model)} | set(LISTS) | set(OTHER_VARIABLES)
    unknown = sorted(meta.find_undeclared_variables(tree) - allowed)
    return [_unknown_name(name, model, allowed) for name in unknown] + _unknown_columns(tree)


def _unknown_name(name: str, model: str, allowed: set[str]) -> str:
    if name in {field.name for field in FIELDS}:
        return f"The variable {name} is not of the model {model}: remove it."
    near = difflib.get_close_matches(name, allowed, 1)
    hint = f"did you mean {near[0]}?" if near else "docs/agreements.md lists those that there are."
    return f"The variable {name} is unknown: {hint}"


def _unknown_columns(tree: nodes.Template) -> list[str]:
    columns = {
        loop.target.name: LISTS[loop.iter.name]
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name)
        and isinstance(loop.iter, nodes.Name)
        and loop.iter.name in LISTS
    }
    problems = []
    for node in tree.find_all(nodes.Getattr):
        if not isinstance(node.node, nodes.Name) or node.node.name == "loop":
            continue
        row = node.node.name
        if row in columns and node.attr not in columns[row]:
            names = ", ".join(columns[row]) or "no columns"
            problems.append(f"The variable {row}.{node.attr} is unknown: its rows have {names}.")
    return sorted(problems)


def _trial(file: bytes, template: Template) -> list[str]:
    """Fill it as people would; what fails then would fail before them."""
    content = Content({field.name: "x" for field in FIELDS}, [SAMPLE_ROWS], [SAMPLE_SESSION])
    frame = Frame(template.model, "2026-00001", 1, "1")
    try:
        filled = word.fill(file, variables(content, frame), "x")
        pdf.make(blocks.read(filled), "x", "x", "x", template.language)
    except TemplateError as error:
        return [f"It cannot be filled: {_said_by(error)}."]
    names = ", ".join(blocks.lost(filled))
    return [f"The PDF would lack its {names}: remove them."] if names else []
