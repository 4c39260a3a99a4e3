"""Queryables of stored matches."""

from app.directory.common.columns import LICENCES
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.matching.runs.models import MatchListing as Listing
from app.directory.matching.runs.vocabulary import STATUSES
from app.platform.cql2.queryables import Kind, Queryable, by_name
from app.platform.database.conditions import on_plane

CODES = tuple(fact.code for fact in EQUIPMENT_TYPES)

QUERYABLES = by_name(
    Queryable("id", Kind.TEXT, Listing.public_id, "Public id", "Run, organisation and rank.", role="id"),
    Queryable(
        "geometry",
        Kind.GEOMETRY,
        on_plane(Listing.position),
        "Line from the organisation to the place",
        "The organisation's point where it has no match.",
        geography=Listing.position,
        role="primary-geometry",
        geometry_type="any",
    ),
    Queryable("run", Kind.INTEGER, Listing.run_id, "Run"),
    Queryable("status", Kind.TEXT, Listing.status, "Status", codes=STATUSES),
    Queryable("rank", Kind.INTEGER, Listing.rank, "Rank", "Among the matches of the organisation, from 1."),
    Queryable("organisation_id", Kind.TEXT, Listing.organisation_id, "Organisation", "Its public id."),
    Queryable("organisation", Kind.TEXT, Listing.organisation, "Name of the organisation"),
    Queryable("siret", Kind.TEXT, Listing.siret, "SIRET", "Of the organisation's site."),
    Queryable("commune_code", Kind.TEXT, Listing.commune_code, "Commune", "INSEE code."),
    Queryable("department_code", Kind.TEXT, Listing.department_code, "Département", "INSEE code."),
    Queryable("region_code", Kind.TEXT, Listing.region_code, "Région", "INSEE code."),
    Queryable("epci_code", Kind.TEXT, Listing.epci_code, "EPCI", "SIREN of the intercommunal body."),
    Queryable("third_place_id", Kind.TEXT, Listing.third_place_id, "Place", "Its public id."),
    Queryable("third_place", Kind.TEXT, Listing.third_place, "Name of the place"),
    Queryable("distance_m", Kind.NUMBER, Listing.distance_m, "Distance", "Geodesic metres."),
    Queryable(
        "approximate",
        Kind.BOOLEAN,
        Listing.approximate,
        "Whether the distance is rough",
        "One of the two positions is only a commune's centroid.",
    ),
    Queryable("score", Kind.NUMBER, Listing.score, "Score", "0 to 1."),
    Queryable("equipment", Kind.TEXTS, Listing.equipment, "Equipment that fits", codes=CODES),
    Queryable("needs_met", Kind.TEXTS, Listing.needs_met, "Needs met", codes=CODES),
    Queryable("needs_unmet", Kind.TEXTS, Listing.needs_unmet, "Needs not met", codes=CODES),
    Queryable("learners", Kind.INTEGER, Listing.learners, "Learners seated there"),
    Queryable("licence", Kind.TEXT, Listing.licence, "Licence", codes=LICENCES),
)
