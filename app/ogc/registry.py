"""The collections that are served. A new one is a module of the catalogue and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from app.ogc.catalogue.matches import MATCHES
from app.ogc.catalogue.organisations import ORGANISATIONS
from app.ogc.catalogue.territories import COMMUNES, DEPARTMENTS, EPCIS, REGIONS
from app.ogc.catalogue.third_places import EQUIPMENT, THIRD_PLACES
from app.ogc.collection import Collection

SERVED = (
    THIRD_PLACES,
    EQUIPMENT,
    ORGANISATIONS,
    MATCHES,
    COMMUNES,
    EPCIS,
    DEPARTMENTS,
    REGIONS,
)
COLLECTIONS: Mapping[str, Collection] = MappingProxyType({one.id: one for one in SERVED})
