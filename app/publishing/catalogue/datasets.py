"""Datasets of the catalogue: one for each resource and licence, but for what may not be reused."""

from dataclasses import dataclass
from datetime import datetime

from app.directory.common.licences import LICENCE_FACTS, LicenceFact
from app.platform.database.connection import Database
from app.publishing.catalogue.queries import holdings
from app.publishing.exports.catalogue import RESOURCES, ExportedResource

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees, WGS 84."""
RELATIONS = {
    "third-places": "third_place_under_licence",
    "organisations": "organisation_listing",
    "projects": "project_listing",
    "support-offers": "support_offer_listing",
    "grants": "grant_listing",
}
"""Relations that say what each licence promises, by resource."""
_FACTS = {fact.code: fact for fact in LICENCE_FACTS}


@dataclass(frozen=True, slots=True)
class Dataset:
    """Records of one resource that one licence promises."""

    exported: ExportedResource
    licence: LicenceFact
    records: int
    modified_at: datetime
    """Never in the future."""
    boxes: tuple[Box, ...]
    """Boxes that hold its records, one for each part of France; none overlaps another."""

    @property
    def identifier(self) -> str:
        """The name by which a portal knows it again."""
        return f"{self.exported.name}-{self.licence.code}".lower()


def datasets(database: Database) -> list[Dataset]:
    """Return the datasets of the directory as it is."""
    described = []
    for name, relation in RELATIONS.items():
        for licence, records, modified_at, boxes in database.fetch_all(holdings(relation)):
            fact = _FACTS.get(licence)
            if fact is not None:
                held = tuple((west, south, east, north) for west, south, east, north in boxes)
                described.append(Dataset(RESOURCES[name], fact, records, modified_at, held))
    return described
