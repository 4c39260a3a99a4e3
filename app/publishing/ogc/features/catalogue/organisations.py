"""Training organisations and apprenticeship centres."""

from sqlalchemy import func, literal_column

from app.directory.common.listed import CollectedOrganisation, Flat, joined
from app.directory.organisations.fields import FIELDS
from app.directory.organisations.models import OrganisationListing
from app.platform.listings.resource import Collection, collection

FLAT_ORGANISATION = Flat(
    CollectedOrganisation,
    OrganisationListing,
    feature_tail=OrganisationListing.collection_tail,
    networks=joined(OrganisationListing.networks),
    needs=joined(OrganisationListing.need_types),
    fictional=OrganisationListing.source == literal_column("'demo'"),
    sources=func.array_to_string(OrganisationListing.source_names, literal_column("';'")),
)

ORGANISATIONS: Collection = collection(
    "organisations",
    FLAT_ORGANISATION,
    ("Organismes de formation et CFA", "Training organisations and CFA"),
    (
        "Une entité par site (SIRET). Les sites fermés y sont ; « status » le dit.",
        "One feature a site (SIRET). Closed ones are among them; `status` says so.",
    ),
    FIELDS,
)
