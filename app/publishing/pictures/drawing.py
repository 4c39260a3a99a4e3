"""Pictures that sites show beside a link: words, and where that is on our own base map."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
import shapely
from PIL import Image, ImageDraw
from PIL.Image import Resampling

from app.platform.site.assets import OWN_FILES
from app.publishing.pictures import ground
from app.publishing.pictures.words import BOLD, REGULAR, Fitted, fit, font
from geo.tiles import TILE_PIXELS

WIDTH, HEIGHT = 1200, 630
"""Pixels; what Open Graph and its readers ask for."""
TEXT_WIDTH, MAP_WIDTH = 600, 520
LEFT, BRAND_BAR = 78, 18
FINER = 2
"""The map is drawn that much larger first: Pillow knows no smooth edges."""
CLOSEST, WIDEST, RIVERS_UNTIL = 9.0, 2.0, 8.0
"""Zoom levels, as Leaflet counts them; rivers are too rough to be seen near by."""
AROUND = 70
"""Pixels between what has to be seen and the map's edges."""
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
NAME_SIZES = ((200_000, BOLD, 24), (50_000, REGULAR, 22), (-1, REGULAR, 19))
Position = tuple[float, float]
"""Longitude and latitude, degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town whose name is written where there is room for it."""

    name: str
    population: int
    x: float
    """Share of the world's width, from the antimeridian eastwards."""
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Part of the world on the map: size of the whole in pixels, and where the map's corner is in it."""

    size: float
    left: float
    top: float

    @property
    def zoom(self) -> float:
        """The zoom level, as Leaflet counts it."""
        return float(np.log2(self.size / TILE_PIXELS))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east, south in shares of the world's side."""
        return (
            self.left / self.size,
            self.top / self.size,
            (self.left + MAP_WIDTH) / self.size,
            (self.top + HEIGHT) / self.size,
        )

    def pixels(self, shares: Any) -> Any:  # noqa: ANN401 - an array of positions
        """Return positions in shares of the world's side as pixels of the map."""
        return shares * self.size - (self.left, self.top)


def frame_around(positions: Sequence[Position]) -> Frame:
    """Return the frame that shows all positions, no nearer than `CLOSEST`."""
    shares = ground.in_world(np.array(positions, dtype=float))
    low, high = shares.min(axis=0), shares.max(axis=0)
    room = np.array((MAP_WIDTH, HEIGHT)) - 2 * AROUND
    size = float((room / np.maximum(high - low, 1e-9)).min())
    size = min(max(size, TILE_PIXELS * 2**WIDEST), TILE_PIXELS * 2**CLOSEST)
    left, top = (low + high) / 2 * size - np.array((MAP_WIDTH, HEIGHT)) / 2
    return Frame(size, float(left), float(top))


def picture(
    *,
    title: str,
    lines: Sequence[str],
    frame: Frame,
    outlines: Iterable[Any],
    towns: Sequence[Town],
    pins: Sequence[Position] = (),
    dots: Sequence[Position] = (),
) -> bytes:
    """Return a PNG of 1200 by 630 pixels.

    `outlines` are shapes in degrees (départements), `pins` and `dots` what is found.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), colours()["paper"])
    image.paste(_map(frame, outlines, towns, pins, dots), (WIDTH - MAP_WIDTH, 0))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, BRAND_BAR - 1, HEIGHT), fill=colours()["brand"])
    pen.text((LEFT, 62), "Proxilieux", font=font(BOLD, 40), fill=colours()["brand"])
    _write(pen, *_fitted(title, lines))
    written = BytesIO()
    image.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()


def _fitted(title: str, lines: Sequence[str]) -> tuple[Fitted, list[Fitted]]:
    width = TEXT_WIDTH - LEFT
    head = fit(title, BOLD, (72, 64, 56, 50, 44), width=width, lines=4)
    return head, [fit(line, REGULAR, (36, 32), width=width, lines=2) for line in lines if line]


def _write(pen: ImageDraw.ImageDraw, head: Fitted, lines: Sequence[Fitted]) -> None:
    """Write title and lines between the name of the site and the lower edge."""
    top = 62 + 40 + (HEIGHT - 62 - 40 - head.height - sum(line.height + 14 for line in lines)) // 2
    for number, block in enumerate((head, *lines)):
        for line in block.lines:
            pen.text((LEFT, top), line, font=block.face, fill=colours()["ink-soft" if number else "ink"])
            top += block.line_height
        top += 14


def _map(
    frame: Frame,
    outlines: Iterable[Any],
    towns: Sequence[Town],
    pins: Sequence[Position],
    dots: Sequence[Position],
) -> Image.Image:
    colour = colours()
    image = Image.new("RGB", (MAP_WIDTH * FINER, HEIGHT * FINER), colour["map-sea"])
    pen = ImageDraw.Draw(image)
    land = ground.layers()
    _fill(pen, frame, land["abroad"], colour["map-abroad"], colour["map-line"])
    _fill(pen, frame, land["home"], colour["map-home"], colour["map-border"])
    degrees = np.array(list(outlines), dtype=object)
    _fill(pen, frame, shapely.transform(degrees, ground.in_world), colour["map-home"], colour["map-border"])
    _fill(pen, frame, land["lakes"], colour["map-sea"], None)
    for line in _seen(frame, land["rivers"] if frame.zoom < RIVERS_UNTIL else ()):
        pen.line([*map(tuple, _large(frame, line))], fill=colour["map-water"], width=FINER + 1)
    for position in dots:
        _circle(pen, frame, position, 11, colour["brand"])
    image = image.resize((MAP_WIDTH, HEIGHT), Resampling.LANCZOS)
    if pins or dots:
        _name_towns(ImageDraw.Draw(image), frame, towns, (*pins, *dots))
    for position in pins:
        _pin(image, frame, position)
    return image


def _seen(frame: Frame, shapes: Iterable[Any]) -> Iterator[Any]:
    west, north, east, south = frame.box
    margin = (east - west) / 10
    clipped = shapely.clip_by_rect(
        np.array(list(shapes), dtype=object), west - margin, north - margin, east + margin, south + margin
    )
    parts = shapely.get_parts(shapely.get_parts(clipped))
    yield from (part for part in parts if not part.is_empty and part.geom_type in {"Polygon", "LineString"})


def _large(frame: Frame, filters: Any) -> Any:  # noqa: ANN401 - shapely is untyped
    return frame.pixels(shapely.get_coordinates(filters)) * FINER


def _fill(pen: ImageDraw.ImageDraw, frame: Frame, shapes: Iterable[Any], fill: str, line: str | None) -> None:
    for filters in _seen(frame, shapes):
        corners = [*map(tuple, _large(frame, filters.exterior))]
        pen.polygon(corners, fill=fill)
        if line:
            pen.line(corners, fill=line, width=FINER)


def _circle(pen: ImageDraw.ImageDraw, frame: Frame, position: Position, radius: int, fill: str) -> None:
    x, y = frame.pixels(ground.in_world(np.array([position])))[0] * FINER
    around = radius * FINER
    box = (x - around, y - around, x + around, y + around)
    pen.ellipse(box, fill=fill, outline=colours()["surface"], width=3 * FINER)


def _pin(image: Image.Image, frame: Frame, position: Position) -> None:
    """Put a pin on the map, its point where the place is."""
    side, scale = 64, 4
    drawn = Image.new("RGBA", (side * scale, side * scale), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    surface, accent = colours()["surface"], colours()["accent"]
    for grown, fill in ((10, surface), (0, accent)):
        pen.ellipse((48 - grown, 8 - grown, 208 + grown, 168 + grown), fill=fill)
        pen.polygon(((58 - grown, 124), (198 + grown, 124), (128, 246 + grown)), fill=fill)
    pen.ellipse((100, 60, 156, 116), fill=surface)
    drawn = drawn.resize((side, side), Resampling.LANCZOS)
    x, y = frame.pixels(ground.in_world(np.array([position])))[0]
    image.paste(drawn, (round(x) - side // 2, round(y) - side), drawn)


def _name_towns(
    pen: ImageDraw.ImageDraw, frame: Frame, towns: Sequence[Town], marked: Sequence[Position]
) -> None:
    """Write names that cover neither each other nor what is found, the most populous first; none is cut."""
    marks = frame.pixels(ground.in_world(np.array(marked)))
    taken = [(x - 34, y - 66, x + 34, y + 14) for x, y in marks]
    for town in sorted(towns, key=lambda one: -one.population):
        _, name, size = next(style for style in NAME_SIZES if town.population >= style[0])
        face = font(name, size)
        x, y = frame.pixels(np.array((town.x, town.y)))
        left, top, right, bottom = pen.textbbox((x, y), town.name, font=face, anchor="mm")
        box = (left - 8, top - 8, right + 8, bottom + 8)
        is_inside = box[0] > 0 and box[1] > 0 and box[2] < MAP_WIDTH and box[3] < HEIGHT
        if not is_inside or any(_meet(box, other) for other in taken):
            continue
        taken.append(box)
        ink, halo = colours()["map-ink"], colours()["map-home"]
        pen.text((x, y), town.name, font=face, anchor="mm", fill=ink, stroke_width=3, stroke_fill=halo)


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@lru_cache(maxsize=1)
def colours() -> dict[str, str]:
    """Return the light scheme of the design tokens by name, without the hyphens before it."""
    light = (OWN_FILES / "css" / "tokens.css").read_text(encoding="utf-8").split("@media", maxsplit=1)[0]
    short = re.sub(r"#([0-9a-f])([0-9a-f])([0-9a-f]);", r"#\1\1\2\2\3\3;", light)
    return dict(TOKEN.findall(short))
