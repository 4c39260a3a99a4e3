"""Options that say which list a file is, and what holds for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import click

from app.directory.common.licences import LICENCES
from seeds.reading.lists import ListTerms, list_name
from seeds.sources.registry import BY_NAME
from seeds.sources.source import Source

_OPTIONS = (
    click.option(
        "--list",
        metavar="NAME",
        help="The list that all of FILE is, in a source that many publishers fill, whatever its rows say.",
    ),
    click.option("--title", metavar="TEXT", help="What the list is called."),
    click.option("--publisher", metavar="TEXT", help="Who publishes the list, to be credited."),
    click.option("--licence", type=click.Choice(LICENCES), help="The licence of the list."),
)


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options `list`, `title`, `publisher` and `licence` to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def said_of(source: Source, said: Mapping[str, str | None]) -> Source:
    """Return a source with what the options say of the file's lists.

    Raises
    ------
    click.UsageError
        When the source has no lists, or a name is none.

    """
    given = {option: (value or "").strip() for option, value in said.items() if value is not None}
    if not given:
        return source
    if not source.lists:
        listed = ", ".join(name for name, known in BY_NAME.items() if known.lists)
        raise click.UsageError(
            f"--{next(iter(given))} is for a source that many publishers may fill: {listed}."
        )
    for option, value in given.items():
        if not list_name(value):
            raise click.UsageError(f"--{option} needs a name with a letter or a digit in it.")
    name = given.pop("list", "")
    terms = ListTerms(**{"title": name or None, **given})
    return replace(source, said_list=list_name(name), said=terms)
