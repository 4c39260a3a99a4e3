"""Queryables of third places."""

from sqlalchemy import func, literal_column

from app.directory.common.columns import DEMONSTRATION_SOURCE, LICENCES, POSITION_PRECISIONS
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.programmes.vocabulary import PROGRAMMES
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.directory.third_places.vocabulary import KINDS, MANAGER_KINDS, STATUSES, WHEELCHAIR
from app.platform.cql2.queryables import Kind, Queryable, by_name
from app.platform.database.conditions import on_plane

QUERYABLES = by_name(
    Queryable("id", Kind.TEXT, Listing.public_id, "Public id", "Stable across imports.", role="id"),
    Queryable(
        "geometry",
        Kind.GEOMETRY,
        on_plane(Listing.position),
        "Position",
        geography=Listing.position,
        role="primary-geometry",
    ),
    Queryable("name", Kind.TEXT, Listing.name, "Name"),
    Queryable("kind", Kind.TEXT, Listing.kind, "Kind of place", codes=tuple(fact.code for fact in KINDS)),
    Queryable("status", Kind.TEXT, Listing.status, "Status", codes=STATUSES),
    Queryable("address", Kind.TEXT, Listing.address, "Address"),
    Queryable("postcode", Kind.TEXT, Listing.postcode, "Postcode"),
    Queryable("city", Kind.TEXT, Listing.city, "City of the address"),
    Queryable("commune_code", Kind.TEXT, Listing.commune_code, "Commune", "INSEE code."),
    Queryable("commune", Kind.TEXT, Listing.commune, "Name of the commune"),
    Queryable("department_code", Kind.TEXT, Listing.department_code, "Département", "INSEE code."),
    Queryable("department", Kind.TEXT, Listing.department, "Name of the département"),
    Queryable("region_code", Kind.TEXT, Listing.region_code, "Région", "INSEE code."),
    Queryable("region", Kind.TEXT, Listing.region, "Name of the région"),
    Queryable("epci_code", Kind.TEXT, Listing.epci_code, "EPCI", "SIREN of the intercommunal body."),
    Queryable(
        "position_precision",
        Kind.TEXT,
        Listing.position_precision,
        "How well the position is known",
        codes=POSITION_PRECISIONS,
    ),
    Queryable("wheelchair", Kind.TEXT, Listing.wheelchair, "Wheelchair access", codes=WHEELCHAIR),
    Queryable(
        "by_appointment",
        Kind.BOOLEAN,
        Listing.by_appointment,
        "By appointment",
        "Whether some of the hours, or all, are by appointment; null where the hours are unknown.",
    ),
    Queryable("website", Kind.TEXT, Listing.website, "Website"),
    Queryable("manager_kind", Kind.TEXT, Listing.manager_kind, "Kind of manager", codes=MANAGER_KINDS),
    Queryable("siret", Kind.TEXT, Listing.siret, "SIRET", "Of the structure that runs the place."),
    Queryable(
        "equipment",
        Kind.TEXTS,
        Listing.equipment_codes,
        "Equipment",
        "Codes of the types offered (everything not marked as not shareable) and of their groups.",
        codes=tuple(fact.code for fact in EQUIPMENT_TYPES),
    ),
    Queryable(
        "equipment_count",
        Kind.INTEGER,
        func.cardinality(Listing.equipment_ids),
        "Number of equipment types",
        "Types that the place is known to have.",
    ),
    Queryable(
        "equipment_absent",
        Kind.TEXTS,
        Listing.equipment_absent,
        "Equipment stated absent",
        "Codes of the types and groups that a source states the place not to have.",
        codes=tuple(fact.code for fact in EQUIPMENT_TYPES),
    ),
    Queryable(
        "funded",
        Kind.BOOLEAN,
        Listing.programme_codes != literal_column("'{}'::text[]"),
        "Publicly funded",
        "Whether an award of a public programme is known.",
    ),
    Queryable(
        "programmes",
        Kind.TEXTS,
        Listing.programme_codes,
        "Programmes",
        "Codes of the public programmes that funded the place.",
        codes=tuple(fact.code for fact in PROGRAMMES),
    ),
    Queryable("award_year", Kind.INTEGER, Listing.award_year, "Year of the last award"),
    Queryable(
        "award_amount",
        Kind.NUMBER,
        Listing.award_amount,
        "Amount of the awards",
        "Euros, of all awards whose amount is known.",
    ),
    Queryable(
        "fictional",
        Kind.BOOLEAN,
        Listing.source == literal_column(f"'{DEMONSTRATION_SOURCE}'"),
        "Fictional",
        "True for demonstration data, which is invented.",
    ),
    Queryable("source", Kind.TEXT, Listing.source, "Source"),
    Queryable("publisher", Kind.TEXT, Listing.publisher, "Publisher", "Who publishes the record."),
    Queryable("source_record_id", Kind.TEXT, Listing.source_record_id, "The source's own id"),
    Queryable("licence", Kind.TEXT, Listing.licence, "Licence", codes=LICENCES),
    Queryable("source_updated_on", Kind.DATE, Listing.source_updated_on, "Last touched by its publisher"),
    Queryable("fetched_at", Kind.TIMESTAMP, Listing.fetched_at, "Fetched"),
    Queryable("vanished_at", Kind.TIMESTAMP, Listing.vanished_at, "First missing from its source"),
    Queryable("updated_at", Kind.TIMESTAMP, Listing.updated_at, "Last changed here", role="primary-instant"),
)
