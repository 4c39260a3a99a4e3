"""As much of JSON Schema as an OpenAPI 3.1 document of ours uses; any other keyword is an error."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Schema = dict[str, Any]
ANNOTATIONS = {
    "description",
    "example",
    "examples",
    "default",
    "title",
    "deprecated",
    "readOnly",
    "writeOnly",
}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


class Checker:
    """Checks values against the schemas of one document."""

    def __init__(self, document: Schema) -> None:
        self._document = document

    def resolve(self, node: Schema) -> Schema:
        """Follow a reference inside the document."""
        while "$ref" in node:
            target: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def check(self, value: Any, schema: Schema, where: str = "$") -> None:
        """Fail unless the value conforms to the schema."""
        schema = self.resolve(schema)
        for keyword, argument in schema.items():
            if keyword in ANNOTATIONS:
                continue
            checking = getattr(self, f"_{keyword}", None)
            assert checking is not None, f"{where}: unknown keyword {keyword}"
            checking(value, argument, schema, where)

    def _type(self, value: Any, names: str | list[str], _: Schema, where: str) -> None:
        names = [names] if isinstance(names, str) else names
        fits = any(
            isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
            for name in names
        )
        assert fits, f"{where}: {value!r} is no {names}"

    def _properties(self, value: Any, properties: Schema, _: Schema, where: str) -> None:
        if isinstance(value, dict):
            for name, schema in properties.items():
                if name in value:
                    self.check(value[name], schema, f"{where}.{name}")

    def _required(self, value: Any, names: list[str], _: Schema, where: str) -> None:
        if isinstance(value, dict):
            assert set(names) <= set(value), f"{where}: lacks {set(names) - set(value)}"

    def _additionalProperties(self, value: Any, allowed: Any, schema: Schema, where: str) -> None:  # noqa: N802
        if isinstance(value, dict):
            others = set(value) - set(schema.get("properties", {}))
            assert allowed is not False or not others, f"{where}: undocumented {others}"

    def _items(self, value: Any, schema: Schema, _: Schema, where: str) -> None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                self.check(item, schema, f"{where}[{index}]")

    def _anyOf(self, value: Any, schemas: list[Schema], _: Schema, where: str) -> None:  # noqa: N802
        failures = []
        for schema in schemas:
            try:
                self.check(value, schema, where)
            except AssertionError as failure:
                failures.append(str(failure))
            else:
                return
        raise AssertionError("; ".join(failures))

    def _enum(self, value: Any, values: list[Any], _: Schema, where: str) -> None:
        assert value in values, f"{where}: {value!r} is none of {values}"

    def _const(self, value: Any, constant: Any, _: Schema, where: str) -> None:
        assert value == constant, f"{where}: {value!r} is not {constant!r}"

    def _minimum(self, value: Any, least: float, _: Schema, where: str) -> None:
        assert isinstance(value, str | None) or value >= least, where

    def _maximum(self, value: Any, most: float, _: Schema, where: str) -> None:
        assert isinstance(value, str | None) or value <= most, where

    def _exclusiveMinimum(self, value: Any, bound: float, _: Schema, where: str) -> None:  # noqa: N802
        assert isinstance(value, str | None) or value > bound, where

    def _minItems(self, value: Any, least: int, _: Schema, where: str) -> None:  # noqa: N802
        assert value is None or len(value) >= least, where

    def _maxItems(self, value: Any, most: int, _: Schema, where: str) -> None:  # noqa: N802
        assert value is None or len(value) <= most, where

    def _minLength(self, value: Any, least: int, _: Schema, where: str) -> None:  # noqa: N802
        assert value is None or len(value) >= least, where

    def _maxLength(self, value: Any, most: int, _: Schema, where: str) -> None:  # noqa: N802
        assert value is None or len(value) <= most, where

    def _pattern(self, value: Any, pattern: str, _: Schema, where: str) -> None:
        assert value is None or re.search(pattern, value), f"{where}: {value!r} is not like {pattern}"

    def _format(self, value: Any, name: str, _: Schema, where: str) -> None:
        if value is None:
            return
        if name == "date":
            date.fromisoformat(value)
        elif name == "date-time":
            assert datetime.fromisoformat(value).tzinfo is not None, where
        else:
            assert name in {"uri", "url"}, f"{where}: unknown format {name}"
            assert urlsplit(value).scheme in {"http", "https"}, where


def references(node: Any) -> set[str]:
    """Return every reference in a document."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    if isinstance(node, list):
        return set().union(*map(references, node))
    return set()
