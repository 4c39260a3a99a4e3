"""Queryables of organisations."""

from sqlalchemy import literal_column

from app.directory.common.columns import DEMONSTRATION_SOURCE, LICENCES, POSITION_PRECISIONS
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.organisations.models import OrganisationListing as Listing
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KINDS, STATUSES
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
    Queryable("trade_name", Kind.TEXT, Listing.trade_name, "Trade name"),
    Queryable("kind", Kind.TEXT, Listing.kind, "Kind", codes=tuple(fact.code for fact in KINDS)),
    Queryable("status", Kind.TEXT, Listing.status, "Status", codes=STATUSES),
    Queryable("siret", Kind.TEXT, Listing.siret, "SIRET", "Of the site."),
    Queryable("siren", Kind.TEXT, Listing.siren, "SIREN", "Of the legal body."),
    Queryable("nda", Kind.TEXT, Listing.nda, "NDA", "Numéro de déclaration d'activité."),
    Queryable("uai", Kind.TEXT, Listing.uai, "UAI", "Unité administrative immatriculée."),
    Queryable(
        "apprenticeship_role",
        Kind.TEXT,
        Listing.apprenticeship_role,
        "Role in apprenticeship",
        "As the national register of CFA names it.",
    ),
    Queryable("networks", Kind.TEXTS, Listing.networks, "Networks"),
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
    Queryable(
        "equipment_status",
        Kind.TEXT,
        Listing.equipment_status,
        "Equipment status",
        "What the organisation declared.",
        codes=EQUIPMENT_STATUSES,
    ),
    Queryable("plans_to_invest", Kind.BOOLEAN, Listing.plans_to_invest, "Plans to invest"),
    Queryable(
        "needs",
        Kind.TEXTS,
        Listing.need_codes,
        "Equipment needed",
        "Codes of the types declared as needed, and of their groups.",
        codes=tuple(fact.code for fact in EQUIPMENT_TYPES),
    ),
    Queryable(
        "learners",
        Kind.INTEGER,
        Listing.learners,
        "Learners",
        "The most learners who need one type of equipment at the same time.",
    ),
    Queryable(
        "qualiopi", Kind.BOOLEAN, Listing.qualiopi, "Qualiopi", "Null where unknown, which is not false."
    ),
    Queryable(
        "fictional",
        Kind.BOOLEAN,
        Listing.source == literal_column(f"'{DEMONSTRATION_SOURCE}'"),
        "Fictional",
        "True for demonstration data, which is invented.",
    ),
    Queryable("source", Kind.TEXT, Listing.source, "Source"),
    Queryable("source_record_id", Kind.TEXT, Listing.source_record_id, "The source's own id"),
    Queryable("licence", Kind.TEXT, Listing.licence, "Licence", codes=LICENCES),
    Queryable("source_updated_on", Kind.DATE, Listing.source_updated_on, "Last declared or answered"),
    Queryable("fetched_at", Kind.TIMESTAMP, Listing.fetched_at, "Fetched"),
    Queryable("vanished_at", Kind.TIMESTAMP, Listing.vanished_at, "First missing from its source"),
    Queryable("updated_at", Kind.TIMESTAMP, Listing.updated_at, "Last changed here", role="primary-instant"),
)
