"""Options that say which list a file is, what holds for it, and by which mapping it is read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.directory.common.licences import LICENCES
from seeds.reading.lists import ListTerms, list_name
from seeds.sources.registry import BY_NAME
from seeds.sources.source import Source
from seeds.sources.territory import NAME as TERRITORY
from seeds.sources.territory import with_mapping

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


mapping_option = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The mapping of a territory's file (`proxilieux map` writes one).",
)


def source_of(name: str | None, mapping: Path | None) -> Source | None:
    """Return a source by its name, None where none is said; with a mapping it is the territory's.

    Raises
    ------
    click.UsageError
        When a mapping comes with another source.
    MappingError
        When the mapping cannot be used.

    """
    if mapping is None:
        return BY_NAME[name] if name else None
    if name not in {None, TERRITORY}:
        raise click.UsageError(f"--mapping is for the source {TERRITORY}.")
    return with_mapping(BY_NAME[TERRITORY], mapping)


def described(source: Source, options: Mapping[str, str | None]) -> Source:
    """Return a source with what the options say of the file's lists.

    Raises
    ------
    click.UsageError
        When the source has no lists, or a name is none.

    """
    values = {option: (value or "").strip() for option, value in options.items() if value is not None}
    if not values:
        return source
    if not source.lists:
        listed = ", ".join(name for name, known in BY_NAME.items() if known.lists)
        raise click.UsageError(
            f"--{next(iter(values))} is for a source that many publishers may fill: {listed}."
        )
    for option, value in values.items():
        if not list_name(value):
            raise click.UsageError(f"--{option} needs a name with a letter or a digit in it.")
    name = values.pop("list", "")
    terms = ListTerms(**{"title": name or None, **values})
    return replace(source, said_list=list_name(name), list_terms=terms)
