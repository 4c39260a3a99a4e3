"""The register of retention is the code's own table."""

import re
from pathlib import Path

from app.directory.retention.rules import RULES

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "retention.md"


def test_the_register_is_the_table_of_rules() -> None:
    written = re.findall(
        r"^\| `(\w+)` \| `(\w+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert written == [(rule.name, rule.table, rule.until) for rule in RULES]


def test_each_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
