"""The matches of the newest run."""

from app.directory.common.fields import COMMUNE, FICTIONAL, LICENCE, LIST, TERRITORIES
from app.directory.common.listed import CollectedMatch
from app.directory.matching.runs.vocabulary import STATUSES
from app.directory.third_places.schemas import EQUIPMENT_CODES
from app.platform.listings.properties import boolean, integer, number, text, time
from app.platform.listings.resource import Collection, GeometryKind, codes, collection

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
    (
        integer("run", "Number of the run", nullable=False),
        text("status", "What became of the organisation", STATUSES, nullable=False),
        integer("rank", "Place among the matches of the organisation, from 1"),
        text("organisation_id", "Id of the organisation", nullable=False),
        text("organisation", "Name of the organisation", nullable=False),
        text("siret", "SIRET of the organisation"),
        number("longitude", "Longitude of the organisation, degrees"),
        number("latitude", "Latitude of the organisation, degrees"),
        COMMUNE,
        *TERRITORIES,
        text("third_place_id", "Id of the place"),
        text("third_place", "Name of the place"),
        number("distance_m", "Geodesic metres from the organisation to the place"),
        boolean("approximate", "Whether one of the two positions is only a commune's centroid"),
        number("score", "0 to 1: nearness, needs met, and how sure that is"),
        text("equipment", f"Types of equipment that fit: {LIST}"),
        text("needs_met", f"Needs that the place meets: {LIST}"),
        text("needs_unmet", f"Needs that it does not meet: {LIST}"),
        integer("learners", "Learners seated there, where the run seated them"),
        text("reasons_fr", "Why, and what is uncertain, in French"),
        text("reasons_en", "Why, and what is uncertain, in English"),
        FICTIONAL,
        LICENCE,
        time("updated_at", "When the run was finished", nullable=False),
    ),
    geometry=GeometryKind.LINESTRING,
    lists=(
        codes("equipment_codes", CollectedMatch.equipment, "Types of equipment that fit", EQUIPMENT_CODES),
        codes("needs_met_codes", CollectedMatch.needs_met, "Needs that the place meets", EQUIPMENT_CODES),
        codes("needs_unmet_codes", CollectedMatch.needs_unmet, "Needs that it does not", EQUIPMENT_CODES),
    ),
)
