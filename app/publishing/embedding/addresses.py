"""Addresses of the embedded map, and of what belongs to it, from validated parameters (`EmbedQuery`)."""

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.platform.site.i18n import DEFAULT, absolute, language
from app.publishing.embedding.colours import hexadecimal
from app.publishing.embedding.schemas import COLOURS, LOCKS
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.finder.query import Parameters, addressed, with_one_start


def frame_url(parameters: Parameters, **changes: Any) -> str:  # noqa: ANN401 - a parameter's value, or None
    """Return the frame's address with the same search but for some parameters (None takes one away).

    Territory, colours, filters for visitors and language are the site's, and stay.
    """
    return url_for("web.embedding.embed", **addressed(parameters, **changes) | _site(parameters))


def frame_fields(parameters: Parameters, origin: Origin | None) -> list[tuple[str, str]]:
    """Return what the search inside the frame must not lose: filters, territory, colours, language.

    A position keeps its label, and so does a text that is looked for in names: by it, another text that was
    written since is told, which then counts.
    """
    is_position = "lat" in parameters and origin is not None
    parameters_of_frame = with_one_start(parameters) | {
        "label": origin.label if origin and is_position else None
    }
    if "mode" in parameters_of_frame and not is_position:
        parameters_of_frame["label"] = parameters_of_frame["q"]
    fields = dict.fromkeys(parameters["filters"])
    kept = addressed(parameters_of_frame, q=None, territory=None, ignored=None, **fields) | _site(parameters)
    if language() != DEFAULT:
        kept["lang"] = language()
    return list(MultiDict(kept).items(multi=True))


def theme_url(parameters: Parameters) -> str | None:
    """Return the address of the chosen colours' style sheet; None when ours are kept."""
    colours = _colours(parameters)
    return url_for("web.embedding.theme", **colours) if colours else None


def composed(parameters: Parameters) -> dict[str, Any]:
    """Return what the composing page hands on: the search and the territory."""
    return addressed(parameters) | _locks(parameters)


def _site(parameters: Parameters) -> dict[str, Any]:
    """Return what the site chose, and its visitors do not change."""
    return _locks(parameters) | _colours(parameters) | _filters(parameters)


def _filters(parameters: Parameters) -> dict[str, Any]:
    return {"filters": parameters["filters"]} if parameters.get("filters") else {}


def composed_url(parameters: Parameters) -> str:
    """Return the whole address of the frame that is composed (`ComposeQuery`)."""
    colours = _colours(parameters) if "own" in parameters else {}
    return absolute(
        url_for(
            "web.embedding.embed",
            **composed(parameters),
            **colours,
            **_filters(parameters),
            lang=parameters["map_lang"],
        )
    )


def export_url(parameters: Parameters) -> str:
    """Return the address of the file that works offline, for what is composed and in its language."""
    return url_for("web.embedding.export", **composed(parameters), lang=parameters["map_lang"])


def _locks(parameters: Parameters) -> dict[str, Any]:
    return {name: parameters[name] for name in LOCKS if name in parameters}


def _colours(parameters: Parameters) -> dict[str, Any]:
    return {name: hexadecimal(parameters[name])[1:] for name in COLOURS if name in parameters}
