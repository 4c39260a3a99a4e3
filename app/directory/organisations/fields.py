"""Fields of organisations, in the order of the collection's properties."""

from app.directory.common.fields import LOCATION, PROVENANCE, TIMES
from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.organisations.models import OrganisationListing
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KIND_CODES, STATUSES
from app.platform.listings.fields import (
    Array,
    Field,
    boolean,
    columns_of,
    integer,
    items,
    queryables_of,
    text,
    texts,
)

FIELDS: tuple[Field, ...] = (
    text("name", "Name", nullable=False, in_tiles=True),
    text("trade_name", "Trade name (enseigne)"),
    text("kind", "Kind of organisation", KIND_CODES, nullable=False, in_tiles=True),
    text("status", "Open or closed", STATUSES, nullable=False, in_tiles=True),
    text("siret", "SIRET of the site", in_tiles=True),
    text("siren", "SIREN of the legal body"),
    text("nda", "Numéro de déclaration d'activité"),
    text("uai", "Unité administrative immatriculée"),
    text("apprenticeship_role", "Role in apprenticeship (nature)"),
    texts("networks", "Networks that it belongs to", array=Array("network_codes")),
    *LOCATION,
    text(
        "equipment_status",
        "What it declared of its own equipment",
        EQUIPMENT_STATUSES,
        nullable=False,
        in_tiles=True,
    ),
    boolean("plans_to_invest", "Whether it plans to invest in equipment"),
    texts(
        "needs",
        "Equipment that it declared to need",
        EQUIPMENT_CODES,
        expression=lambda listing: listing.need_codes,
        array=Array("need_codes"),
        of="needs",
        key="type",
        description="types or groups of equipment that it declared to need",
        in_tiles=True,
    ),
    items("need_quantities", "needs", "quantity", "How many of each, in the same order"),
    items("need_learners", "needs", "learners", "Learners at the same time, in the same order"),
    integer("learners", "Most learners who need it at the same time", exported=False),
    boolean(
        "qualiopi",
        "Whether it is certified Qualiopi",
        description="whether it is certified Qualiopi; nothing where unknown",
        after="position_precision",
        in_tiles=True,
    ),
    *PROVENANCE,
    *TIMES,
)
QUERYABLES = queryables_of(OrganisationListing, FIELDS)
COLUMNS = columns_of(FIELDS)
