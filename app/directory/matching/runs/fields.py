"""Fields of stored matches, in the order of the collection's properties."""

from dataclasses import replace

from app.directory.common.fields import COMMUNE, FICTIONAL, LICENCE, TERRITORIES
from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.matching.runs.models import MatchListing
from app.directory.matching.runs.vocabulary import STATUSES
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    integer,
    number,
    queryables_of,
    text,
    texts,
    time,
)

NAMES = frozenset({"department", "region"})
"""Of territories; filters name their codes."""

FIELDS: tuple[Field, ...] = (
    text("name", "Organisation and place", filterable=False, collected=False),
    integer("run", "Number of the run", nullable=False, expression=lambda listing: listing.run_id),
    text("status", "What became of the organisation", STATUSES, nullable=False),
    integer("rank", "Place among the matches of the organisation, from 1"),
    text(
        "organisation_id",
        "Id of the organisation",
        nullable=False,
        description="public identifier of the organisation",
    ),
    text("organisation", "Name of the organisation", nullable=False, description="its name"),
    text("siret", "SIRET of the organisation", description="its SIRET"),
    number("longitude", "Longitude of the organisation, degrees", filterable=False, exported=False),
    number("latitude", "Latitude of the organisation, degrees", filterable=False, exported=False),
    *(
        replace(
            one,
            filterable=one.name not in NAMES,
            description=one.column().description.replace("of the", "of its"),
        )
        for one in (COMMUNE, *TERRITORIES)
    ),
    text("third_place_id", "Id of the place", description="public identifier of the place"),
    text("third_place", "Name of the place", description="its name"),
    number("distance_m", "Geodesic metres from the organisation to the place"),
    boolean(
        "approximate",
        "Whether one of the two positions is only a commune's centroid",
        description="whether a position is only a commune's centroid",
    ),
    number("score", "0 to 1: nearness, needs met, and how sure that is"),
    texts("equipment", "Types of equipment that fit", EQUIPMENT_CODES, array=Array("equipment_codes")),
    texts(
        "needs_met",
        "Needs that the place meets",
        EQUIPMENT_CODES,
        array=Array("needs_met_codes"),
        description="types or groups needed that the place offers",
    ),
    texts(
        "needs_unmet",
        "Needs that it does not meet",
        EQUIPMENT_CODES,
        array=Array("needs_unmet_codes", "Needs that it does not"),
        description="types or groups needed that it does not",
    ),
    integer("learners", "Learners seated there, where the run seated them"),
    text("reasons_fr", "Why, and what is uncertain, in French", filterable=False),
    text(
        "reasons_en",
        "Why, and what is uncertain, in English",
        filterable=False,
        description="the same in English",
    ),
    replace(
        FICTIONAL,
        filterable=False,
        description="whether the organisation is invented, for the demonstration",
    ),
    replace(LICENCE, description="licence of the match: the stricter of the organisation's and the place's"),
    time("updated_at", "When the run was finished", nullable=False, filterable=False, exported=False),
)
QUERYABLES = queryables_of(MatchListing, FIELDS, "any")
COLUMNS = columns_of(FIELDS)
