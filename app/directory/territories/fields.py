"""Fields of territories by level, in the order of the collections' properties."""

from dataclasses import replace

from app.directory.common.fields import TERRITORIES
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.territories.models import COMMUNE_TYPES
from app.platform.listings.fields import Field, boolean, integer, text, texts

POPULATION = integer("population", "Inhabitants, where communes were imported", in_tiles=True)
IS_OUTLINE = boolean(
    "is_outline",
    "Whether the geometry is the published outline, and not a circle around the seat",
    nullable=False,
)


def _identity(code: str, codes: tuple[str, ...] = ()) -> tuple[Field, ...]:
    return (
        text("code", code, codes, nullable=False, in_tiles=True),
        text("name", "Name", nullable=False, in_tiles=True),
    )


def _seat(what: str) -> tuple[Field, ...]:
    return (
        text("seat", f"INSEE code of the {what}", nullable=False),
        text("seat_name", f"Name of the {what}, where communes were imported"),
    )


OF_COMMUNES = (
    *_identity("INSEE code"),
    text("type", "Commune or municipal arrondissement", COMMUNE_TYPES, nullable=False),
    text("parent_code", "INSEE code of the commune that an arrondissement belongs to"),
    texts("postcodes", "Postcodes"),
    POPULATION,
    *(replace(one, in_tiles=one.name in {"department_code", "epci_code"}) for one in TERRITORIES),
    text("epci", "Name of the EPCI"),
)
OF_EPCIS = (*_identity("SIREN"), POPULATION, integer("communes", "How many communes", nullable=False))
OF_DEPARTMENTS = (
    *_identity("INSEE code", DEPARTMENT_CODES),
    POPULATION,
    *_seat("prefecture"),
    text("region_code", "INSEE code of the région", REGION_CODES, nullable=False, in_tiles=True),
    text("region", "Name of the région", nullable=False),
    IS_OUTLINE,
)
OF_REGIONS = (*_identity("INSEE code", REGION_CODES), POPULATION, *_seat("chef-lieu"), IS_OUTLINE)
