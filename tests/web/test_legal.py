"""The legal notice and the page on personal data."""

import pytest
from flask.testing import FlaskClient
from support.pages import HOSTILE, Document, read

from app.directory.retention.rules import RULES
from app.factory import create_app
from app.platform.settings import LONGEST_LINE, Settings, SettingsError, from_environment

PAGES = ("/mentions-legales", "/donnees-personnelles")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_every_page_leads_there_and_they_can_be_read(client: FlaskClient, path: str, lang: str) -> None:
    assert any(link.startswith(path) for link in links(read(client, f"/{lang}")))
    page = read(client, path + lang)
    assert page.text.count("PROXILIEUX_PUBLISHER") == 1
    assert ("To be filled in by the operator" if lang else "À renseigner par l’exploitant") in page.text


def links(page: Document) -> list[str]:
    return [str(link["href"]) for link in page.all("a")]


def test_what_the_operator_has_set_is_shown_escaped(demonstration_url: str) -> None:
    settings = Settings(
        publisher=f"Association {HOSTILE}, 1 rue du Port, Guéret, 05 55 00 00 00",
        publication_director="Claire Martin",
        hosted_by="Hébergeur SAS, 2 rue des Serveurs, Lyon",
        contact="mailto:contact@annuaire.example",
    )
    app = create_app(settings, demonstration_url)
    try:
        pages = [read(app.test_client(), path) for path in PAGES]
    finally:
        app.extensions["proxilieux"].database.close()
    for page in pages:
        assert "Guéret, 05 55 00 00 00" in page.text
        assert "À renseigner" not in page.text
        assert "mailto:contact@annuaire.example" in links(page)
        assert not page.all("img", src="x")
    assert "Hébergeur SAS" in pages[0].text


def test_the_times_are_those_of_the_rules(client: FlaskClient) -> None:
    text = (
        read(client, "/donnees-personnelles")
        .text.replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    for rule in RULES:
        if rule.kept.days > 1:
            assert f"{rule.kept.days} jours" in text, rule.name


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(SettingsError, match=f"PROXILIEUX_PUBLISHER must have {LONGEST_LINE} characters"):
        from_environment({"PROXILIEUX_PUBLISHER": "x" * (LONGEST_LINE + 1)})
    assert from_environment({"PROXILIEUX_PUBLISHER": " A\n B "}).publisher == "A B"
