"""Pages as tests read them."""

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient

HOSTILE = "<img src=x onerror=alert(1)>"
"""A name that must be shown as it is written, everywhere."""


class Document(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.text = " ".join(
            " ".join(self.texts)
            .replace("\N{NO-BREAK SPACE}", " ")
            .replace("\N{NARROW NO-BREAK SPACE}", " ")
            .split()
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key.rstrip("_")) == value for key, value in attributes.items())
        ]

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [found for _, found in self.tags if name in (found.get("class") or "").split()]

    def sent(self) -> list[tuple[str, str]]:
        """What a browser sends of the page's one form, as it came: names and values."""
        pairs: list[tuple[str, str]] = []
        selects: dict[str, str] = {}
        select = ""
        for tag, found in self.tags:
            name, value = found.get("name") or "", found.get("value") or ""
            if tag == "select":
                select = name
            elif tag == "option" and select and ("selected" in found or select not in selects):
                selects[select] = value
            elif tag == "input" and name and ("checked" in found or not _is_box(found)):
                pairs.append((name, value))
        return [*pairs, *selects.items()]


STATE = re.compile(r'<p class="open-now[^"]*">.*?<span>(.*?)</span>', re.DOTALL)


def state_of(client: FlaskClient, path: str) -> str:
    """Return what the head of a place's page says of now."""
    found = STATE.search(client.get(path).text)
    assert found
    return found[1].replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _is_box(found: dict[str, str | None]) -> bool:
    return found.get("type") in {"checkbox", "radio"}


def listed(page: Document) -> list[str | None]:
    """The ids of a page's cards, in their order."""
    return [card["data-id"] for card in page.with_class("card") if "data-id" in card]


def read(client: FlaskClient, path: str, code: int = 200) -> Document:
    response = client.get(path)
    assert response.status_code == code, response.text[:500]
    assert response.mimetype == "text/html"
    return Document(response.text)
