"""The page on filters names every property and every operator."""

import re
from pathlib import Path

import pytest

from app.directory.organisations.fields import QUERYABLES as OF_ORGANISATIONS
from app.directory.third_places.fields import QUERYABLES as OF_PLACES
from app.platform.cql2 import FILTER_CRS, LANGUAGES, read
from app.platform.cql2.operators import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    FOLDS,
    INTERVAL_ONLY,
    SPATIAL,
    TEMPORAL,
)
from app.platform.cql2.queryables import Queryables

TEXT = (Path(__file__).parent.parent.parent.parent / "docs" / "filters.md").read_text(encoding="utf-8")
LANGUAGE, OF_PLACE, OF_ORGANISATION = re.split(
    r"^### (?:Third places|Organisations)$", TEXT, flags=re.MULTILINE
)


@pytest.mark.parametrize(
    ("section", "queryables"), [(OF_PLACE, OF_PLACES), (OF_ORGANISATION, OF_ORGANISATIONS)]
)
def test_every_property_has_its_line(section: str, queryables: Queryables) -> None:
    lines = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", section, flags=re.MULTILINE)
    assert lines == [(one.name, str(one.kind)) for one in queryables.values()]


@pytest.mark.parametrize(
    "name",
    sorted(ARITHMETIC | ARRAYS | COMPARISONS | FOLDS | INTERVAL_ONLY | SPATIAL | TEMPORAL | {"s_dwithin"}),
)
def test_every_operator_is_named(name: str) -> None:
    assert f"`{name.upper()}" in LANGUAGE or f"{name.upper()}(" in LANGUAGE


def test_every_language_and_crs_is_named() -> None:
    assert all(f"`{language}`" in LANGUAGE for language in LANGUAGES)
    assert all(uri.rsplit("/", 1)[1] in LANGUAGE for uri in FILTER_CRS)


def test_every_example_is_a_filter() -> None:
    table = LANGUAGE.split("## Operators")[1].split("The same in")[0]
    spans = re.findall(r"`([^`]+)`", table)
    examples = [one for one in spans if " " in one and any(name in one for name in OF_PLACES)]
    assert len(examples) > 15
    for example in examples:
        assert read(example, "cql2-text", OF_PLACES).predicate
