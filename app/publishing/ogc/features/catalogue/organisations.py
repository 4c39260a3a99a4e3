"""Training organisations and apprenticeship centres."""

from app.directory.common.listed import CollectedOrganisation
from app.directory.organisations.fields import FIELDS
from app.platform.listings.resource import Collection, collection

ORGANISATIONS: Collection = collection(
    "organisations",
    CollectedOrganisation,
    ("Organismes de formation et CFA", "Training organisations and CFA"),
    (
        "Une entité par site (SIRET). Les sites fermés y sont ; « status » le dit.",
        "One feature a site (SIRET). Closed ones are among them; `status` says so.",
    ),
    FIELDS,
)
