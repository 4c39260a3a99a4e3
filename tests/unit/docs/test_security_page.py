"""The page on security names tests: each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
QUOTED = re.compile(r"`([^`]+)`")
DEFINED = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)


def test_every_test_that_the_page_names_exists() -> None:
    """Three points stand for the part of a name that is left out."""
    quoted = set(QUOTED.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8")))
    named = {one for one in quoted if re.fullmatch(r"(test_|\.\.\.)[\w.]*", one)}
    modules = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    defined = {name for text in modules.values() for name in DEFINED.findall(text)}
    assert len(named) > 30
    missing = {
        one
        for one in named
        if one not in modules and not any(pattern(one).fullmatch(name) for name in defined)
    }
    assert missing == set()
    assert [one for one in quoted if one.startswith("tests/") and not (ROOT / one).exists()] == []


def pattern(named: str) -> re.Pattern[str]:
    return re.compile(r"\w*".join(map(re.escape, named.split("..."))))
