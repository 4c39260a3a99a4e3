"""The public list of training organisations (DGEFP): some 148,000 rows, one a declaration number (NDA).

The list comes in three forms: with dotted names in camel case, with the portal's flat names, and with the
portal's labels. The portal types postcodes as numbers, so that `01000` is 1000; it adds the point that the
BAN found for the address and the codes of the territory.

Identity: the NDA. A number that replaces others names them (`numerosDeclarationActivitePrecedent`), and the
organisation keeps its public id (`seeds.loading.succession`).

Kind: whoever is certified for apprenticeship is a CFA. Qualiopi: certified for any kind of action; not
certified when all four are `false`; unknown when the columns are empty. Nothing in the list says whether an
organisation has equipment: `equipment_status` is `unknown` for all. The list holds active organisations
only; who leaves it is marked as vanished.
"""

import re
from dataclasses import dataclass
from functools import partial

from app.directory.common.extent import in_france
from seeds.reading.base import (
    CsvReader,
    Fields,
    Progress,
    Records,
    RowRefusedError,
    header_line,
)
from seeds.reading.files import SourceFile
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.identifiers import nda, siren, siret
from seeds.reading.normalise.positions import Position, PositionError, position
from seeds.reading.normalise.postal import commune_code, postcode, street_address
from seeds.reading.records import LocationRecord, OrganisationRecord

CERTIFIED = {"true": True, "false": False, "1": True, "0": False, "oui": True, "non": False}
SIREN_DIGITS, SIRET_DIGITS, POSTCODE_DIGITS = 9, 14, 5
MOST_ZEROS = 2
"""Leading zeros that a SIREN or SIRET can have lost: the lowest SIREN given out is 005...."""
FEWEST_POSTCODE_DIGITS = 4
_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Za-z]+")
_HOUSE_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The names of the columns in one form of the list."""

    nda: str
    previous: str
    name: str
    siren: str
    siret: str
    street: str
    postcode: str
    city: str
    certifications: tuple[str, str, str]
    """Training, skills assessment, recognition of experience."""
    apprenticeship: str
    declared_on: str
    point: str = "geocodageban"
    commune: tuple[str, ...] = ()
    """The first of these columns that there is holds the INSEE code."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that every file of this form has."""
        return (
            self.nda, self.previous, self.name, self.siren, self.siret, self.street, self.postcode, self.city,
            *self.certifications, self.apprenticeship, self.declared_on,
        )  # fmt: skip


DOTTED = Form(
    nda="numeroDeclarationActivite",
    previous="numerosDeclarationActivitePrecedent",
    name="denomination",
    siren="siren",
    siret="siretEtablissementDeclarant",
    street="adressePhysiqueOrganismeFormation.voie",
    postcode="adressePhysiqueOrganismeFormation.codePostal",
    city="adressePhysiqueOrganismeFormation.ville",
    certifications=(
        "certifications.actionsDeFormation",
        "certifications.bilansDeCompetences",
        "certifications.VAE",
    ),
    apprenticeship="certifications.actionsDeFormationParApprentissage",
    declared_on="informationsDeclarees.dateDerniereDeclaration",
)
FLAT = Form(
    nda="numerodeclarationactivite",
    previous="numerosdeclarationactiviteprecedent",
    name="denomination",
    siren="siren",
    siret="siretetablissementdeclarant",
    street="adressephysiqueorganismeformation_voie",
    postcode="adressephysiqueorganismeformation_codepostal",
    city="adressephysiqueorganismeformation_ville",
    certifications=(
        "certifications_actionsdeformation",
        "certifications_bilansdecompetences",
        "certifications_vae",
    ),
    apprenticeship="certifications_actionsdeformationparapprentissage",
    declared_on="informationsdeclarees_datedernieredeclaration",
    commune=("com_arm_code", "com_code"),
)
LABELLED = Form(
    nda="Numéro Déclaration Activité",
    previous="Numéro Déclaration Activité Précédent",
    name="denomination",
    siren="Code SIREN",
    siret="Siret Etablissement Déclarant",
    street="Adresse Organisme de Formation",
    postcode="Code Postal Organisme de Formation",
    city="Ville Organisme de Formation",
    certifications=("Actions de formations", "Bilans de compétences", "VAE"),
    apprenticeship="Actions de formations par apprentissage",
    declared_on="Date dernière déclaration",
    commune=("Code Commune",),
)


def read_training_organisations(file: SourceFile, progress: Progress) -> Records:
    """Yield a record or a refusal for every row of the list, in any of its forms.

    Raises
    ------
    SourceFileError
        When the header is of no form; the message names what the nearest one lacks.

    """
    names = {name.strip().strip('"') for name in re.split(r"[;,\t|]", header_line(file))}
    return READERS[max(READERS, key=lambda form: len(names & set(form.columns)))](file, progress)


def _to_record(form: Form, fields: Fields, record_id: str) -> OrganisationRecord:
    number = _nda(record_id)
    site, body = _siret(form, fields), _siren(form, fields)
    if site and body and not site.startswith(body):
        raise RowRefusedError("siren_differs", f"The SIRET {site} does not begin with the SIREN {body}.")
    apprenticeship = _certified(fields, form.apprenticeship)
    return OrganisationRecord(
        origin=fields.origin,
        source_record_id=number,
        previous_record_ids=_previous(form, fields, number),
        name=fields.name(form.name),
        kind="cfa" if apprenticeship else "training_organisation",
        location=_location(form, fields),
        siret=site,
        siren=site[:SIREN_DIGITS] if site else body,
        nda=number,
        qualiopi=_qualiopi(form, fields, apprenticeship),
        source_updated_on=fields.optional(form.declared_on, day, "date_unreadable"),
        remarks=fields.remarks,
    )


def _nda(text: str) -> str:
    try:
        return nda(text)
    except ValueError as error:
        raise RowRefusedError("nda_invalid", f"{error}.") from error


def _record_id(form: Form, fields: Fields) -> str | None:
    text = fields.text(form.nda)
    if text is None:
        return None
    number = _nda(text)
    if len(_NOT_ALPHANUMERIC.sub("", text)) < len(number):
        fields.remark("nda_zero_restored")
    return number


def _previous(form: Form, fields: Fields, number: str) -> tuple[str, ...]:
    """Return the numbers that this one replaces, without itself."""
    numbers: list[str] = []
    for part in _NOT_ALPHANUMERIC.split(fields.text(form.previous) or ""):
        if part:
            try:
                numbers.append(nda(part))
            except ValueError:
                fields.remark("previous_nda_unreadable")
    return tuple(dict.fromkeys(previous for previous in numbers if previous != number))


def _siret(form: Form, fields: Fields) -> str | None:
    text = _with_zeros(fields, form.siret, SIRET_DIGITS, "siret_zero_restored")
    return None if text is None else _optional(fields, text, siret, "siret_unreadable")


def _siren(form: Form, fields: Fields) -> str | None:
    text = _with_zeros(fields, form.siren, SIREN_DIGITS, "siren_zero_restored")
    return None if text is None else _optional(fields, text, siren, "siren_unreadable")


def _optional(fields: Fields, text: str, read: object, remark: str) -> str | None:
    try:
        return str(read(text)) if callable(read) else None
    except ValueError:
        fields.remark(remark)
        return None


def _with_zeros(fields: Fields, column: str, digits: int, remark: str) -> str | None:
    """Return a number with the leading zeros that it lost when it was typed as a number."""
    text = fields.text(column)
    if text is None:
        return None
    compact = text.replace(" ", "").removesuffix(".0")
    if compact.isdigit() and digits - MOST_ZEROS <= len(compact) < digits:
        fields.remark(remark)
        return compact.zfill(digits)
    return compact


def _certified(fields: Fields, column: str) -> bool | None:
    text = fields.text(column)
    if text is None:
        return None
    if text.lower() not in CERTIFIED:
        fields.remark("certification_unreadable")
    return CERTIFIED.get(text.lower())


def _qualiopi(form: Form, fields: Fields, apprenticeship: bool | None) -> bool | None:
    stated = [apprenticeship, *(_certified(fields, column) for column in form.certifications)]
    if any(stated):
        return True
    return None if None in stated else False


def _location(form: Form, fields: Fields) -> LocationRecord:
    code = _postcode(form, fields)
    street = fields.text(form.street)
    address = street_address(street, code) if street else None
    point = _point(form, fields)
    return LocationRecord(
        address=address,
        postcode=code,
        city=fields.text(form.city),
        commune_code=_commune(form, fields),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        position_precision=_precision(address) if point else None,
    )


def _postcode(form: Form, fields: Fields) -> str | None:
    code = fields.optional(form.postcode, postcode, "postcode_unreadable")
    typed = (fields.text(form.postcode) or "").replace(" ", "").removesuffix(".0")
    if code and len(typed) == FEWEST_POSTCODE_DIGITS:
        fields.remark("postcode_zero_restored")
    return code


def _commune(form: Form, fields: Fields) -> str | None:
    for column in form.commune:
        if column in fields.origin.row:
            return fields.optional(column, commune_code, "commune_code_unreadable")
    return None


def _point(form: Form, fields: Fields) -> Position | None:
    """Return the point of the portal's geocoding (`latitude, longitude`), where it can be used."""
    text = fields.text(form.point) if form.point in fields.origin.row else None
    if text is None:
        return None
    latitude, _comma, longitude = (part.strip() for part in text.partition(","))
    try:
        point = position(latitude, longitude)
    except PositionError as error:
        fields.remark(error.code)
        return None
    if point is None or not in_france(point.latitude, point.longitude):
        fields.remark("position_outside_france")
        return None
    return point


def _precision(address: str | None) -> str:
    """Return how well an address can be known: the portal keeps no score of its geocoding."""
    if address is None:
        return "commune_centroid"
    return "address" if _HOUSE_NUMBER.search(address) else "street"


def _reader(form: Form) -> CsvReader:
    return CsvReader(form.columns, partial(_record_id, form), partial(_to_record, form))


READERS = {form: _reader(form) for form in (DOTTED, FLAT, LABELLED)}
