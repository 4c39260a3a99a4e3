"""Training organisations and apprenticeship centres."""

from app.directory.common.fields import LIST, LOCATION, PROVENANCE, TIMES
from app.directory.common.listed import CollectedOrganisation
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KINDS, STATUSES
from app.directory.third_places.schemas import EQUIPMENT_CODES
from app.platform.listings.properties import boolean, integer, text
from app.platform.listings.resource import Collection, codes, collection

ORGANISATIONS: Collection = collection(
    "organisations",
    CollectedOrganisation,
    ("Organismes de formation et CFA", "Training organisations and CFA"),
    (
        "Une entité par site (SIRET). Les sites fermés y sont ; « status » le dit.",
        "One feature a site (SIRET). Closed ones are among them; `status` says so.",
    ),
    (
        text("name", "Name", nullable=False),
        text("trade_name", "Trade name (enseigne)"),
        text("kind", "Kind of organisation", (kind.code for kind in KINDS), nullable=False),
        text("status", "Open or closed", STATUSES, nullable=False),
        text("siret", "SIRET of the site"),
        text("siren", "SIREN of the legal body"),
        text("nda", "Numéro de déclaration d'activité"),
        text("uai", "Unité administrative immatriculée"),
        text("apprenticeship_role", "Role in apprenticeship (nature)"),
        text("networks", "Networks that it belongs to, joined by semicolons"),
        *LOCATION,
        text("equipment_status", "What it declared of its own equipment", EQUIPMENT_STATUSES, nullable=False),
        boolean("plans_to_invest", "Whether it plans to invest in equipment"),
        text("needs", f"Equipment that it declared to need: {LIST}"),
        integer("learners", "Most learners who need it at the same time"),
        boolean("qualiopi", "Whether it is certified Qualiopi"),
        *PROVENANCE,
        *TIMES,
    ),
    lists=(
        codes(
            "need_codes", CollectedOrganisation.needs, "Equipment that it declared to need", EQUIPMENT_CODES
        ),
        codes("network_codes", CollectedOrganisation.networks, "Networks that it belongs to"),
    ),
)
