"""Colours that a site chooses for the embedded map, made legible whatever it chooses.

Contrast and relative luminance are those of WCAG 2.2 (1.4.3); colours are sRGB.
"""

import re
from dataclasses import dataclass

Rgb = tuple[int, int, int]
HEX = re.compile(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
TEXT_CONTRAST = 4.5
"""Contrast of texts with their ground (WCAG 1.4.3, level AA)."""
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
STEPS = 50


def parse(text: str) -> Rgb:
    """Return the colour of three or six hexadecimal digits, with or without `#`.

    Raises
    ------
    ValueError
        When the text is anything else.

    """
    if not HEX.fullmatch(text):
        raise ValueError(text)
    digits = text.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - the short form
        digits = "".join(2 * digit for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def hexadecimal(colour: Rgb) -> str:
    """Return a colour as style sheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Rgb) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return `one` with a share (0 to 1) of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def is_dark(colour: Rgb) -> bool:
    """Return whether white stands out from a colour better than black."""
    return contrast(colour, WHITE) >= contrast(colour, BLACK)


def text_on(ground: Rgb) -> Rgb:
    """Return black or white, whichever is more legible; its contrast is never below 4.5."""
    return WHITE if is_dark(ground) else BLACK


def legible(colour: Rgb, *grounds: Rgb) -> Rgb:
    """Return the colour, darkened or lightened as little as makes it legible on every ground.

    The grounds are taken to be alike (a page and the cards on it).
    """
    towards = text_on(grounds[0])
    for step in range(STEPS):
        tried = mix(colour, towards, step / STEPS)
        if all(contrast(tried, ground) >= TEXT_CONTRAST for ground in grounds):
            return tried
    return towards


def apart(ground: Rgb, other: Rgb, share: float, ink: Rgb) -> Rgb:
    """Return the ground with a share of another colour, less where the ink would not be legible."""
    for step in range(STEPS):
        tried = mix(ground, other, share * (1 - step / STEPS))
        if contrast(ink, tried) >= TEXT_CONTRAST:
            return tried
    return ground


@dataclass(frozen=True, slots=True)
class Chosen:
    """Colours that a site chose; None keeps ours."""

    brand: Rgb | None = None
    """Colour of links, buttons and clusters."""
    accent: Rgb | None = None
    """Colour of pins and distances."""
    background: Rgb | None = None
    """Ground of the page; with it the map keeps one scheme, without it follows light and dark."""


OUR_BRAND: Rgb = (11, 91, 97)
OUR_ACCENT: Rgb = (180, 71, 31)
OUR_GOOD: Rgb = (34, 104, 58)
OUR_WARNING: Rgb = (223, 191, 98)
"""Colour of the line around notes; their ground has a share of it."""
OUR_WARNING_INK: Rgb = (87, 65, 0)
LIGHT: Rgb = (246, 244, 239)
DARK: Rgb = (17, 23, 27)
CARD_SHARE, SOFT_SHARE, LINE_SHARE, WARNING_SHARE, STRONG_SHARE, INK_SHARE = 0.05, 0.12, 0.2, 0.35, 0.55, 0.72


def theme_css(chosen: Chosen) -> str:
    """Return the style sheet that puts the chosen colours over our design tokens."""
    if chosen.background is not None:
        return _rule(":root", _tokens(chosen, chosen.background))
    light = _rule(":root", _tokens(chosen, LIGHT))
    dark = _rule(":root", _tokens(chosen, DARK))
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _rule(selector: str, tokens: dict[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in tokens.items())
    return f"{selector} {{\n{lines}}}\n"


def _tokens(chosen: Chosen, ground: Rgb) -> dict[str, str]:
    # On a dark page cards are lighter than it; on a light one they are white, or nearly.
    pole = text_on(ground)
    surface = apart(ground, WHITE, CARD_SHARE if is_dark(ground) else STRONG_SHARE, pole)
    sunken = apart(ground, pole, CARD_SHARE, pole)
    brand_soft = apart(surface, chosen.brand or OUR_BRAND, SOFT_SHARE, pole)
    accent_soft = apart(surface, chosen.accent or OUR_ACCENT, SOFT_SHARE, pole)
    warning_soft = apart(ground, OUR_WARNING, WARNING_SHARE, pole)
    on_warning = legible(OUR_WARNING_INK, warning_soft)
    grounds = (ground, surface, sunken, brand_soft, accent_soft)
    brand = legible(chosen.brand or OUR_BRAND, *grounds)
    accent = legible(chosen.accent or OUR_ACCENT, *grounds)
    colours = {
        "--paper": ground,
        "--surface": surface,
        "--sunken": sunken,
        "--ink": pole,
        "--ink-soft": legible(mix(ground, pole, INK_SHARE), *grounds),
        "--line": mix(ground, pole, LINE_SHARE),
        "--line-strong": mix(ground, pole, STRONG_SHARE),
        "--brand": brand,
        # Further from the page and from what is written on it, so that both stay legible.
        "--brand-strong": mix(brand, _beyond(brand, ground), LINE_SHARE),
        "--on-brand": _behind(brand, ground),
        "--brand-soft": brand_soft,
        "--accent": accent,
        "--on-accent": _behind(accent, ground),
        "--accent-soft": accent_soft,
        "--warning-soft": warning_soft,
        "--on-warning": on_warning,
        "--warning-line": mix(warning_soft, on_warning, STRONG_SHARE),
        "--good": legible(OUR_GOOD, *grounds),
        "--focus": brand,
    }
    return {"color-scheme": "dark" if is_dark(ground) else "light"} | {
        name: hexadecimal(colour) for name, colour in colours.items()
    }


def _behind(colour: Rgb, ground: Rgb) -> Rgb:
    """Return white or black, on the ground's side of a colour: as legible on it as the ground, or more."""
    return WHITE if luminance(colour) < luminance(ground) else BLACK


def _beyond(colour: Rgb, ground: Rgb) -> Rgb:
    return BLACK if luminance(colour) < luminance(ground) else WHITE
