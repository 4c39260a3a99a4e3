"""The English catalogue is whole, and says what the French messages say."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "app" / "platform" / "site" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|%%")
FRENCH = re.compile(r"\b(le|la|les|des|une|est|avec|pour|lieux|lieu|vous|pas)\b", re.IGNORECASE)
PROPER_NAMES = (
    "Fabriques de territoire",
    "Manufactures de proximité",
    "Mission apprentissage",
    "Défenseur des droits",
)


def forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


@pytest.fixture(scope="module")
def extracted() -> set[str | tuple[str, ...]]:
    """Every message of the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, filename="babel.cfg")
    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(str(ROOT), methods, options, keywords)
    return {message for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The English catalogue."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def messages(catalogue: Catalog) -> list[Message]:
    """Its messages, without the header."""
    return [message for message in catalogue if message.id]


def test_no_message_is_missing_and_none_is_left_over(
    extracted: set[str | tuple[str, ...]], messages: list[Message]
) -> None:
    assert len(extracted) > 150
    assert {forms(message) for message in extracted} == {forms(message.id) for message in messages}


def test_every_message_is_translated(messages: list[Message]) -> None:
    for message in messages:
        assert all(forms(message.string)), message.id
        assert not message.fuzzy, message.id


def test_values_stay_in_their_messages(messages: list[Message]) -> None:
    for message in messages:
        for said, translated in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(translated)), message.id


def test_nothing_french_stays_in_the_english(messages: list[Message]) -> None:
    for message in messages:
        for text in forms(message.string):
            for name in PROPER_NAMES:
                text = text.replace(name, "")  # noqa: PLW2901 - what is left is looked at
            assert not FRENCH.search(text), text


@pytest.mark.parametrize(
    "path", ["/", "/?q=Lyon", "/?q=zzzz", "/organismes", "/organismes?near=Lyon", "/territoires", "/nothing"]
)
def test_english_pages_hold_no_french_message(
    client: FlaskClient, path: str, messages: list[Message]
) -> None:
    html = client.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
    for message in messages:
        if message.string == message.id:
            continue
        for said in forms(message.id):
            if len(said) > 20 and not PLACEHOLDER.search(said):
                assert said not in html


def test_another_language_is_answered_in_french(client: FlaskClient) -> None:
    assert '<html lang="fr">' in client.get("/?lang=de").text


def test_french_signs_keep_their_spaces(client: FlaskClient) -> None:
    html = client.get("/?q=zzzz").text
    assert "Aucun lieu ne correspond" in html
    assert "pas connus n’y sont pas." in html
    assert "contient «\N{NO-BREAK SPACE}zzzz\N{NO-BREAK SPACE}»" in html
    assert not re.search(
        r"[^\s] [:;?!»]", client.get("/organismes").text.split("</header>")[1].split("<footer")[0]
    )
