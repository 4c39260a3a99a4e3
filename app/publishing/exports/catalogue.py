"""Exported resources. A new resource is one entry in `RESOURCES`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import marshmallow as ma

from app.directory.common.columns import Flattened
from app.directory.grants.fields import COLUMNS as GRANT_COLUMNS
from app.directory.grants.queries import GRANTS
from app.directory.grants.schemas import GrantFeature, GrantSelectionQuery
from app.directory.matching.runs.fields import COLUMNS as MATCH_COLUMNS
from app.directory.matching.runs.queries import MATCHES
from app.directory.matching.runs.schemas import MatchSelectionQuery, StoredMatchFeature
from app.directory.organisations.fields import COLUMNS as ORGANISATION_COLUMNS
from app.directory.organisations.queries import ORGANISATIONS
from app.directory.organisations.schemas import OrganisationFeature, OrganisationSelectionQuery
from app.directory.planning.listed_origins import ORIGIN_COLUMNS, ORIGINS
from app.directory.planning.schemas import OriginFeature, OriginSelectionQuery
from app.directory.projects.fields import COLUMNS as PROJECT_COLUMNS
from app.directory.projects.queries import PROJECTS
from app.directory.projects.schemas import ProjectFeature, ProjectSelectionQuery
from app.directory.support_offers.fields import COLUMNS as SUPPORT_OFFER_COLUMNS
from app.directory.support_offers.queries import SUPPORT_OFFERS
from app.directory.support_offers.schemas import SupportOfferFeature, SupportOfferSelectionQuery
from app.directory.third_places.fields import COLUMNS as THIRD_PLACE_COLUMNS
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.schemas import ThirdPlaceFeature, ThirdPlaceSelectionQuery
from app.platform.listings.columns import Column
from app.platform.listings.selection import Resource


@dataclass(frozen=True, slots=True, eq=False)
class ExportedResource:
    """A listing, and how it goes out as a file."""

    name: str
    """As in the path of its list: `third-places`."""
    title: str
    """Title for readers of the file, in French."""
    resource: Resource
    columns: Sequence[Column]
    """The flat table, but for the id, the position and the distance, which every table has."""
    query: type[ma.Schema]
    """The parameters of its list, without those of pages."""
    feature: type[ma.Schema]
    """Schema of a Feature."""
    has_standard: bool = False
    """Whether the national standard is about it."""
    is_computed: bool = False
    """Whether requests compute it; the command line has commands of its own for that."""
    geometry_type: str = "Point"
    """Geometry type of every feature, as OGC Simple Features names it; `Unknown` where they differ."""

    @property
    def layer(self) -> str:
        """The name as a table or a layer is called: `third_places`."""
        return self.name.replace("-", "_")

    @property
    def is_flattened(self) -> bool:
        """Whether the listing keeps the flat table; else it is read from the Features."""
        return issubclass(self.resource.listing, Flattened)

    @property
    def has_points(self) -> bool:
        """Whether a position is one longitude and one latitude."""
        return self.geometry_type == "Point"


RESOURCES: Mapping[str, ExportedResource] = {
    exported.name: exported
    for exported in (
        ExportedResource(
            name="third-places",
            title="Tiers-lieux",
            resource=THIRD_PLACES,
            columns=THIRD_PLACE_COLUMNS,
            query=ThirdPlaceSelectionQuery,
            feature=ThirdPlaceFeature,
            has_standard=True,
        ),
        ExportedResource(
            name="organisations",
            title="Organismes de formation et CFA",
            resource=ORGANISATIONS,
            columns=ORGANISATION_COLUMNS,
            query=OrganisationSelectionQuery,
            feature=OrganisationFeature,
        ),
        ExportedResource(
            name="projects",
            title="Projets financés",
            resource=PROJECTS,
            columns=PROJECT_COLUMNS,
            query=ProjectSelectionQuery,
            feature=ProjectFeature,
        ),
        ExportedResource(
            name="support-offers",
            title="Offres d’accompagnement",
            resource=SUPPORT_OFFERS,
            columns=SUPPORT_OFFER_COLUMNS,
            query=SupportOfferSelectionQuery,
            feature=SupportOfferFeature,
        ),
        ExportedResource(
            name="grants",
            title="Subventions versées à qui gère un lieu",
            resource=GRANTS,
            columns=GRANT_COLUMNS,
            query=GrantSelectionQuery,
            feature=GrantFeature,
        ),
        ExportedResource(
            name="matches",
            title="Organismes et lieux qui leur correspondent",
            resource=MATCHES,
            columns=MATCH_COLUMNS,
            query=MatchSelectionQuery,
            feature=StoredMatchFeature,
            geometry_type="Unknown",
        ),
        ExportedResource(
            name="coverage-origins",
            title="Couverture du territoire",
            resource=ORIGINS,
            columns=ORIGIN_COLUMNS,
            query=OriginSelectionQuery,
            feature=OriginFeature,
            is_computed=True,
        ),
    )
}
"""By name."""
