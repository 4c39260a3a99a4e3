"""The flat table of stored matches, for formats without nested values."""

from app.platform.listings.columns import ColumnType, joined, text, value

MATCH_COLUMNS = (
    text("name", "organisation and place"),
    value("run", ColumnType.NUMBER, "number of the run"),
    text("status", "what became of the organisation"),
    value("rank", ColumnType.NUMBER, "place among the matches of the organisation, from 1"),
    text("organisation_id", "public identifier of the organisation"),
    text("organisation", "its name"),
    text("siret", "its SIRET"),
    text("commune_code", "INSEE code of its commune"),
    text("department_code", "INSEE code of its département"),
    text("department", "name of its département"),
    text("region_code", "INSEE code of its région"),
    text("region", "name of its région"),
    text("epci_code", "SIREN of its EPCI"),
    text("third_place_id", "public identifier of the place"),
    text("third_place", "its name"),
    value("distance_m", ColumnType.NUMBER, "geodesic metres from the organisation to the place"),
    value("approximate", ColumnType.BOOLEAN, "whether a position is only a commune's centroid"),
    value("score", ColumnType.NUMBER, "0 to 1: nearness, needs met, and how sure that is"),
    joined("equipment", "types of equipment that fit"),
    joined("needs_met", "types or groups needed that the place offers"),
    joined("needs_unmet", "types or groups needed that it does not"),
    value("learners", ColumnType.NUMBER, "learners seated there, where the run seated them"),
    text("reasons_fr", "why, and what is uncertain, in French"),
    text("reasons_en", "the same in English"),
    value("fictional", ColumnType.BOOLEAN, "whether the organisation is invented, for the demonstration"),
    text("licence", "licence of the match: the stricter of the organisation's and the place's"),
)
"""In the order in which they are written."""
