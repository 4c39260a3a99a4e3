"""The collections that are served. A new one is a module of the catalogue and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from app.platform.listings.resource import Collection
from app.publishing.ogc.features.catalogue.coverage_origins import COVERAGE_ORIGINS
from app.publishing.ogc.features.catalogue.matches import MATCHES
from app.publishing.ogc.features.catalogue.organisations import ORGANISATIONS
from app.publishing.ogc.features.catalogue.plan_axes import GRANTS, PROJECTS, SUPPORT_OFFERS
from app.publishing.ogc.features.catalogue.territories import COMMUNES, DEPARTMENTS, EPCIS, REGIONS
from app.publishing.ogc.features.catalogue.third_places import EQUIPMENT, THIRD_PLACES

SERVED = (
    THIRD_PLACES,
    EQUIPMENT,
    ORGANISATIONS,
    PROJECTS,
    SUPPORT_OFFERS,
    GRANTS,
    MATCHES,
    COVERAGE_ORIGINS,
    COMMUNES,
    EPCIS,
    DEPARTMENTS,
    REGIONS,
)
COLLECTIONS: Mapping[str, Collection] = MappingProxyType({one.id: one for one in SERVED})
