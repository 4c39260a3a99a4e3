"""The data dictionary names every rule, every code that a report can hold, every field and every value."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.directory.common.columns import POSITION_PRECISIONS
from app.directory.common.licences import LICENCES
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.matching.runs.schemas import StoredMatchFeature, StoredMatchProperties
from app.directory.organisations import vocabulary as organisations
from app.directory.organisations.schemas import OrganisationFeature, OrganisationProperties
from app.directory.programmes.vocabulary import PROGRAMMES
from app.directory.third_places import vocabulary as places
from app.directory.third_places.schemas import (
    AwardItem,
    EquipmentItem,
    ThirdPlaceFeature,
    ThirdPlaceProperties,
)
from app.platform.listings.columns import Column
from app.publishing.exports.catalogue import RESOURCES
from seeds.reading.normalise.findings import FINDINGS
from seeds.reading.normalise.rules import RULES
from seeds.sources.registry import SOURCES

DICTIONARY = Path(__file__).parent.parent.parent.parent / "docs" / "data-dictionary.md"
TEXT = DICTIONARY.read_text(encoding="utf-8")
PACKAGE = DICTIONARY.parent.parent / "seeds"
OUTCOMES = {"repaired": "repaired", "left_out": "left out", "refused": "refused"}
RAISED = {"RowRefusedError": 0, "PositionError": 0, "Refusal": 1, "remark": 0, "optional": 2}
"""Calls that give a code, and where among their arguments it stands."""
CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")


def _modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "demo" not in path.parts]


def _codes_in(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that a module gives to refusals and remarks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = RAISED.get(name)
            if position is not None and len(node.args) > position:
                yield from _literals(node.args[position])
        # Remarks of a location are of one type, which lists them.
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "Remark":
            yield from _literals(node.value)


def _literals(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
            yield part.value


def emitted_codes() -> set[str]:
    return {code for path in _modules() for code in _codes_in(ast.parse(path.read_text(encoding="utf-8")))}


def test_the_search_finds_codes_of_every_kind() -> None:
    assert {
        "name_missing",  # an exception
        "fields_mismatch",  # a refusal
        "kind_unknown",  # a remark
        "website_unreadable",  # an optional field
        "commune_merged",  # a remark on a location
    } <= emitted_codes()


def absent(rows: Iterable[str]) -> list[str]:
    """Return the rows that the dictionary lacks."""
    return sorted(row for row in rows if row not in TEXT)


def test_every_code_of_a_report_is_described() -> None:
    assert absent(f"| `{code}` |" for code in emitted_codes()) == []


def test_every_rule_is_described_in_its_own_words() -> None:
    assert absent(f"| `{rule.code}` | {rule.does} | {rule.otherwise} |" for rule in RULES) == []


def test_every_finding_is_described_in_its_own_words() -> None:
    assert (
        absent(
            f"| `{finding.code}` | {OUTCOMES[finding.outcome]} | {finding.en} |"
            for finding in FINDINGS.values()
        )
        == []
    )


def test_every_finding_belongs_to_a_rule_and_has_two_languages() -> None:
    assert {code for rule in RULES for code in rule.findings} == set(FINDINGS)
    assert len({rule.code for rule in RULES}) == len(RULES)
    for finding in FINDINGS.values():
        assert finding.fr.endswith(".")
        assert finding.en.endswith(".")


def _fields(section: str) -> set[str]:
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^\| `([a-z0-9_.\[\]]+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("section", "feature", "properties", "items"),
    [
        (
            "A third place",
            ThirdPlaceFeature,
            ThirdPlaceProperties,
            {"equipment": EquipmentItem, "awards": AwardItem},
        ),
        ("An organisation", OrganisationFeature, OrganisationProperties, {}),
        ("A stored match", StoredMatchFeature, StoredMatchProperties, {}),
    ],
)
def test_every_field_is_described_and_no_other(
    section: str, feature: type, properties: type, items: dict[str, type]
) -> None:
    expected = set(feature().fields) - {"type", "properties"} | set(properties().fields)
    for name, item in items.items():
        expected |= {f"{name}[].{field}" for field in item().fields}
    if section == "An organisation":
        expected |= {"needs[].type", "needs[].quantity", "needs[].learners"}
    assert _fields(section) == expected


VOCABULARIES: tuple[Iterable[str], ...] = (
    [kind.code for kind in places.KINDS],
    [kind.code for kind in organisations.KINDS],
    places.STATUSES,
    POSITION_PRECISIONS,
    places.WHEELCHAIR,
    places.SHAREABLE,
    places.MANAGER_KINDS,
    organisations.EQUIPMENT_STATUSES,
    [programme.code for programme in PROGRAMMES],
    [fact.code for fact in EQUIPMENT_TYPES],
    LICENCES,
    [source.name for source in SOURCES],
)


def test_every_value_of_a_vocabulary_is_named() -> None:
    assert absent(f"`{value}`" for values in VOCABULARIES for value in values) == []


def _row(column: Column) -> str:
    kind = column.type.value + (", list" if column.is_list else "")
    return f"| `{column.name}` | {kind} | {column.description} |"


def test_every_column_of_a_flat_table_is_described_in_its_own_words() -> None:
    assert absent(_row(column) for exported in RESOURCES.values() for column in exported.columns) == []
