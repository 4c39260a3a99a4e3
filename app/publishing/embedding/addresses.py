"""Addresses of the embedded map, and of what belongs to it, from validated parameters (`EmbedQuery`)."""

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.platform.site.i18n import DEFAULT, absolute, language
from app.publishing.embedding.colours import hexadecimal
from app.publishing.embedding.schemas import COLOURS, LOCKS
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.finder.query import Arguments, addressed, with_one_start


def frame_url(arguments: Arguments, **changes: Any) -> str:  # noqa: ANN401 - a parameter's value, or None
    """Return the frame's address with the same question but for some parameters (None takes one away).

    Territory, colours, filters for visitors and language are the site's, and stay.
    """
    return url_for("web.embedding.embed", **addressed(arguments, **changes) | _site(arguments))


def frame_fields(arguments: Arguments, origin: Origin | None) -> list[tuple[str, str]]:
    """Return what the search inside the frame must not lose: filters, territory, colours, language.

    A position keeps its label, and so does a text that is looked for in names: by it, another text that was
    written since is told, which then counts.
    """
    is_position = "lat" in arguments and origin is not None
    question = with_one_start(arguments) | {"label": origin.label if origin and is_position else None}
    if "mode" in question and not is_position:
        question["label"] = question["q"]
    fields = dict.fromkeys(arguments["filters"])
    kept = addressed(question, q=None, territory=None, ignored=None, **fields) | _site(arguments)
    if language() != DEFAULT:
        kept["lang"] = language()
    return list(MultiDict(kept).items(multi=True))


def theme_url(arguments: Arguments) -> str | None:
    """Return the address of the chosen colours' style sheet; None when ours are kept."""
    colours = _colours(arguments)
    return url_for("web.embedding.theme", **colours) if colours else None


def composed(arguments: Arguments) -> dict[str, Any]:
    """Return what the composing page hands on: the question and the territory."""
    return addressed(arguments) | _locks(arguments)


def _site(arguments: Arguments) -> dict[str, Any]:
    """Return what the site chose, and its visitors do not change."""
    return _locks(arguments) | _colours(arguments) | _filters(arguments)


def _filters(arguments: Arguments) -> dict[str, Any]:
    return {"filters": arguments["filters"]} if arguments.get("filters") else {}


def composed_url(arguments: Arguments) -> str:
    """Return the whole address of the frame that is composed (`ComposeQuery`)."""
    colours = _colours(arguments) if "own" in arguments else {}
    return absolute(
        url_for(
            "web.embedding.embed",
            **composed(arguments),
            **colours,
            **_filters(arguments),
            lang=arguments["map_lang"],
        )
    )


def export_url(arguments: Arguments) -> str:
    """Return the address of the file that works offline, for what is composed and in its language."""
    return url_for("web.embedding.export", **composed(arguments), lang=arguments["map_lang"])


def _locks(arguments: Arguments) -> dict[str, Any]:
    return {name: arguments[name] for name in LOCKS if name in arguments}


def _colours(arguments: Arguments) -> dict[str, Any]:
    return {name: hexadecimal(arguments[name])[1:] for name in COLOURS if name in arguments}
