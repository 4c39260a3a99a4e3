"""Whatever colours a site chooses, its visitors can read the map."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing.embedding.colours import (
    Chosen,
    Rgb,
    contrast,
    hexadecimal,
    legible,
    parse,
    text_on,
    theme_css,
)

STYLES = Path(__file__).parents[4] / "app" / "publishing" / "pages" / "static" / "css"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
MAYBE = st.none() | COLOURS
GROUNDS = ("--paper", "--surface", "--sunken", "--brand-soft", "--accent-soft")
TEXTS = ("--ink", "--ink-soft", "--brand", "--brand-strong", "--accent", "--good")
READ = (
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    ("--on-brand", "--brand"), ("--on-brand", "--brand-strong"), ("--on-accent", "--accent"),
    ("--on-warning", "--warning-soft"), ("--ink", "--warning-soft"), ("--paper", "--ink"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "colour"),
    [("fff", (255, 255, 255)), ("#0b5b61", (11, 91, 97)), ("0B5B61", (11, 91, 97)), ("#123", (17, 34, 51))],
)
def test_colours_are_read(text: str, colour: Rgb) -> None:
    assert parse(text) == colour


@pytest.mark.parametrize(
    "text", ["", "#", "red", "12", "12345", "1234567", "0b5b6g", "0b5b61;}", "##fff", "١٢٣", "fff\n"]
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        parse(text)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    # 4.54 and 4.48 on white: the two greys on either side of the limit.
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_a_colour_comes_back_as_it_was_written(colour: Rgb) -> None:
    assert parse(hexadecimal(colour)) == colour


@given(COLOURS)
def test_black_or_white_is_legible_on_everything(ground: Rgb) -> None:
    assert contrast(text_on(ground), ground) >= 4.5


@given(COLOURS, COLOURS)
def test_a_legible_colour_is_kept_and_others_are_mended(colour: Rgb, ground: Rgb) -> None:
    mended = legible(colour, ground)
    assert contrast(mended, ground) >= 4.5
    if contrast(colour, ground) >= 4.5:
        assert mended == colour


@given(st.builds(Chosen, brand=MAYBE, accent=MAYBE, background=MAYBE))
def test_every_text_of_every_theme_is_legible(chosen: Chosen) -> None:
    blocks = re.findall(r":root \{([^}]*)\}", theme_css(chosen))
    assert len(blocks) == (1 if chosen.background else 2)
    for block in blocks:
        tokens = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", block))
        for text, ground in READ:
            assert contrast(parse(tokens[text]), parse(tokens[ground])) >= 4.5, (text, ground, tokens)


def test_no_colour_of_the_frame_is_left_to_the_readers_system() -> None:
    styles = {
        name: (STYLES / f"{name}.css").read_text() for name in ("tokens", "base", "components", "embed")
    }
    ours = set(re.findall(r"(--[a-z-]+): #", styles.pop("tokens")))
    used = set(re.findall(r"var\((--[a-z-]+)\)", "".join(styles.values())))
    themed = set(re.findall(r"(--[a-z-]+): #", theme_css(Chosen(background=(128, 128, 128)))))
    assert used & ours <= themed
