"""A group whose commands are imported when they run: `--help` reads their first sentence from the source."""

import ast
import functools
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, cast

import click


class LazyCommands(click.Group):
    """A group that knows where its commands are, and imports the one that is asked for."""

    places: ClassVar[Mapping[str, str]] = {}
    """Module and function of each command, by its name."""
    entry_points: ClassVar[str] = ""
    """Group of entry points in which other packages name commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, those of other packages too."""
        return sorted({*super().list_commands(ctx), *self._places()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; this is where it is imported."""
        place = self._places().get(cmd_name)
        return super().get_command(ctx, cmd_name) if place is None else loaded(place)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write names and first sentences, and import nothing for it."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        places = self._places()
        rows = [
            (name, summary(places[name], limit) if name in places else self._own(name, limit))
            for name in names
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _own(self, name: str, limit: int) -> str:
        return self.commands[name].get_short_help_str(limit)

    def _places(self) -> Mapping[str, str]:
        return {**_named_by_others(self.entry_points), **self.places}


@functools.cache
def _named_by_others(group: str) -> Mapping[str, str]:
    if not group:
        return {}
    return {entry.name: entry.value for entry in importlib.metadata.entry_points(group=group)}


def loaded(place: str) -> click.Command:
    """Import the command at a place."""
    module, _, function = place.partition(":")
    return cast("click.Command", getattr(importlib.import_module(module), function))


def summary(place: str, limit: int) -> str:
    """Return the first sentence of a docstring, cut as click cuts it; its module is not imported."""
    module, _, function = place.partition(":")
    tree = ast.parse(_source(module))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            # click's own way of cutting, on a command that holds nothing but the text.
            return click.Command(function, help=ast.get_docstring(node)).get_short_help_str(limit)
    raise LookupError(f"{module} defines no function {function}")


def _source(module: str) -> bytes:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(f"no module {module}")
    return Path(spec.origin).read_bytes()
