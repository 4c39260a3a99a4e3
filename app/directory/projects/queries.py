"""SQL conditions of the filters of projects, on their listing."""

from app.directory.changes.queries import UPDATED_SINCE, is_updated_since
from app.directory.changes.vocabulary import PROJECTS as CHANGES_OF_PROJECTS
from app.directory.projects.fields import QUERYABLES
from app.directory.projects.models import ProjectListing as Listing
from app.platform.database.conditions import equals, has, is_any
from app.platform.listings.selection import Resource

CONDITIONS = {
    "wave": lambda: equals(Listing.wave, "wave"),
    "siret": lambda: equals(Listing.siret, "siret"),
    "sector": lambda: equals(Listing.sector, "sector"),
    "region": lambda: has(Listing.region_codes, "region"),
    UPDATED_SINCE: lambda: is_updated_since(CHANGES_OF_PROJECTS, Listing),
    "licence": lambda: equals(Listing.licence, "licence"),
}
VOCABULARY_CONDITIONS = {"programme": lambda codes: is_any(Listing.programme, codes)}

PROJECTS = Resource(Listing, CONDITIONS, VOCABULARY_CONDITIONS, QUERYABLES)
