"""The map as one file: everything inside, nothing of a text ever runs."""

import base64
import hashlib
import re
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.pages import Document

from maps import BASE_MAPS, MapLabels, StandalonePlace, StandaloneTexts, write_standalone
from maps.standalone import StandaloneDocument

LABELS = MapLabels(region="Carte", zoom_in="Zoomer", zoom_out="Dézoomer")
TEXTS = {
    name: f"[{name}]"
    for name in (
        "language", "title", "introduction", "count", "credits", "skip", "show_on_map", "more", "offline",
        "close", "cluster", "unplaced", "approximate", "start",
    )
}  # fmt: skip


def write(
    *places: StandalonePlace, base_map: str = "ign", outlines: str = "{}", **texts: str
) -> StandaloneDocument:
    return write_standalone(
        places,
        texts=StandaloneTexts(**(TEXTS | texts)),
        labels=LABELS,
        base_map=base_map,
        outlines=outlines,
        styles=":root { --paper: #fff; }",
    )


def place(text: str) -> StandalonePlace:
    return StandalonePlace(
        name=text,
        address="http://localhost/lieux/x",
        summary=text,
        facts=[(text, text)],
        position=(48.85, 2.35),
    )


def test_every_script_and_style_is_inside_and_allowed_by_its_digest() -> None:
    document = write(place("x"))
    for tag, directive, count in (("script", "script-src", 3), ("style", "style-src", 2)):
        inside = re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", document.html, re.DOTALL)
        (allowed,) = re.findall(rf"{directive} ([^;]+)", document.policy)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inside]
        assert allowed.split() == [f"'sha256-{digest}'" for digest in digests]
        assert len(inside) == count
    page = Document(document.html)
    assert not [found for _, found in page.tags if "src" in found or "style" in found]
    assert not page.all("link")


@pytest.mark.parametrize("base_map", BASE_MAPS)
def test_only_the_tiles_of_the_base_map_may_be_loaded(base_map: str) -> None:
    document = write(place("x"), base_map=base_map)
    source = BASE_MAPS[base_map]
    assert f"img-src data:{' ' + source.host if source else ''};" in document.policy
    assert "default-src 'none'" in document.policy
    assert ("followNetwork" in document.html) is (source is not None)
    # Tiles wait for the network: nothing adds them to the map but that.
    assert document.html.count("base_maps[0].addTo(") == (1 if source else 0)


def test_images_of_the_styles_are_inside() -> None:
    html = write().html
    assert "data:image/png;base64," in html
    assert re.findall(r"url\((?!data:|#)[^)]*\)", html) == []


@given(st.text(alphabet="<>/\"'&`scriptyle!- =onerx\x00\u2028", max_size=40))
@example("</script><script>")
@example("\"'><p onerror=`&")
@example("<!--\x00\u2028")
def test_no_text_becomes_markup(text: str) -> None:
    usual = _usual()
    page = Document(write(place(text), title=text, offline=text, credits=text, cluster=text).html)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in usual.tags]
    assert [set(found) for _, found in page.tags] == [set(found) for _, found in usual.tags]


@cache
def _usual() -> Document:
    return Document(write(place("x")).html)


def test_outlines_cannot_end_their_block() -> None:
    html = write(outlines='{"name":"</script><script>alert(1)</script>"}').html
    assert "<script>alert" not in html


def test_a_script_that_would_end_its_element_is_refused() -> None:
    with pytest.raises(ValueError, match="end of its element"):
        write_standalone(
            (),
            texts=StandaloneTexts(**TEXTS),
            labels=LABELS,
            base_map="none",
            outlines="{}",
            styles="</style>",
        )


def test_kinds_and_the_start_stand_in_the_file() -> None:
    fablab = StandalonePlace("Ici", None, "Fablab", (), (45.8, 4.8), icon="kind-fablab")
    symbol = '<symbol id="kind-fablab"><path d="M0 0"/></symbol>'
    written = write_standalone(
        (fablab,),
        texts=StandaloneTexts(**TEXTS),
        labels=LABELS,
        base_map="none",
        outlines="{}",
        styles="",
        icons=symbol,
        start=(45.7, 4.7),
    )
    page = Document(written.html)
    assert [item["data-icon"] for item in page.all("li")] == ["kind-fablab"]
    assert page.all("symbol", id="kind-fablab")
    (entries,) = page.all("ol")
    assert (entries["data-lat"], entries["data-lon"], entries["data-start"]) == ("45.7", "4.7", "[start]")
    assert "data-start" not in Document(write(fablab).html).all("ol")[0]


def test_the_file_is_the_same_twice() -> None:
    assert write(place("x")) == write(place("x"))


def test_a_place_without_a_position_is_in_the_list() -> None:
    unplaced = StandalonePlace("Nulle part", None, "", (), None)
    page = Document(write(unplaced).html)
    assert "Nulle part" in page.text
    assert "[unplaced]" in page.text
    assert not [item for item in page.all("li") if "data-lat" in item]
