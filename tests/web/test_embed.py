"""The embedded map, and the file that works offline, over HTTP."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from support.pages import HOSTILE, Document, listed, read
from support.rows import PARIS, Rows

LYON = (4.8357, 45.7640)
ENDS = "</script></style><script>alert(1)</script>"


def policy_of(headers: object) -> dict[str, str]:
    text = headers["Content-Security-Policy"]  # type: ignore[index]
    return {part.strip().split(" ", 1)[0]: part.strip().split(" ", 1)[-1] for part in text.split(";")}


@pytest.fixture
def two(empty_url: str) -> str:
    """Two places in two régions."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS, population=2_000_000, postcodes=["75001"])
        rows.place(PARIS, name="À Paris", department_code="75", region_code="11", equipment=["wifi"])
        rows.place(LYON, name="À Lyon", department_code="69", region_code="84")
    return empty_url


def names(page: Document) -> list[str]:
    return [name for name in ("À Paris", "À Lyon") if name in page.text]


def test_any_site_may_frame_it_and_nothing_else(client: FlaskClient) -> None:
    assert policy_of(client.get("/embed").headers)["frame-ancestors"] == "*"
    for path in ("/", "/embed/code", "/territoires", "/embed/nothing"):
        assert policy_of(client.get(path).headers)["frame-ancestors"] == "'none'"
    embed = policy_of(client.get("/embed").headers)
    usual = policy_of(client.get("/").headers)
    assert {**embed, "frame-ancestors": ""} == {**usual, "frame-ancestors": ""}


@pytest.mark.usefixtures("friday")
def test_it_answers_what_the_finder_answers(client: FlaskClient) -> None:
    for query in (
        "q=Cayenne", "q=Cayenne&equipment=wifi", "lat=48.85&lon=2.35&label=Ici", "q=zzzz", "",
        "open=weekend", "open=evening&wheelchair=yes&wheelchair=limited", "programme=any",
        "programme=deffinov", "kind=fablab", "q=Lyon&radius_km=20", "bbox=2,48,3,49",
        "bbox=2,48,3,49&q=manufacture&mode=text", "equipment=fabrication",
    ):  # fmt: skip
        finder, embed = (read(client, f"{path}?{query}") for path in ("/", "/embed"))
        assert listed(finder) == listed(embed), query
        (results,), (framed,) = finder.with_class("results"), embed.with_class("results")
        assert results["data-map-query"] == framed["data-map-query"], query


def test_what_limits_the_list_is_said(client: FlaskClient) -> None:
    page = read(client, "/embed?q=Lyon&radius_km=20&open=weekend&equipment=wifi")
    assert "Filtres : Wi-Fi, Ouvert ce week-end, À moins de 20 km" in page.text
    assert "Lieux dans cette zone de la carte" in read(client, "/embed?bbox=2,48,3,49").text


def test_a_locked_territory_is_never_left(made: FlaskClient, two: str) -> None:
    assert names(read(made, "/embed")) == ["À Paris", "À Lyon"], two
    for query in ("region=84", "department=69", "region=84&q=Paris", "region=84&lat=48.85&lon=2.35"):
        lock, code = query.split("&")[0].split("=")
        page = read(made, f"/embed?{query}")
        assert names(page) == ["À Lyon"], query
        # What the visitor searches inside the frame stays there.
        kept = {field["name"]: field["value"] for field in page.all("input") if field.get("type") == "hidden"}
        assert kept[lock] == code
        assert (
            "region=84" in (page.with_class("results")[0]["data-map-query"] or "") or "department=69" in query
        )
    assert "Tiers-lieux : Auvergne-Rhône-Alpes" in read(made, "/embed?region=84").text


def test_the_territorys_box_is_that_of_its_places(made: FlaskClient, two: str) -> None:
    results = read(made, "/embed?region=84").with_class("results")[0]
    assert [float(part) for part in (results["data-extent"] or "").split(",")] == [*LYON, *LYON], two
    assert "data-extent" not in read(made, "/embed").with_class("results")[0]


@pytest.mark.parametrize(
    "query",
    [
        "region=99",
        "department=999",
        "brand=red",
        "background=12",
        "accent=%3B%7D",
        "lat=48",
        "equipment=x",
        "cursor=zz",
    ],
)
def test_what_is_wrong_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/embed?{query}").status_code == 400


@pytest.mark.parametrize(
    ("path", "code", "title"),
    [
        ("/embed?region=99", 400, "Cette adresse n’est pas valable"),
        ("/embed?brand=red&lang=en", 400, "This address is not valid"),
        ("/embed/", 404, "Cette page n’existe pas"),
    ],
)
def test_an_error_of_the_frame_can_be_read_in_it(
    client: FlaskClient, path: str, code: int, title: str
) -> None:
    response = client.get(path)
    assert response.status_code == code
    assert policy_of(response.headers) == policy_of(client.get("/embed").headers)
    page = Document(response.text)
    assert title in page.text
    assert page.all("html") == [{"lang": "en" if "lang=en" in path else "fr"}]
    assert {link["target"] for link in page.all("a")} <= {"_blank", "_self"}
    assert not page.with_class("site-header")


@pytest.mark.parametrize("path", ["/embed/code?region=99", "/embed/export.html?region=99", "/?lat=48"])
def test_errors_of_other_pages_refuse_a_frame(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert policy_of(response.headers)["frame-ancestors"] == "'none'"
    assert Document(response.text).with_class("site-header")


def test_colours_come_as_a_style_sheet_of_ours(client: FlaskClient) -> None:
    page = read(client, "/embed?brand=%23ffff00&background=FFF")
    (theme,) = [link["href"] for link in page.all("link") if "theme.css" in (link["href"] or "")]
    response = client.get(theme or "")
    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert "--brand: #ffff00" not in response.text  # yellow on white cannot be read
    assert not [link for link in read(client, "/embed").all("link") if "theme.css" in (link["href"] or "")]


def test_links_leave_the_frame_and_the_search_does_not(client: FlaskClient) -> None:
    page = read(client, "/embed?q=Lyon&lang=en")
    assert page.all("base") == [{"target": "_blank"}]
    assert [form["target"] for form in page.all("form")] == ["_self"]
    following = [link for link in page.all("a") if "cursor=" in (link["href"] or "")]
    assert [link["target"] for link in following] == ["_self"]
    assert read(client, following[0]["href"] or "").with_class("card")
    assert {
        field["name"]: field["value"] for field in page.all("input") if field.get("type") == "hidden"
    } == {"lang": "en"}


def test_nothing_is_inline(client: FlaskClient) -> None:
    for path in ("/embed?region=11&brand=123456", "/embed/code?region=11"):
        page = Document(client.get(path).text)
        assert not page.all("style")
        assert not [
            found for _, found in page.tags if "style" in found or any(n.startswith("on") for n in found)
        ]
        assert all(s.get("src") or s.get("type") == "application/json" for s in page.all("script"))


def test_a_territory_in_two_regions_is_refused(client: FlaskClient) -> None:
    assert "department" in read(client, "/embed?department=75&region=84", 400).text
    assert read(client, "/embed?department=75&region=11").with_class("results")


def test_places_that_are_all_far_are_called_so(made: FlaskClient, two: str) -> None:
    assert two
    for query, is_far in (("region=84&q=Paris", True), ("region=84", False)):
        (note,) = [found for _, found in read(made, f"/embed?{query}").tags if found.get("id") == "far-note"]
        assert ("hidden" not in note) == is_far


def test_when_nothing_is_left_it_says_what_to_relax_and_stays_where_it_is(
    made: FlaskClient, two: str
) -> None:
    assert two
    asked = "region=84&brand=c2185b&lang=en&equipment=wifi&kind=fablab&q=Paris"
    page = read(made, f"/embed?{asked}")
    assert not page.with_class("card")
    links = [link for link in page.all("a") if "data-search" in link]
    assert links
    assert {link["target"] for link in links} == {"_self"}
    for link in links:
        address = urlsplit(link["href"] or "")
        assert address.path == "/embed"
        assert parse_qs(address.query).items() >= parse_qs("region=84&brand=c2185b&lang=en").items()
        assert names(read(made, link["href"] or "")) in (["À Lyon"], [])
    # Equipment and kind each leave nothing alone; both away, the place in the territory is found.
    assert names(read(made, links[-1]["href"] or "")) == ["À Lyon"]


def test_what_to_relax_is_what_the_finder_says(client: FlaskClient) -> None:
    for query in (
        "q=Cayenne&radius_km=2&kind=company&equipment=cnc",
        "bbox=-30,20,-29,21&equipment=wifi",
        "q=zzzz&mode=text",
        "q=zzzz&open=now",
    ):
        told = [
            [
                urlsplit(link["href"] or "").query
                for link in read(client, f"{path}?{query}").all("a")
                if "data-search" in link
            ]
            for path in ("/", "/embed")
        ]
        assert told[1]
        assert set(told[1]) <= set(told[0]), query


def test_a_position_known_to_the_commune_is_said_so(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(LYON, name="À Lyon", position_precision="commune_centroid")
    page = read(made, "/embed?lat=45.7&lon=4.8&label=Ici")
    assert "à environ 7,6 km" in page.text


def test_further_pages_go_on_counting(client: FlaskClient) -> None:
    finder, frame = read(client, "/?q=Lyon"), read(client, "/embed?q=Lyon")
    following = [
        link["href"] or ""
        for page in (finder, frame)
        for link in page.all("a")
        if "cursor=" in (link["href"] or "")
    ]
    seconds = [read(client, address) for address in following]
    assert [page.with_class("cards")[0]["start"] for page in seconds] == ["21", "21"]
    assert listed(seconds[0]) == listed(seconds[1])


def test_hostile_texts_stay_texts(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(name=HOSTILE + ENDS, address=ENDS, city=HOSTILE, opening_hours=ENDS, department_code="75")
    for path in (
        "/embed",
        "/embed?q=%3C/script%3E%3Cscript%3Ealert(1)",
        "/embed/code?q=%3C/textarea%3E%3Cscript%3Ealert(1)",
        "/embed/export.html",
    ):
        text = made.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
    assert HOSTILE + ENDS in read_file(made)


def read_file(client: FlaskClient) -> str:
    return " ".join(Document(client.get("/embed/export.html").text).texts)


def test_in_english(client: FlaskClient) -> None:
    assert "Show on the map" in client.get("/embed/export.html?department=33&lang=en").text
    assert "Put the map on your site" in read(client, "/embed/code?lang=en").text
    assert "Third places: Gironde" in read(client, "/embed?department=33&lang=en").text
