"""What a user may set, call or run is written down; these fail when something new is not."""

import re
from pathlib import Path

import click
import pytest

from app import cli
from app.factory import create_app
from app.platform import settings
from app.platform.settings import Settings

DOCS = Path(__file__).parent.parent.parent.parent / "docs"
PREFIX = "/api/v1"


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


class _Recorder(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: object = None) -> str:  # type: ignore[override]
        self.asked.add(key)
        return str(default or "")


def test_every_setting_is_documented() -> None:
    environment = _Recorder()
    settings.from_environment(environment)
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", _read("settings.md")))
    assert environment.asked
    assert environment.asked - documented == set()


def _endpoints() -> list[str]:
    app = create_app(Settings(), "postgresql://nowhere/nothing")
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith((PREFIX, "/health"))}
    paths = {path for path in paths if "/docs" not in path and not path.endswith("openapi.json")}
    return sorted(_as_written(path).removeprefix(PREFIX) for path in paths)


def _as_written(path: str) -> str:
    # A territory goes by a code that others gave it; everything else has an id of ours.
    return re.sub(r"<[^>]+>", "{id}", re.sub(r"<\w+:code>", "{code}", path))


@pytest.mark.parametrize("path", _endpoints())
def test_every_endpoint_is_documented(path: str) -> None:
    assert f"{path}`" in _read("api.md") or f"{path}?" in _read("api.md")


def _commands(group: click.Group, prefix: str = "proxilieux") -> list[str]:
    names = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            names += _commands(command, f"{prefix} {name}")
        else:
            names.append(f"{prefix} {name}")
    return names


@pytest.mark.parametrize("command", _commands(cli.main))
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}" in _read("commands.md")
