"""Every page, as a browser without scripts gets it."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from support.clients import collection
from support.pages import Document, read

PAGES = (
    "/",
    "/?q=Cayenne",
    "/?q=zzzz+introuvable",
    "/?lat=48.85&lon=2.35&label=Ici&equipment=wifi",
    "/organismes",
    "/organismes?q=fictif",
    "/organismes?near=Lyon&equipment=printer_3d&learners=4",
    "/territoires",
    "/territoires?level=department",
    "/cette-page-n-existe-pas",
)
BANNER = {
    "fr": "Données de démonstration : lieux et organismes fictifs",
    "en": "Demonstration data: places and organisations are fictional",
}


def some_place(client: FlaskClient, **parameters: object) -> dict[str, object]:
    return collection(client, "/third-places", limit=1, **parameters)["features"][0]  # type: ignore[no-any-return]


def in_language(path: str, language: str) -> str:
    return path if language == "fr" else f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_what_people_steer_by(client: FlaskClient, path: str, language: str) -> None:
    client.get("/")  # so that error pages know what the directory holds
    page = Document(client.get(in_language(path, language)).text)
    assert page.all("html", lang=language)
    assert len(page.all("main", id="contenu")) == 1
    assert page.all("a", class_="skip", href="#contenu")
    assert len(page.all("h1")) == 1
    assert page.all("header")
    assert page.all("footer")
    assert all(nav.get("aria-label") for nav in page.all("nav"))
    assert BANNER[language] in page.text


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_controls_have_labels(client: FlaskClient, path: str) -> None:
    page = Document(client.get(path).text)
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in page.all("label")}
    for name in ("input", "select"):
        for control in page.all(name):
            if control.get("type") not in {"hidden", "checkbox"}:
                assert control.get("id") in labelled, control
    targets = {value for _, found in page.tags for value in (found.get("aria-labelledby"),) if value}
    assert targets <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: FlaskClient, path: str) -> None:
    page = Document(client.get(path).text)
    assert not page.all("style")
    for tag, found in page.tags:
        assert "style" not in found, (tag, found)
        assert not [name for name in found if name.startswith("on")], (tag, found)
    for script in page.all("script"):
        assert script.get("src") or script.get("type") in {"application/json", "application/ld+json"}
    loaded = [found.get("src") for _, found in page.tags] + [
        found.get("href") for found in page.all("link") if found.get("rel") not in {"alternate", "canonical"}
    ]
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded if address)


@pytest.mark.parametrize("path", [*PAGES, "/carte/lieux.json", "/api/v1/third-places?limit=1"])
def test_headers_protect_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data: https://data.geopf.fr https://tile.openstreetmap.org"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


def test_links_keep_the_language(client: FlaskClient) -> None:
    page = read(client, "/?q=Lyon&equipment=wifi&lang=en")
    for link in page.all("a"):
        address = urlsplit(link["href"] or "")
        is_ours = not address.netloc and address.path.startswith(("/lieux", "/organismes", "/territoires"))
        if (is_ours or (link["href"] or "").startswith("/?")) and "data-language" not in link:
            assert parse_qs(address.query).get("lang") == ["en"], link
    switch = {link["data-language"]: link["href"] or "" for link in page.all("a") if "data-language" in link}
    assert parse_qs(urlsplit(switch["fr"]).query) == {"q": ["Lyon"], "equipment": ["wifi"]}
    assert [field["value"] for field in page.all("input", name="lang")] == ["en"]


@pytest.mark.parametrize(
    "query",
    [
        "_external=1&_scheme=javascript",
        "_anchor=x",
        "_method=POST",
        "public_id=x",
        "endpoint=x",
        "%22%3E%3Cb=1",
    ],
)
def test_foreign_parameters_cannot_bend_links(client: FlaskClient, query: str) -> None:
    place = some_place(client)
    page = read(client, f"/lieux/{place['id']}?{query}")
    switch = [link["href"] or "" for link in page.all("a") if "data-language" in link]
    assert [urlsplit(address).path for address in switch] == [f"/lieux/{place['id']}"] * 2
    assert not any(urlsplit(address).scheme or urlsplit(address).netloc for address in switch)


def test_the_finder_starts_from_the_town_of_that_name(client: FlaskClient) -> None:
    page = read(client, "/?q=Cayenne")
    assert "Lieux autour de Cayenne (97300)" in page.text
    listed = [card["data-id"] for card in page.with_class("card") if "data-id" in card]
    assert len(listed) == 20
    results = page.with_class("results")[0]
    near = collection(
        client, "/third-places", lat=results["data-origin-lat"], lon=results["data-origin-lon"], limit=20
    )
    assert listed == [feature["id"] for feature in near["features"]]
    assert "Guyane" in {feature["properties"]["region"] for feature in near["features"]}
    assert re.search(r"(à \d+(,\d)? k?m|à environ|dans les environs)", page.text)


def test_the_finder_falls_back_to_names(client: FlaskClient) -> None:
    name = str(some_place(client)["properties"]["name"])  # type: ignore[index]
    word = max(re.findall(r"[A-Za-zÀ-ÿ]+", name.rsplit("«", maxsplit=1)[-1]), key=len)
    page = read(client, f"/?q={word}&mode=text")
    assert f"Lieux dont le nom ou l’adresse contient « {word} »" in page.text
    assert name.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") in page.text


def test_the_form_keeps_how_its_text_was_looked_for_and_forgets_it_for_another(client: FlaskClient) -> None:
    page = read(client, "/?q=Lyon&mode=text&lang=en")
    assert "Places whose name or address contains “Lyon”" in page.text
    assert read(client, f"/?{urlencode(page.sent())}").with_class("results") == page.with_class("results")
    other = dict(page.sent()) | {"q": "Cayenne"}
    assert "Places around Cayenne (97300)" in read(client, f"/?{urlencode(other)}").text


def test_text_that_is_no_town_is_looked_for_in_names(client: FlaskClient) -> None:
    page = read(client, "/?q=démonstration")
    assert "Lieux dont le nom ou l’adresse contient « démonstration »" in page.text
    assert page.with_class("card")


def test_nothing_found_says_what_to_relax(client: FlaskClient) -> None:
    page = read(client, "/?q=zzzz+introuvable")
    assert "Aucun lieu ne correspond" in page.text
    assert "0 lieu" in page.text
    empty = next(found for _, found in page.tags if found.get("id") == "empty")
    assert "hidden" not in empty


@pytest.mark.parametrize("query", ["%21%21", "%25", "_", "%C2%AB"])
def test_punctuation_finds_nothing(client: FlaskClient, query: str) -> None:
    assert "0 lieu" in read(client, f"/?q={query}").text


def test_a_written_text_counts_more_than_the_position_before(client: FlaskClient) -> None:
    page = read(client, "/?lat=48.85&lon=2.35&label=Paris&q=Cayenne")
    assert "Lieux autour de Cayenne" in page.text
    page = read(client, "/?lat=48.85&lon=2.35&label=Paris&q=Paris")
    assert page.with_class("results")[0]["data-origin-lat"] == "48.85"


def test_pages_follow_each_other_without_scripts(client: FlaskClient) -> None:
    seen: list[str | None] = []
    path: str | None = "/?q=Lyon&equipment=printer_3d&radius_km=20000"
    while path:
        page = read(client, path)
        seen += [card["data-id"] for card in page.with_class("card") if "data-id" in card]
        path = next((link["href"] for link in page.all("a", id="more")), None)
    offered = collection(client, "/third-places", equipment="printer_3d", limit=1000, lat=45.76, lon=4.83)
    assert len(seen) == len(set(seen)) == offered["numberMatched"]
    assert set(seen) == {feature["id"] for feature in offered["features"]}


def test_the_equipment_filter_has_both_levels(client: FlaskClient) -> None:
    page = read(client, "/?equipment=fabrication&equipment=wifi")
    boxes = page.all("input", name="equipment")
    assert {"fabrication", "printer_3d", "wifi"} <= {box["value"] for box in boxes}
    assert {box["value"] for box in boxes if "checked" in box} == {"fabrication", "wifi"}
    assert page.text.count("Retirer :") == 2
    total = collection(client, "/third-places", equipment=["fabrication", "wifi"], limit=1)["numberMatched"]
    assert f"{total} lieux" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/?lat=48",
        "/?lat=91&lon=2",
        "/?lat=nan&lon=2",
        "/?lat=48&lon=x",
        "/?equipment=teleporter",
        "/?q=" + "a" * 201,
        "/?q=a%00b",
        "/?q=Lyon&cursor=nonsense",
        "/organismes?learners=0&near=Lyon",
        "/organismes?max_km=0&near=Lyon",
        "/organismes?equipment=teleporter",
        "/territoires?level=world",
    ],
)
def test_wrong_parameters_get_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    text = read(client, path, 400).text
    assert "Cette adresse n’est pas valable" in text
    wrong = {name for name, _ in parse_qsl(urlsplit(path).query)} - {"near"}
    assert path.endswith("cursor=nonsense") or any(f"À corriger : {name}" in text for name in wrong)


@pytest.mark.parametrize("path", ["/?q=", "/?utm_source=x", "/?q=+++&lat=&lon="])
def test_empty_and_foreign_parameters_do_not_matter(client: FlaskClient, path: str) -> None:
    assert "Tous les lieux" in read(client, path).text


@pytest.mark.parametrize(
    "path", ["/nulle-part", "/lieux/nulle-part", "/lieux/a%00b", "/organismes?organisation=x"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_not_there_gets_a_page(client: FlaskClient, path: str, language: str) -> None:
    text = read(client, in_language(path, language), 404).text
    assert ("Cette page n’existe pas" if language == "fr" else "This page does not exist") in text


def test_the_old_icon_address_leads_to_the_icon(client: FlaskClient) -> None:
    response = client.get("/favicon.ico", follow_redirects=True)
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
