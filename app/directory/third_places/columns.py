"""The flat table of third places, for formats without nested values."""

from app.platform.listings.columns import (
    LOCATION,
    PROVENANCE,
    ColumnType,
    items,
    joined,
    text,
    value,
)

THIRD_PLACE_COLUMNS = (
    text("name", "name"),
    text("kind", "kind of place"),
    text("status", "open, planned or closed"),
    *LOCATION,
    text("opening_hours", "opening hours, OpenStreetMap's syntax"),
    value("by_appointment", ColumnType.BOOLEAN, "whether some of the hours, or all, are by appointment"),
    text("timezone", "time zone of the opening hours"),
    text("wheelchair", "wheelchair access"),
    text("website", "address on the web"),
    text("telephone", "telephone, international form"),
    text("description", "description"),
    text("manager_kind", "kind of the structure that runs the place"),
    text("siret", "SIRET of that structure"),
    items("equipment", "equipment", "type", "types of equipment"),
    items("equipment_quantities", "equipment", "quantity", "how many of each, in the same order"),
    items("equipment_seats", "equipment", "seats", "how many people at a time, in the same order"),
    items("equipment_shareable", "equipment", "shareable", "whether others may use it, in the same order"),
    joined("equipment_absent", "types and groups that a source states the place not to have"),
    value("funded", ColumnType.BOOLEAN, "whether an award is known"),
    joined("programmes", "programmes of the awards, each once"),
    items("award_programmes", "awards", "programme", "programme of each award"),
    items("award_funders", "awards", "funder", "who pays, in the same order"),
    items("award_years", "awards", "year", "year of each award, in the same order"),
    items("award_amounts", "awards", "amount", "euros, in the same order"),
    *PROVENANCE,
    text("publisher", "who publishes the record"),
    items("source_licences", "sources", "licence", "licences of the records of `sources`, in the same order"),
    items("source_publishers", "sources", "publisher", "their publishers, in the same order"),
    joined("same_as", "ids of the same place under a licence that may not be mixed with this one"),
)
"""In the order in which they are written."""
