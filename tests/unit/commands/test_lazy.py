"""The list of commands is read from their sources: it says what click would say of them."""

import subprocess
import sys

import click
import pytest

from app.cli import main
from app.commands.lazy import loaded, summary

CONTEXT = click.Context(main)
HEAVY = ("sqlalchemy", "numpy", "flask", "alembic", "marshmallow", "psycopg")


@pytest.mark.parametrize("name", main.list_commands(CONTEXT))
def test_every_command_is_there_under_its_name(name: str) -> None:
    command = main.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name


@pytest.mark.parametrize(("name", "place"), sorted(main._places().items()))
def test_summary_is_that_of_the_command(name: str, place: str) -> None:
    assert summary(place, 60) == loaded(place).get_short_help_str(60), name


def test_a_place_without_its_function_is_an_error() -> None:
    with pytest.raises(LookupError, match="defines no function"):
        summary("app.commands.mail:nothing", 60)


def test_help_imports_nothing_that_commands_need() -> None:
    program = (
        "import sys\n"
        "from app.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_is_said_without_importing_any() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main(['nonsense'])"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No such command 'nonsense'" in done.stderr
