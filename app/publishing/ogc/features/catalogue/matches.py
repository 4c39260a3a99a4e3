"""The matches of the newest run."""

from app.directory.common.listed import CollectedMatch
from app.directory.matching.runs.fields import FIELDS
from app.platform.listings.resource import Collection, GeometryKind, collection

MATCHES: Collection = collection(
    "matches",
    CollectedMatch,
    ("Correspondances", "Matches"),
    (
        (
            "Le dernier calcul enregistré (proxilieux match) : une ligne de chaque organisme à chaque lieu"
            " proche. Sans lieu à portée, pas de géométrie : « longitude » et « latitude » situent"
            " l’organisme."
        ),
        (
            "The newest stored run of `proxilieux match`: a line from each organisation to each place within"
            " reach. Without one there is no geometry; `longitude` and `latitude` say where the"
            " organisation is."
        ),
    ),
    FIELDS,
    GeometryKind.LINESTRING,
)
