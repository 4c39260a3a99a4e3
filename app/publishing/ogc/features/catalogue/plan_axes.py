"""The plan's other two axes, funded projects and offers of support, and grants."""

from app.directory.common.listed_axes import CollectedGrant, CollectedProject, CollectedSupportOffer
from app.directory.grants.fields import FIELDS as GRANT_FIELDS
from app.directory.projects.fields import FIELDS as PROJECT_FIELDS
from app.directory.support_offers.fields import FIELDS as SUPPORT_OFFER_FIELDS
from app.platform.listings.resource import Collection, collection

PROJECTS: Collection = collection(
    "projects",
    CollectedProject,
    ("Projets financés", "Funded projects"),
    (
        "Un par projet, sans géométrie : un consortium n’a pas de lieu. « seat_... » : siège du porteur.",
        "One a project, without a geometry: a consortium has no place. `seat_...`: the carrier's seat.",
    ),
    PROJECT_FIELDS,
)

SUPPORT_OFFERS: Collection = collection(
    "support-offers",
    CollectedSupportOffer,
    ("Offres d’accompagnement", "Offers of support"),
    (
        "Une par offre, là où l’on reçoit. Celles qui ont pris fin y sont : « valid_until » le dit.",
        "One an offer, where people are received. Ended ones are among them: `valid_until` says so.",
    ),
    SUPPORT_OFFER_FIELDS,
)

GRANTS: Collection = collection(
    "grants",
    CollectedGrant,
    ("Subventions versées à qui gère un lieu", "Grants to those who run places"),
    (
        "Une par subvention, sans géométrie : « third_places » nomme les lieux que gère le bénéficiaire.",
        "One a grant, without a geometry: `third_places` names the places that the beneficiary runs.",
    ),
    GRANT_FIELDS,
)
