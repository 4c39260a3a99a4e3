"""Training organisations and apprenticeship centres (CFA) of the Référentiel, one site a row.

Nothing in the file says whether a site has equipment: `equipment_status` is `unknown` for all. An empty
`qualiopi` is unknown as well. The postal address repeats postcode and town, which have their own columns;
positions are centroids of communes.
"""

from dataclasses import replace

from seeds.reading.base import CsvReader, Fields, RowRefusedError
from seeds.reading.normalise.identifiers import nda, siren, siret, uai
from seeds.reading.normalise.text import fold
from seeds.reading.records import LocationRecord, OrganisationRecord
from seeds.sources.standard_common import standard_location

COLUMNS = (
    "siret", "siren", "uai", "raison_sociale", "enseigne", "nature", "etat_administratif",
    "numero_declaration_activite", "qualiopi", "reseaux", "adresse", "code_postal", "commune", "code_insee",
    "latitude", "longitude",
)  # fmt: skip
ROLES = frozenset({"responsable", "formateur", "responsable_formateur"})
"""Roles in apprenticeship, which make a site a CFA."""
NO_ROLE = "inconnue"
STATUSES = {"actif": "open", "ferme": "closed"}
"""By the folded administrative state; where the file gives none, a site is taken to be open."""
QUALIOPI = {"Oui": True, "Non": False}


def _to_record(fields: Fields, record_id: str) -> OrganisationRecord:
    number = _siret(record_id)
    name = fields.name("raison_sociale")
    trade_name, role = fields.text("enseigne"), _role(fields)
    return OrganisationRecord(
        origin=fields.origin,
        source_record_id=number,
        name=name,
        kind="cfa" if role else "training_organisation",
        location=_location(fields),
        siret=number,
        siren=_siren(fields, number),
        nda=fields.optional("numero_declaration_activite", nda, "nda_unreadable"),
        uai=fields.optional("uai", uai, "uai_unreadable"),
        trade_name=None if trade_name == name else trade_name,
        apprenticeship_role=role,
        networks=_networks(fields),
        status=_status(fields),
        qualiopi=_qualiopi(fields),
        remarks=fields.remarks,
    )


def _siret(text: str) -> str:
    try:
        return siret(text)
    except ValueError as error:
        raise RowRefusedError("siret_invalid", f"{error}.") from error


def _siren(fields: Fields, number: str) -> str:
    """Return the SIRET's own first nine digits; the column can only confirm them."""
    stated = fields.optional("siren", siren, "siren_unreadable")
    if stated is not None and stated != number[:9]:
        raise RowRefusedError("siren_differs", f"The SIRET {number} does not begin with the SIREN {stated}.")
    return number[:9]


def _networks(fields: Fields) -> tuple[str, ...]:
    names = (name.strip() for name in (fields.text("reseaux") or "").split("|"))
    return tuple(sorted({name for name in names if name}))


def _role(fields: Fields) -> str | None:
    nature = (fields.text("nature") or NO_ROLE).lower()
    if nature not in {NO_ROLE, *ROLES}:
        fields.remark("organisation_kind_unknown")
    return nature if nature in ROLES else None


def _status(fields: Fields) -> str:
    state = fold(fields.text("etat_administratif") or "")
    if state and state not in STATUSES:
        fields.remark("status_unknown")
    return STATUSES.get(state, "open")


def _qualiopi(fields: Fields) -> bool | None:
    text = fields.text("qualiopi")
    if text is not None and text not in QUALIOPI:
        fields.remark("qualiopi_unreadable")
    return QUALIOPI.get(text or "")


def _location(fields: Fields) -> LocationRecord:
    location = standard_location(fields)
    precision = "commune_centroid" if location.position_precision else None
    return replace(location, position_precision=precision)


read_organisations_cfa = CsvReader(COLUMNS, lambda fields: fields.text("siret"), _to_record)
