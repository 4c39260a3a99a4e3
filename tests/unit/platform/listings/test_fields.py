"""One registry of fields: what filters, files and collections are made from it."""

from collections.abc import Sequence

import marshmallow as ma
import pytest

from app.directory.matching.runs import fields as matches
from app.directory.matching.runs.schemas import StoredMatchProperties
from app.directory.organisations import fields as organisations
from app.directory.organisations.schemas import OrganisationProperties
from app.directory.third_places import fields as third_places
from app.directory.third_places.schemas import ThirdPlaceProperties
from app.platform.cql2.queryables import Kind
from app.platform.listings.columns import Column, ColumnType
from app.platform.listings.fields import Field, columns_of, integer, items, text, texts

RESOURCES = {
    "third places": (third_places.FIELDS, third_places.COLUMNS, ThirdPlaceProperties),
    "organisations": (organisations.FIELDS, organisations.COLUMNS, OrganisationProperties),
    "matches": (matches.FIELDS, matches.COLUMNS, StoredMatchProperties),
}


def names(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns."""
    return [column.name for column in columns]


def test_columns_stand_in_the_order_of_the_fields_unless_another_is_said() -> None:
    fields = (
        text("late", "Late", after="last"),
        text("first", "First"),
        items("later", "late", "key", "Later", after="late"),
        text("hidden", "Hidden", exported=False),
        text("second", "Second", after="first"),
        text("last", "Last"),
    )
    assert names(columns_of(fields)) == ["first", "second", "last", "late", "later"]


def test_a_column_is_described_by_the_label_within_a_sentence() -> None:
    labels = ("Name of the place", "SIRET of the site", "0 to 1: nearness", "Numéro")
    columns = columns_of([text(f"field_{number}", label) for number, label in enumerate(labels)])
    assert [column.description for column in columns] == [
        "name of the place",
        "SIRET of the site",
        "0 to 1: nearness",
        "numéro",
    ]
    (column,) = columns_of([integer("learners", "Learners", description="how many")])
    assert column == Column("learners", ColumnType.NUMBER, "how many", "learners")


def test_a_list_is_an_array_to_filters_and_one_text_in_a_collection() -> None:
    coded, free = texts("needs", "Needs", ("wifi", "computer")), texts("networks", "Networks")
    assert (coded.type, coded.collected_type, coded.collected_vocabulary) == (Kind.TEXTS, Kind.TEXT, ())
    assert coded.collected_label == "Needs: codes joined by semicolons"
    assert free.collected_label == "Networks, joined by semicolons"
    assert all(one.column().is_list for one in (coded, free))


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_column_is_read_from_a_property_that_the_api_promises(resource: str) -> None:
    _, columns, properties = RESOURCES[resource]
    promised = properties().fields
    for column in columns:
        is_list = isinstance(promised[column.property], ma.fields.List)
        assert is_list is column.is_list, column.name
    assert len(set(names(columns))) == len(columns)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_field_is_of_some_use(resource: str) -> None:
    fields: Sequence[Field] = RESOURCES[resource][0]
    assert all(one.filterable or one.collected or one.exported for one in fields)
    assert len({one.name for one in fields}) == len(fields)
