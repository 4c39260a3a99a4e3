"""What is said of a whole file is said in French too: pages show it."""

import ast
from pathlib import Path

import pytest
from support.databases import REPOSITORY

READING = REPOSITORY / "seeds" / "reading"
FILES = sorted(READING.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(READING)) for path in FILES])
def test_errors_of_files_have_both_sentences(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "SourceFileError"
    ]
    assert [call.lineno for call in calls if len(call.args) < 2] == []
