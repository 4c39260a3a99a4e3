"""Open organisations in their class of coverage."""

from app.directory.common.listed import CollectedCoverageOrigin
from app.directory.planning.fields import FIELDS
from app.platform.listings.resource import Collection, collection

COVERAGE_ORIGINS: Collection = collection(
    "coverage-origins",
    CollectedCoverageOrigin,
    ("Couverture des organismes", "Coverage of organisations"),
    (
        (
            "Organismes ouverts, couverts, non couverts ou inconnus (« coverage ») : un lieu avec un"
            " équipement quelconque à 20 km ou moins, et le plus proche, si loin qu’il soit. Pour d’autres"
            " équipements, distances ou poids : /api/v1/coverage/origins."
        ),
        (
            "Open organisations, covered, uncovered or unknown (`coverage`): a place with any equipment"
            " within 20 km, and the nearest one, however far. For other equipment, distances or weights:"
            " /api/v1/coverage/origins."
        ),
    ),
    FIELDS,
)
