"""Templates that operators put in the place of ours: what is wrong is a sentence that says what to change."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.shared import Cm
from flask import Flask
from PIL import Image

from app.cli import main
from app.directory.agreements.checking import problems_of, unused
from app.directory.agreements.template_files import LANGUAGES, Template, find
from app.directory.agreements.vocabulary import MODELS
from app.factory import create_app
from app.platform.settings import Settings


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    app: Flask = create_app(Settings(), "postgresql://nowhere/nothing")
    with app.test_request_context():
        yield


def template(folder: Path, *paragraphs: str, model: str = "loan") -> Template:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    path = folder / f"{model}.docx"
    document.save(str(path))
    return Template(path, model, "fr", is_ours=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_ours_are_right_and_name_every_field(model: str, language: str) -> None:
    ours = find(None, model, language)
    assert problems_of(ours) == []
    assert unused(ours) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ place_nam }}", "The variable place_nam is unknown: did you mean place_name?"),
        ("{{ xyz }}", "The variable xyz is unknown: docs/agreements.md lists those that there are."),
        ("{{ price }}", "The variable price is not of the model loan: remove it."),
        ("{{ place_name", "The variables cannot be read:"),
        ("{{ place_name | nothing }}", "The variables cannot be read: No filter named"),
        ("{% for item in equipment %}{{ item.colour }}{% endfor %}", "The variable item.colour is unknown:"),
        ("{{ place_name.__class__.__mro__ }}", "It cannot be filled:"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, problem: str) -> None:
    (said_problem,) = problems_of(template(tmp_path, text))
    assert said_problem.startswith(problem)


def test_a_picture_would_be_lost(tmp_path: Path) -> None:
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document = Document()
    document.add_picture(picture, width=Cm(1))
    document.save(str(tmp_path / "loan.docx"))
    wrong = Template(tmp_path / "loan.docx", "loan", "fr", is_ours=False)
    assert problems_of(wrong) == ["The PDF would lack its pictures: remove them."]


def test_what_is_no_docx_is_said(tmp_path: Path) -> None:
    (tmp_path / "loan.docx").write_text("x")
    wrong = Template(tmp_path / "loan.docx", "loan", "fr", is_ours=False)
    assert problems_of(wrong) == ["This is no DOCX file: save it as Word document (.docx)."]


def test_the_operator_edits_ours_and_checks_them(tmp_path: Path) -> None:
    run = CliRunner()
    folder = tmp_path / "models"
    assert run.invoke(main, ["agreements", "check", str(folder)]).exit_code == 1
    assert run.invoke(main, ["agreements", "templates", str(folder)]).exit_code == 0
    assert len(list(folder.glob("*.docx"))) == len(MODELS) * len(LANGUAGES)
    checked = run.invoke(main, ["agreements", "check", str(folder)])
    assert checked.exit_code == 0, checked.output
    assert checked.output.count("it can be used.") == len(MODELS) * len(LANGUAGES)
    template(folder, "{{ plcae_name }}")
    (folder / "loan.fr.docx").unlink()
    (folder / "loan.en.docx").unlink()
    wrong = run.invoke(main, ["agreements", "check", str(folder)])
    assert wrong.exit_code == 1
    assert "loan.docx: The variable plcae_name is unknown: did you mean place_name?" in wrong.output
    served = run.invoke(main, ["serve"], env={"PROXILIEUX_AGREEMENT_TEMPLATES": str(folder)})
    assert served.exit_code == 1
    assert "plcae_name" in served.output
