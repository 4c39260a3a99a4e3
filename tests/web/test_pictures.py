"""Pictures beside links to searches and places: their size, their words, and that they are kept."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from support.pages import read
from support.rows import PARIS, Rows

from app.publishing.pictures.drawing import HEIGHT, MAP_WIDTH, WIDTH, colours

PNG = "image/png"
MOST_BYTES = 200_000


def opened(client: FlaskClient, path: str) -> Image.Image:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == PNG
    assert len(response.data) <= MOST_BYTES
    image = Image.open(BytesIO(response.data)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    return image


def picture_of(client: FlaskClient, path: str) -> str:
    (found,) = read(client, path).all("meta", property="og:image")
    return str(found["content"]).removeprefix("http://localhost")


def rgb(name: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colours()[name][1:]))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(left - right) <= 8 for left, right in zip(one, other, strict=True))


def test_a_place_is_drawn_where_it_is(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, public_id="tl-1", name="Le Hangar", city="Paris")
    address = picture_of(made, "/lieux/tl-1")
    assert address.startswith("/partage/lieux/tl-1.png")
    image = opened(made, address)
    # The pin's point is in the middle of the map.
    middle = (WIDTH - MAP_WIDTH // 2, HEIGHT // 2)
    assert near(image.getpixel((middle[0] - 12, middle[1] - 30)), rgb("accent"))
    assert near(image.getpixel((4, 300)), rgb("brand"))
    assert near(image.getpixel((620, 20)), rgb("paper"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_search_is_drawn_in_the_pages_language(client: FlaskClient, lang: str) -> None:
    address = picture_of(client, f"/?q=Lyon&equipment=printer_3d&lang={lang}")
    assert ("lang=en" in address) is (lang == "en")
    assert "equipment=printer_3d" in address
    opened(client, address)


def test_languages_say_different_things(client: FlaskClient) -> None:
    french = client.get("/partage/recherche.png?q=Lyon&equipment=printer_3d").data
    english = client.get("/partage/recherche.png?q=Lyon&equipment=printer_3d&lang=en").data
    assert french != english
    assert french == client.get("/partage/recherche.png?q=Lyon&equipment=printer_3d").data


def test_the_start_page_keeps_its_own_picture(client: FlaskClient) -> None:
    assert picture_of(client, "/").endswith("/share.png")


def test_a_picture_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/partage/recherche.png?q=Lyon")
    again = client.get("/partage/recherche.png?q=Lyon", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/partage/recherche.png?q=Paris", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/partage/recherche.png?q=zzzz",
        "/partage/recherche.png?bbox=179,-20,-179,-10",
        "/partage/recherche.png",
    ],
)
def test_a_search_that_finds_nothing_has_a_picture_too(client: FlaskClient, path: str) -> None:
    opened(client, path)


def test_a_place_without_a_position_has_a_picture(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None, public_id="tl-1", name="Nulle part " * 30)
    opened(made, "/partage/lieux/tl-1.png")


def test_of_a_place_that_is_not_there_there_is_none(client: FlaskClient) -> None:
    assert client.get("/partage/lieux/nobody.png").status_code == 404
    assert client.get("/partage/recherche.png?radius_km=x").status_code == 400


@pytest.mark.parametrize("start", [(90, 180), (-90, -180), (90, 0), (0, 180)])
def test_a_search_from_the_edge_of_the_world_is_drawn(client: FlaskClient, start: tuple[int, int]) -> None:
    opened(client, "/partage/recherche.png?lat={}&lon={}".format(*start))
