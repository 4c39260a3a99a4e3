"""docs/schema.md is what the command makes of the database."""

import re

from support.schema_page import PAGE, Schema, page

from app.migrations.metadata import metadata


def test_the_page_is_as_it_is_made(empty_url: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(empty_url), "run `python -m tests.support.schema_page`"


def test_every_table_and_what_feeds_the_listings_is_on_it(empty_url: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == set(Schema(empty_url).tables)
    assert {name for name, table in metadata.tables.items() if not table.info.get("is_view")} <= set(
        Schema(empty_url).tables
    )
    for table in ("third_place", "equipment", "award", "programme", "data_source", "source_list"):
        assert f"  {table} --> refresh_third_place_listing\n" in text
    assert "  refresh_third_place_listing --> third_place_listing\n" in text
