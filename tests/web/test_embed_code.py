"""The page that writes the embedded map's snippet, and the form that asks for it, over HTTP."""

import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from support.pages import Document, listed, read


def test_the_snippet_is_what_was_chosen(client: FlaskClient) -> None:
    asked = (
        "region=11&equipment=wifi&equipment=printer_3d&own=1&brand=%23c2185b"
        "&map_lang=en&height=450&q=%22%3E%3Cb"
    )
    text = client.get(f"/embed/code?{asked}").text
    (written,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    (frame,) = Document(html.unescape(written)).all("iframe")
    assert frame["height"] == "450"
    address = frame["src"] or ""
    assert address.startswith("http://localhost/embed?")
    for part in (
        "region=11",
        "equipment=wifi",
        "equipment=printer_3d",
        "brand=c2185b",
        "lang=en",
        "q=%22%3E%3Cb",
    ):
        assert part in address
    assert client.get(address.removeprefix("http://localhost")).status_code == 200
    (preview,) = Document(text).all("iframe")
    assert preview["src"] == address.removeprefix("http://localhost")
    assert "frame-src 'self'" in client.get("/embed/code").headers["Content-Security-Policy"]


QUESTIONS = (
    "q=Lyon&radius_km=20&open=weekend", "equipment=wifi&equipment=printer_3d&open=now", "open=evening",
    "lat=48.85&lon=2.35&label=Ici+m%C3%AAme&wheelchair=yes&wheelchair=limited", "lat=-21.1151&lon=55.536412",
    "bbox=2,48,3,49&programme=any&kind=fablab&kind=library", "bbox=2,48,3,49&q=manufacture&mode=text",
    "q=Lyon&mode=text", "programme=deffinov&equipment=fabrication", "",
)  # fmt: skip


@pytest.mark.usefixtures("friday")
@pytest.mark.parametrize("query", QUESTIONS)
def test_what_was_filtered_in_the_finder_can_be_embedded(client: FlaskClient, query: str) -> None:
    finder = read(client, f"/?{query}&lang=en")
    (link,) = [link["href"] or "" for link in finder.all("a") if link.get("id") == "embed-this"]
    composer = read(client, link)
    frame = snippet_of(composer)
    assert listed(read(client, frame)) == listed(finder)
    assert parse_qs(urlsplit(frame).query).items() >= parse_qs(query).items()
    assert parse_qs(urlsplit(frame).query)["lang"] == ["en"]
    # The form has a field for everything: sent as it came, it loses nothing.
    sent = composer.sent()
    assert {"equipment", "open", "wheelchair", "kind", "programme", "radius_km", "q", "mode"} <= names_of(
        composer
    )
    assert parse_qs(urlsplit(snippet_of(read(client, f"/embed/code?{urlencode(sent)}"))).query) == {
        **parse_qs(urlsplit(frame).query),
        # A position that had no name goes by its figures.
        **({"label": ["-21.1151, 55.5364"]} if query.startswith("lat=-21") else {}),
    }


def snippet_of(composer: Document) -> str:
    (preview,) = composer.all("iframe")
    return preview["src"] or ""


def names_of(page: Document) -> set[str | None]:
    return {found.get("name") for tag, found in page.tags if tag in {"input", "select"}}


def test_territory_colours_and_language_are_fields_too(client: FlaskClient) -> None:
    asked = "region=11&department=75&own=1&brand=%23c2185b&accent=%23111111&map_lang=en&height=450"
    composer = read(client, f"/embed/code?{asked}")
    again = read(client, f"/embed/code?{urlencode(composer.sent())}")
    assert snippet_of(again).startswith("/embed?region=11&department=75&brand=c2185b&accent=111111")
    assert parse_qs(urlsplit(snippet_of(again)).query)["lang"] == ["en"]


@pytest.mark.parametrize("page_lang", ["", "&lang=en"])
@pytest.mark.parametrize(
    ("code", "title", "lang"), [("fr", "Carte des tiers-lieux", None), ("en", "Map of third places", "en")]
)
def test_what_is_composed_is_in_its_own_language(
    client: FlaskClient, page_lang: str, code: str, title: str, lang: str | None
) -> None:
    composer = read(client, f"/embed/code?map_lang={code}{page_lang}")
    (file,) = composer.all("a", id="export")
    for address in (snippet_of(composer), file["href"] or ""):
        assert parse_qs(urlsplit(address).query).get("lang", [None]) == [lang]
    assert f'title="{title}' in html.unescape(composer.text)


def test_another_text_is_another_start(client: FlaskClient) -> None:
    sent = dict(read(client, "/embed/code?lat=45.76&lon=4.83&label=Ici&equipment=wifi").sent()) | {
        "q": "Cayenne"
    }
    assert parse_qs(urlsplit(snippet_of(read(client, f"/embed/code?{urlencode(sent)}"))).query) == {
        "q": ["Cayenne"],
        "equipment": ["wifi"],
    }


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_frames_own_form_loses_nothing(client: FlaskClient, query: str) -> None:
    frame = read(client, f"/embed?{query}&region=84&brand=c2185b")
    again = read(client, f"/embed?{urlencode(frame.sent())}")
    assert listed(again) == listed(frame)
    assert (
        again.with_class("results")[0]["data-map-query"] == frame.with_class("results")[0]["data-map-query"]
    )
    assert {("region", "84"), ("brand", "c2185b")} <= set(again.sent())


def test_another_text_in_the_frame_is_another_start(client: FlaskClient) -> None:
    for query in ("lat=45.76&lon=4.83", "lat=45.76&lon=4.83&label=Ici", "bbox=4,45,5,46", "q=Lyon&mode=text"):
        sent = dict(read(client, f"/embed?{query}&equipment=wifi").sent()) | {"q": "Cayenne"}
        frame = read(client, f"/embed?{urlencode(sent)}")
        assert listed(frame) == listed(read(client, "/embed?q=Cayenne&equipment=wifi")), query


def test_the_composer_says_that_territories_contradict_each_other(client: FlaskClient) -> None:
    page = read(client, "/embed/code?region=84&department=75&q=atelier&height=450")
    assert "Ce département n’est pas dans la région choisie" in page.text
    (field,) = page.all("select", name="department")
    assert field["aria-invalid"] == "true"
    assert [found.get("id") for _, found in page.tags].count(field["aria-describedby"]) == 1
    # The form is as it was filled, and what it makes works.
    assert {("region", "84"), ("department", "75"), ("q", "atelier"), ("height", "450")} <= set(page.sent())
    assert snippet_of(page) == "/embed?q=atelier&department=75"
    read(client, snippet_of(page))
    (file,) = page.all("a", id="export")
    assert client.get(file["href"] or "").status_code == 200
    agreeing = read(client, "/embed/code?region=11&department=75")
    assert "seul le département compte" not in agreeing.text
    assert "aria-invalid" not in agreeing.all("select", name="department")[0]


def test_colours_count_only_when_they_are_wanted(client: FlaskClient) -> None:
    (preview,) = read(client, "/embed/code?brand=%23c2185b").all("iframe")
    assert preview["src"] == "/embed"


@pytest.mark.parametrize(
    ("territory", "kept"),
    [
        ("department-23", "department=23"),
        ("region-75", "region=75"),
        ("departments-19,23,87", "territory=departments-19,23,87"),
    ],
)
def test_a_searched_territory_is_what_the_map_shows(client: FlaskClient, territory: str, kept: str) -> None:
    (link,) = [
        link["href"] or ""
        for link in read(client, f"/?territory={territory}&kind=fablab").all("a")
        if link.get("id") == "embed-this"
    ]
    text = client.get(link).text
    (written,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert kept in html.unescape(html.unescape(written))
    (form,) = [form for form in Document(text).all("form") if form.get("id") == "embed-form"]
    assert form
    if kept.startswith("territory"):
        assert 'name="territory"' in text
