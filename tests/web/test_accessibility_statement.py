"""The accessibility statement: the form that French law gives it, and nothing that is not so."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support.pages import read

from app.factory import create_app
from app.platform.settings import SettingsError, from_environment
from app.publishing.pages.accessibility import AXE_VERSION

LOCKS = (Path(__file__).parent, Path(__file__).parents[1] / "perf" / "lighthouse")
PARTS = (
    "État de conformité", "Résultats des tests", "Contenus non accessibles",
    "Établissement de cette déclaration", "Retour d’information et contact", "Voies de recours",
)  # fmt: skip


def test_it_has_the_parts_that_the_law_asks_for(client: FlaskClient) -> None:
    text = read(client, "/accessibilite").text
    places = [text.index(part) for part in PARTS]
    assert places == sorted(places)
    assert "est non conforme" in text
    assert "est conforme" not in text
    assert "partiellement" not in text


def test_it_names_the_rules_that_the_tests_run(client: FlaskClient) -> None:
    lock = json.loads((LOCKS[0] / "package-lock.json").read_text())
    assert lock["packages"]["node_modules/axe-core"]["version"] == AXE_VERSION
    assert f"axe-core {AXE_VERSION}" in read(client, "/accessibilite").text


@pytest.mark.parametrize("path", ["/", "/organismes", "/territoires", "/nulle-part", "/ogc?f=html"])
def test_every_page_leads_to_it_and_says_the_state(client: FlaskClient, path: str) -> None:
    for language, said in (("fr", "Accessibilité : non conforme"), ("en", "Accessibility: not conforming")):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert said in answer.text.replace("\N{NO-BREAK SPACE}", " ").replace(
            "\N{NARROW NO-BREAK SPACE}", " "
        )
        assert 'href="/accessibilite' in answer.text


def test_it_says_whom_to_write_to_only_where_somebody_said_so(
    client: FlaskClient, demonstration_url: str
) -> None:
    assert "n’a pas indiqué d’adresse" in read(client, "/accessibilite").text
    app = create_app(from_environment({"PROXILIEUX_CONTACT": "a11y@example.org"}), demonstration_url)
    try:
        page = read(app.test_client(), "/accessibilite")
    finally:
        app.extensions["proxilieux"].database.close()
    assert page.all("a", href="mailto:a11y@example.org")
    assert "n’a pas indiqué d’adresse" not in page.text


def test_a_contact_is_an_address() -> None:
    assert from_environment({}).contact is None
    assert from_environment({"PROXILIEUX_CONTACT": "https://example.org/contact"}).contact == (
        "https://example.org/contact"
    )
    with pytest.raises(SettingsError, match="PROXILIEUX_CONTACT"):
        from_environment({"PROXILIEUX_CONTACT": "javascript:alert(1)"})


def test_the_locks_of_npm_name_no_registry() -> None:
    for folder in LOCKS:
        text = (folder / "package-lock.json").read_text()
        assert "integrity" in text
        assert "resolved" not in text
        assert "://" not in text.replace("https://opencollective.com", "").replace("https://github.com", "")
