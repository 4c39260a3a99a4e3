"""Structures of data·inclusion (schema version 1), as CSV or as a JSON list.

Structures are not third places by nature: charities, social services, local missions. Their kind follows
from the networks that they belong to (`reseaux_porteurs`), and is `other` where these say nothing. Of the
networks, those that the national standard counts among its programmes and labels are kept under its names;
so are e-mail, address complement and accessibility sheet.

Position: as in the national standard, `address` when the address has a house number, else `street`. The
schema has no field for equipment: nothing is inferred.
"""

from collections.abc import Mapping

from app.directory.common.websites import website
from app.directory.third_places.mediation_numerique import FABRIQUES, SEPARATOR
from app.directory.third_places.place_kinds import stated_or_assumed
from app.directory.third_places.written_hours import opening_hours
from seeds.reading.base import Fields
from seeds.reading.lists import ListTerms, in_list
from seeds.reading.normalise.dates import day
from seeds.reading.records import PlaceRecord
from seeds.reading.table import TableReader
from seeds.sources.standard_common import standard_location, standard_telephone

COLUMNS = (
    "source", "id", "nom", "date_maj", "siret", "commune", "code_postal", "code_insee", "adresse",
    "longitude", "latitude",
)  # fmt: skip
OPTIONAL = (
    "description", "lien_source", "complement_adresse", "telephone", "courriel", "site_web",
    "horaires_accueil", "accessibilite_lieu", "reseaux_porteurs",
)  # fmt: skip
PUBLISHER = "source"
"""The column that says whose list a structure is in."""
KINDS_BY_NETWORK = {
    "fabrique-de-territoire": "third_place",
    "espaces-publics-numeriques": "digital_public_space",
    "france-service": "france_services",
    "msap": "france_services",
    "reseau-information-jeunesse": "youth_information",
    "mission-locale": "local_mission",
    "mjc": "social_centre",
    "fcsf": "social_centre",
    "pimms-mediation": "social_centre",
    "ccas-cias": "social_centre",
    "afpa": "training_centre",
    "ecoles-de-la-deuxieme-chance": "training_centre",
    "grandes-ecoles-du-numerique": "training_centre",
    "simplon": "training_centre",
    "communes": "town_hall",
    "departements": "public_service",
    "regions": "public_service",
    "france-travail": "public_service",
    "caf": "public_service",
    "cpam": "public_service",
    "mutualite-sociale-agricole": "public_service",
    "la-poste": "public_service",
}
"""The first network of these that a structure names gives its kind."""
PROGRAMMES_BY_NETWORK = {
    "aidants-connect": "Aidants Connect",
    "conseillers-numeriques": "Conseillers numériques",
    "france-service": "France Services",
    "grandes-ecoles-du-numerique": "Grande école du numérique",
    "croix-rouge": "La Croix Rouge",
}
"""The same network in the standard's `dispositif_programmes_nationaux`."""
LABELS_BY_NETWORK = {"fabrique-de-territoire": FABRIQUES}
"""The same in its `formations_labels`."""
USED_NETWORKS = {*KINDS_BY_NETWORK, *PROGRAMMES_BY_NETWORK, *LABELS_BY_NETWORK}
"""Networks that give a structure its kind, or are kept."""
STANDARD_NAMES = {
    "complement_adresse": "complement_adresse",
    "courriel": "courriels",
    "accessibilite_lieu": "fiche_acces_libre",
    "source": "source",
}
"""Fields that say the same under both names."""


def _to_record(fields: Fields, record_id: str) -> PlaceRecord:
    location, networks = standard_location(fields), _networks(fields)
    if not set(networks) <= USED_NETWORKS:
        fields.remark("network_left_out")
    name = fields.name("nom")
    stated = next((kind for network, kind in KINDS_BY_NETWORK.items() if network in networks), None)
    kind, assumed = stated_or_assumed(stated, name)
    hours = fields.optional("horaires_accueil", opening_hours, "opening_hours_unreadable")
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=fields.list_named_by(PUBLISHER),
        terms=ListTerms(publisher=fields.text(PUBLISHER)),
        name=name,
        kind=kind,
        assumed=assumed,
        location=location,
        opening_hours=hours,
        website=fields.optional("site_web", website, "website_unreadable"),
        telephone=standard_telephone(fields, location),
        description=fields.lines("description"),
        siret=fields.optional("siret", fields.siret, "pivot_unreadable"),
        standard=_standard(fields, networks, hours),
        source_updated_on=fields.optional("date_maj", day, "date_unreadable"),
        remarks=fields.remarks,
    )


def _networks(fields: Fields) -> tuple[str, ...]:
    """Return the codes of the networks: joined by a bar or a comma, or written as a list of JSON."""
    text = (fields.text("reseaux_porteurs") or "").strip("[]{}")
    return tuple(part.strip(" '\"") for part in text.replace(SEPARATOR, ",").split(",") if part.strip(" '\""))


def _standard(fields: Fields, networks: tuple[str, ...], hours: str | None) -> Mapping[str, str]:
    kept = {theirs: fields.text(name) for name, theirs in STANDARD_NAMES.items()}
    for theirs, table in (
        ("dispositif_programmes_nationaux", PROGRAMMES_BY_NETWORK),
        ("formations_labels", LABELS_BY_NETWORK),
    ):
        kept[theirs] = SEPARATOR.join(table[network] for network in networks if network in table) or None
    if fields.text("horaires_accueil") != hours:
        kept["horaires"] = fields.text("horaires_accueil")
    return {name: value for name, value in kept.items() if value is not None}


read_data_inclusion = TableReader(
    what="structures",
    columns=COLUMNS,
    optional=OPTIONAL,
    record_id=lambda fields: in_list(fields.list_named_by(PUBLISHER), fields.text("id")),
    to_record=_to_record,
)
"""Reader of data·inclusion's structures."""
