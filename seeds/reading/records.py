"""Records that readers and generators hand to the loader: one a row, already normalised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from seeds.reading.lists import UNSAID, ListTerms


@dataclass(frozen=True, slots=True)
class Origin:
    """Position of a record in its file, so that a refusal can be traced back."""

    line_number: int | None
    """Line where the row begins, the header being line 1; None for GeoJSON features."""
    row: Mapping[str, Any]
    """The row as it was read."""
    sheet: str = ""
    """Sheet of the workbook, where several are read."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be loaded."""

    origin: Origin
    code: str
    """Short name of the rule, such as `name_missing` or `position_far_from_commune`."""
    reason: str
    """A sentence that says what to change."""
    source_record_id: str | None = None
    """Record id, where it could be read: what an earlier run loaded under it stays, and has not vanished."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told of a whole file, or of a row of a second one: a remark, and no row."""

    code: str
    """Short name, as that of a remark."""
    text: str
    """A sentence that names the file."""
    line_number: int | None = None
    """Line of that file, where it is about one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord:
    """Address and position. `latitude` and `longitude` in degrees, WGS 84, both or neither."""

    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    commune_code: str | None = None
    """Current INSEE code of the commune (75056, not 75110); the loader drops one it does not know."""
    latitude: float | None = None
    longitude: float | None = None
    position_precision: str | None = None
    """address, street or commune_centroid; None exactly when there is no position."""
    position_doubtful: bool = False
    """The source itself says that the point is wrong: the loader puts the commune's centroid in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRecord:
    """Equipment of one type at a place. A place names a type once."""

    type_code: str
    quantity: int | None = None
    seats: int | None = None
    shareable: str = "unknown"
    conditions: str | None = None
    price: str | None = None
    raw_text: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRecord:
    """Money from a programme; `amount` in euros."""

    programme_code: str
    call: str | None = None
    year: int | None = None
    amount: Decimal | None = None
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """A third place, with all that one source says of it."""

    origin: Origin
    source_record_id: str
    name: str
    kind: str
    list: str = ""
    """The list of its publisher (`seeds.reading.lists`); empty in a source that one publisher fills."""
    terms: ListTerms = UNSAID
    """Terms of its list, as the row states them."""
    location: LocationRecord = field(default_factory=LocationRecord)
    status: str = "open"
    assumed: tuple[str, ...] = ("status",)
    """Values among `kind` and `status` that the source does not state; most only hold open places."""
    opening_hours: str | None = None
    """OpenStreetMap syntax."""
    wheelchair: str | None = None
    website: str | None = None
    telephone: str | None = None
    """In international form (`+33...`)."""
    description: str | None = None
    manager_kind: str | None = None
    siret: str | None = None
    """SIRET of the structure that runs the place."""
    standard: Mapping[str, str] = field(default_factory=dict)
    """Fields of the national standard, under its names, that nothing else here holds as they were written."""
    source_updated_on: date | None = None
    equipment: tuple[EquipmentRecord, ...] = ()
    equipment_absent: tuple[str, ...] = ()
    """Types and groups that the source states the place not to have; none of those in `equipment`."""
    awards: tuple[AwardRecord, ...] = ()
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out, such as `nda_unreadable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecord:
    """Equipment that an organisation declared to need."""

    type_code: str
    quantity: int | None = None
    learners: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRecord:
    """Answer to whether an organisation needs support in a field."""

    field: str
    is_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """One site of a training organisation or CFA."""

    origin: Origin
    source_record_id: str
    name: str
    kind: str
    list: str = ""
    """The list of its publisher (`seeds.reading.lists`); empty in a source that one publisher fills."""
    terms: ListTerms = UNSAID
    """Terms of its list, as the row states them."""
    location: LocationRecord = field(default_factory=LocationRecord)
    siret: str | None = None
    siren: str | None = None
    nda: str | None = None
    uai: str | None = None
    previous_record_ids: tuple[str, ...] = ()
    """Identifiers under which the source held it before: its public id stays."""
    trade_name: str | None = None
    apprenticeship_role: str | None = None
    networks: tuple[str, ...] = ()
    status: str = "open"
    qualiopi: bool | None = None
    equipment_status: str = "unknown"
    plans_to_invest: bool | None = None
    source_updated_on: date | None = None
    """Date of the last declaration or answer."""
    needs: tuple[NeedRecord, ...] = ()
    support: tuple[SupportRecord, ...] = ()
    """Fields in which it was answered whether support is needed."""
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out, such as `nda_unreadable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRecord:
    """A commune or a municipal arrondissement; the EPCI comes with it."""

    origin: Origin
    code: str
    name: str
    type: str
    parent_code: str | None = None
    postcodes: tuple[str, ...] = ()
    population: int | None = None
    department_code: str | None = None
    region_code: str | None = None
    epci_code: str | None = None
    epci_name: str | None = None
    """None where the source gives the code alone: the name that is known stays."""
    latitude: float | None = None
    longitude: float | None = None
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRecord:
    """The outline of a région or a département, as WKB of a multipolygon in WGS 84."""

    origin: Origin
    code: str
    name: str
    outline: bytes
    drawing: bytes
    """The outline simplified together with its neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    """A project that a programme of the plan's third axis funds."""

    origin: Origin
    source_record_id: str
    title: str
    programme: str
    carrier: str
    list: str = ""
    """The list of its publisher (`seeds.reading.lists`)."""
    terms: ListTerms = UNSAID
    """Terms of its list, as the row states them."""
    location: LocationRecord = field(default_factory=LocationRecord)
    """Seat of the carrier."""
    siret: str | None = None
    """SIRET of the carrier."""
    wave: str | None = None
    partners: tuple[str, ...] = ()
    grant_amount: Decimal | None = None
    """Euros, as the total cost."""
    total_cost: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sector: str | None = None
    website: str | None = None
    region_codes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportOfferRecord:
    """An offer of support to training organisations; national where it names no territory."""

    origin: Origin
    source_record_id: str
    name: str
    helper: str
    helper_kind: str
    needs: tuple[str, ...]
    list: str = ""
    """The list of its publisher (`seeds.reading.lists`)."""
    terms: ListTerms = UNSAID
    """Terms of its list, as the row states them."""
    location: LocationRecord = field(default_factory=LocationRecord)
    """Address at which people are received."""
    siret: str | None = None
    audiences: tuple[str, ...] = ()
    region_codes: tuple[str, ...] = ()
    department_codes: tuple[str, ...] = ()
    price: str | None = None
    website: str | None = None
    valid_until: date | None = None
    description: str | None = None
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """A grant as its funder publishes it (SCDL, *subventions*)."""

    origin: Origin
    source_record_id: str
    funder: str
    beneficiary: str
    list: str
    """Funder and year (`seeds.reading.lists`): publishers have a file a year."""
    terms: ListTerms = UNSAID
    funder_siret: str | None = None
    siret: str | None = None
    """SIRET of the beneficiary."""
    rna: str | None = None
    decided_on: date | None = None
    year: int | None = None
    reference: str | None = None
    purpose: str | None = None
    amount: Decimal | None = None
    """Euros."""
    natures: tuple[str, ...] = ()
    payment_terms: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    aid_register: str | None = None
    """Identifier in the register of aid (idRAE)."""
    notified_eu: bool | None = None
    share: Decimal | None = None
    """Share of the purpose's cost that is granted, 0 to 1."""
    scheme: str | None = None
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingAccessRecord:
    """Access to one building, as acceslibre knows it."""

    origin: Origin
    source_record_id: str
    siret: str | None = None
    address: str | None = None
    """Address of its page there."""
    commune_code: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """All that is known, by the publisher's names; no key for what is not."""
    remarks: tuple[str, ...] = ()
    """Short names of what could not be read and was left out."""


Record = (
    GrantRecord
    | BuildingAccessRecord
    | PlaceRecord
    | OrganisationRecord
    | CommuneRecord
    | OutlineRecord
    | ProjectRecord
    | SupportOfferRecord
)
