"""Documents of agreements: all that is known stands in them, all that is not is blank and listed."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from support.agreements import assert_tagged, docx_text, pdf_text, squeezed, structure
from support.strength import scaled

from app.directory.agreements import blocks, pdf, word
from app.directory.agreements.content import Content, Frame, variables
from app.directory.agreements.drafting import draft
from app.directory.agreements.fields import FIELDS, ITEM_LABELS, STATE_LABELS, of_model
from app.directory.agreements.template_files import LANGUAGES, OURS, find
from app.directory.agreements.texts import clean, clean_line
from app.directory.agreements.vocabulary import BLANK, MODELS, STATES
from app.factory import create_app
from app.platform.settings import Settings

SESSION = {"day": "lundi 7 décembre 2026", "start": "09:00", "end": "12:30"}
HOSTILE = (
    "{{ 7 * 7 }} {% if x %} {%tr for %} {#",
    '<w:p>&amp; "&" <!-- ]]> \x00\x0b\ufffe </w:t>',
    "\u202emoc.elpmaxe\u202c مركز التدريب המרכז",
    "#strong[x] $x$ @x \\ `x` *x* _x_ //x",
    "漢字 🛠 ⠿",
    "x" * 5000,
    ("Une phrase assez longue. " * 250)[:5000].strip(),
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(), "postgresql://nowhere/nothing")


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def made(content: Content, model: str, language: str = "fr") -> tuple[bytes, bytes]:
    frame = Frame(
        model, "2026-00001", 1, "30 novembre 2026", {"place": "{{s1|signature}}", "organisation": "/sn1/"}
    )
    filled = word.fill(find(None, model, language).read(), variables(content, frame), "Titre")
    return filled, pdf.make(blocks.read(filled), "Titre", "Auteur", "Pied", language)


LINES = st.text(st.characters(codec="utf-8", max_codepoint=0x17F), max_size=40)
ITEMS = st.fixed_dictionaries(
    {"name": LINES.map(lambda text: f"Fraiseuse {text}")},
    optional={"quantity": st.integers(1, 99).map(str), "state": st.sampled_from(STATES), "remarks": LINES},
)


@settings(max_examples=scaled(0.4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(MODELS),
    st.dictionaries(st.sampled_from([field.name for field in FIELDS]), LINES),
    st.lists(ITEMS, max_size=3),
)
@example("loan", {}, [])
@example("public", {field.name: f"Valeur de {field.name}" for field in FIELDS}, [{"name": "Fraiseuse"}])
def test_all_that_is_known_is_in_it_and_all_that_is_not_is_blank_and_listed(
    model: str, typed: dict[str, str], items: list[dict[str, str]]
) -> None:
    values = {name: clean(value) for name, value in typed.items()}
    rows = [{name: clean_line(value) for name, value in item.items()} for item in items]
    content = Content(values, rows, [SESSION])
    docx_file, pdf_file = made(content, model)
    texts = docx_text(docx_file), pdf_text(pdf_file)
    missing = content.missing(model)
    for text in map(squeezed, texts):
        for field in of_model(model):
            value = values.get(field.name)
            if value:
                assert squeezed(value) in text, field.name
            assert (str(field.label) in missing) == (not value)
        for row in rows:
            for name in ("name", "quantity", "remarks"):
                assert squeezed(row.get(name, "")) in text
            if row.get("state"):
                assert squeezed(str(STATE_LABELS[row["state"]])) in text
            lacks = squeezed(f"{ITEM_LABELS['state']}:{row['name']}")
            assert row.get("state") or lacks in map(squeezed, missing)
        for label in missing:
            assert squeezed(label) in text
        assert squeezed(SESSION["day"]) in text
    assert texts[0].count(BLANK) >= len(missing)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_text(text: str) -> None:
    names = {field.name: clean(text) for field in FIELDS}
    content = Content(names, [{"name": clean_line(text), "remarks": clean_line(text)}], [SESSION])
    docx_file, pdf_file = made(content, "public")
    assert squeezed(docx_text(docx_file)).count(squeezed(clean(text))) >= len(of_model("public"))
    shown = pdf_text(pdf_file)
    if text.isascii() and text.isprintable():
        assert squeezed(shown).count(squeezed(clean(text))) >= len(of_model("public"))
    assert "\u202e" not in docx_text(docx_file)
    assert "{{s1|signature}}" in shown
    assert "/sn1/" in shown


def test_letters_that_no_font_has_are_named() -> None:
    _docx, pdf_file = made(Content({"room": "Salle 漢"}), "loan")
    assert "Salle [U+6F22]" in pdf_text(pdf_file)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_the_pdf_is_tagged_with_language_and_title(model: str, language: str) -> None:
    content = Content({"room": "Atelier"}, [{"name": "Fraiseuse"}], [SESSION])
    _docx, file = made(content, model, language)
    assert_tagged(file, language)
    metadata = PdfReader(BytesIO(file)).metadata
    assert metadata is not None
    assert metadata.title == "Titre"


def test_each_table_has_headings() -> None:
    _docx, file = made(Content({}, [{"name": "Fraiseuse"}], [SESSION]), "public")
    kinds = [one["/S"] for one in structure(PdfReader(BytesIO(file)).trailer["/Root"]["/StructTreeRoot"])]
    tables = "".join(kind for kind in kinds if kind in {"/Table", "/TH", "/TD"}).split("/Table")[1:]
    assert len(tables) == 4
    assert all(table.startswith("/TH") for table in tables)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_our_templates_are_those_of_the_frames(model: str, language: str) -> None:
    frames = Path(blocks.__file__).parent / "frames"
    frame = (frames / f"{language}.txt").read_text(encoding="utf-8")
    kept = Document(str(OURS / f"{model}.{language}.docx"))
    assert kept.element.xml == draft(frame, model, language).element.xml
