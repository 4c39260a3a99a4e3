"""The flat table of organisations, for formats without nested values."""

from app.platform.listings.columns import (
    LOCATION,
    PROVENANCE,
    ColumnType,
    items,
    joined,
    text,
    value,
)

ORGANISATION_COLUMNS = (
    text("name", "name"),
    text("trade_name", "trade name (enseigne)"),
    text("kind", "kind of organisation"),
    text("status", "open or closed"),
    text("siret", "SIRET of the site"),
    text("siren", "SIREN of the legal body"),
    text("nda", "numéro de déclaration d'activité"),
    text("uai", "unité administrative immatriculée"),
    text("apprenticeship_role", "role in apprenticeship (nature)"),
    joined("networks", "networks that it belongs to"),
    *LOCATION,
    value("qualiopi", ColumnType.BOOLEAN, "whether it is certified Qualiopi; nothing where unknown"),
    text("equipment_status", "what it declared of its own equipment"),
    value("plans_to_invest", ColumnType.BOOLEAN, "whether it plans to invest in equipment"),
    items("needs", "needs", "type", "types or groups of equipment that it declared to need"),
    items("need_quantities", "needs", "quantity", "how many of each, in the same order"),
    items("need_learners", "needs", "learners", "learners at the same time, in the same order"),
    *PROVENANCE,
)
"""In the order in which they are written."""
