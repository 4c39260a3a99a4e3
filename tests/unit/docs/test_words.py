"""The code's own words: first lines that say the thing, and names that mean one thing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
MODULES = sorted(path for room in ("app", "geo", "maps", "seeds") for path in (ROOT / room).rglob("*.py"))
RELATIVE = ("How ", "It ", "That ", "Those ", "What ", "When ", "Where ", "Which ", "Who ")
NAMES_THAT_MEANT_SEVERAL_THINGS = frozenset(
    {
        "answer",
        "answers",
        "asked",
        "asked_for",
        "cluster",
        "cluster_search",
        "parts",
        "question",
        "spool",
        "stamp",
        "ways",
    }
)


def docstrings(path: Path) -> list[tuple[int, str]]:
    """Return line and text of every docstring, those after attributes and constants included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.lineno, node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]


def test_modules_are_found() -> None:
    assert len(MODULES) > 300


def test_docstrings_begin_with_the_thing() -> None:
    riddles = [
        f"{path.relative_to(ROOT)}:{line}: {text.splitlines()[0]}"
        for path in MODULES
        for line, text in docstrings(path)
        if text.startswith(RELATIVE)
    ]
    assert riddles == []


@pytest.mark.parametrize("name", sorted(NAMES_THAT_MEANT_SEVERAL_THINGS))
def test_no_module_has_a_name_that_meant_several_things(name: str) -> None:
    assert [path for path in MODULES if name in (path.stem, path.parent.name)] == []


SAYING_NOTHING = frozenset({"asked", "found", "given", "said", "say", "spool", "told"})


def named(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and name of every variable that is written, and of every parameter."""
    names: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append((node.lineno, node.id))
        elif isinstance(node, ast.arg):
            names.append((node.lineno, node.arg))
    return names


def test_names_say_what_they_hold() -> None:
    riddles = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        for line, name in named(ast.parse(path.read_text(encoding="utf-8")))
        if name in SAYING_NOTHING
    ]
    assert riddles == []
