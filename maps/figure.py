"""From a folium map to the parts of our own page: addresses, a container, and a script file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

from maps.elements import Named

FIGURE_META = "meta_http"
"""The one header element that every branca figure has; our pages declare their own encoding."""


@dataclass(frozen=True, slots=True)
class MapParts:
    """A rendered map."""

    styles: tuple[str, ...]
    """Addresses of style sheets, in order."""
    scripts: tuple[str, ...]
    """Addresses of classic scripts, in order; they must have run before the module."""
    container: str
    """HTML of the element that holds the map; its texts are escaped."""
    module: str
    """Text of an ES module that draws the map into the container and exports its layers."""


def render(drawn: folium.Map) -> MapParts:
    """Render a map whose elements all have fixed names.

    Raises
    ------
    TypeError
        When an element puts anything but a link to a file into the page's head, which our
        Content-Security-Policy would refuse.

    """
    figure = drawn.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 - what folium makes of every map
    for child in list(figure._children.values()):  # noqa: SLF001 - branca offers no other way
        child.render()
    return MapParts(
        styles=tuple(link.url for link in _header(figure) if isinstance(link, CssLink)),
        scripts=tuple(link.url for link in _header(figure) if isinstance(link, JavascriptLink)),
        container=_tidy(figure.html.render()),
        module=_module(figure),
    )


def _header(figure: Figure) -> Iterator[Element]:
    for name, element in figure.header._children.items():  # noqa: SLF001
        if name == FIGURE_META:
            continue
        if not isinstance(element, CssLink | JavascriptLink):
            raise TypeError(f"{name} writes into the page's head; only links to files are allowed there.")
        yield element


def _module(figure: Figure) -> str:
    exports = ", ".join(
        f"{element.get_name()} as {element.exported_as}"
        for element in _elements(figure)
        if isinstance(element, Named) and element.exported_as
    )
    return f"const L = globalThis.L;\n{_tidy(figure.script.render())}\nexport {{ {exports} }};\n"


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001
        yield from _elements(child)


def _tidy(text: str) -> str:
    """Drop the indentation and the empty lines that folium's templates leave."""
    return re.sub(r"\n\s*", "\n", text).strip()
