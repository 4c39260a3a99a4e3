"""A région's own list of funded third places and of what they share (source `funded-equipment`).

A row is a place, with at most one award. Its identifier is the column of that name, else its name and
postcode; it begins with the list, so that several lists live side by side.
"""

from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from app.directory.programmes.vocabulary import OTHER_PROGRAMME, PROGRAMMES
from app.directory.third_places.place_kinds import is_unknown_kind, place_kind
from app.directory.third_places.vocabulary import ASSUMED, KINDS
from app.directory.third_places.written_hours import opening_hours
from seeds.reading.base import RowRefusedError
from seeds.reading.lists import in_list
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.text import fold
from seeds.reading.records import AwardRecord, PlaceRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields, SpreadsheetReader, list_name
from seeds.reading.spreadsheet_common import (
    LOCATION_COLUMNS,
    list_columns,
    list_terms,
    location,
    name_key,
)
from seeds.reading.spreadsheet_equipment import absent, equipment, type_columns
from seeds.reading.spreadsheet_values import euros, year, yes_or_no

COLUMNS = (
    *list_columns("EXEMPLE FICTIF, ligne à effacer"),
    SheetColumn(
        key="id",
        french="Identifiant",
        english="Identifier",
        explanation="Votre numéro du lieu, stable. Sans lui, le nom et le code postal servent d'identifiant.",
        meaning="Your own stable number of the place. Without it, name and postcode identify it.",
        example="EX-0",
        aliases=("id", "numéro", "référence"),
    ),
    SheetColumn(
        key="name",
        french="Nom du lieu",
        english="Name",
        explanation="Le nom public du lieu.",
        meaning="The public name of the place.",
        example="Tiers-lieu de l'Exemple",
        aliases=("nom", "name of the place", "place", "tiers-lieu", "lieu"),
        required=True,
    ),
    SheetColumn(
        key="kind",
        french="Type de lieu",
        english="Kind",
        explanation="Fab lab, espace de coworking, médiathèque, tiers-lieu...",
        meaning="Fab lab, coworking space, library, third place...",
        example="Fab lab",
        aliases=("type", "type lieu", "kind of place"),
    ),
    SheetColumn(
        key="status",
        french="Statut",
        english="Status",
        explanation="ouvert, prévu ou fermé ; vide : ouvert.",
        meaning="open, planned or closed; empty means open.",
        example="ouvert",
        aliases=("état", "état du projet", "state"),
    ),
    *LOCATION_COLUMNS,
    SheetColumn(
        key="opening_hours",
        french="Horaires",
        english="Opening hours",
        explanation="Dans la syntaxe d'OpenStreetMap : Mo-Fr 09:00-18:00.",
        meaning="In OpenStreetMap's syntax: Mo-Fr 09:00-18:00.",
        example="Mo-Fr 09:00-18:00",
        aliases=("heures d'ouverture", "horaires d'ouverture", "hours"),
    ),
    SheetColumn(
        key="wheelchair",
        french="Accessible en fauteuil",
        english="Wheelchair",
        explanation="oui, non ou partiel.",
        meaning="yes, no or limited.",
        example="oui",
        aliases=("pmr", "accès pmr", "accessibilité pmr", "wheelchair access"),
    ),
    SheetColumn(
        key="website",
        french="Site internet",
        english="Website",
        explanation="L'adresse complète.",
        meaning="The full address.",
        example="https://lieu.example.org",
        aliases=("site web", "site", "url", "web"),
    ),
    SheetColumn(
        key="telephone",
        french="Téléphone",
        english="Telephone",
        explanation="Le numéro du lieu lui-même, publié : 01 99 00 00 00.",
        meaning="The place's own number, as it is published: 01 99 00 00 00.",
        example="01 99 00 00 00",
        aliases=("tél", "tel", "numéro de téléphone", "téléphone du lieu", "phone", "telephone number"),
    ),
    SheetColumn(
        key="description",
        french="Description",
        english="Description",
        explanation="Quelques phrases sur le lieu.",
        meaning="A few sentences about the place.",
    ),
    SheetColumn(
        key="programme",
        french="Programme",
        english="Programme",
        explanation=(
            "Deffinov Tiers-lieux, Fabrique de territoire, Manufacture de proximité, ou le nom d'un autre"
            " financement public."
        ),
        meaning=(
            "Deffinov Tiers-lieux, Fabrique de territoire, Manufacture de proximité, or the name of another"
            " public funding."
        ),
        example="Deffinov Tiers-lieux",
        aliases=("program", "dispositif", "financement", "funding"),
    ),
    SheetColumn(
        key="call",
        french="Appel à projets",
        english="Call",
        explanation="Le nom de l'appel, s'il y en a un.",
        meaning="Name of the call for projects, if there is one.",
        aliases=("appel", "aap", "call for projects"),
    ),
    SheetColumn(
        key="year",
        french="Année",
        english="Year",
        explanation="L'année de la décision.",
        meaning="The year of the decision.",
        example="2023",
        aliases=("année de financement", "millésime"),
    ),
    SheetColumn(
        key="amount",
        french="Montant",
        english="Amount",
        explanation="En euros : 12 500,50.",
        meaning="In euros: 12500.50.",
        example="1 234,50",
        aliases=("montant en euros", "montant (€)", "montant eur", "amount in euros", "subvention"),
    ),
    SheetColumn(
        key="equipment",
        french="Équipements",
        english="Equipment",
        explanation="En toutes lettres, ce qui n'a pas de colonne : « 2 imprimantes 3D, une découpe laser ».",
        meaning="In words, what has no column of its own: `2 imprimantes 3D, une découpe laser` (in French).",
        example="une découpe laser",
        aliases=("équipement", "matériel", "equipment list"),
    ),
    SheetColumn(
        key="shareable",
        french="Partageable",
        english="Shareable",
        explanation="oui, non ou inconnu : le matériel peut-il servir à d'autres ? Seul « non » l'exclut.",
        meaning="yes, no or unknown: may others use the equipment? Only `no` leaves it out.",
        example="oui",
        aliases=("mutualisable", "ouvert au public", "shared"),
    ),
    SheetColumn(
        key="seats",
        french="Places",
        english="Seats",
        explanation="Combien de personnes l'utilisent à la fois.",
        meaning="How many people use it at the same time.",
        aliases=("capacité", "nombre de places", "capacity"),
    ),
    SheetColumn(
        key="conditions",
        french="Conditions",
        english="Conditions",
        explanation="À quelles conditions : sur réservation, après une formation...",
        meaning="On which conditions: booking, training first...",
        example="sur réservation",
        aliases=("conditions d'accès", "conditions d'utilisation"),
    ),
    SheetColumn(
        key="price",
        french="Tarif",
        english="Price",
        explanation="Le prix, en toutes lettres.",
        meaning="The price, in words.",
        example="gratuit",
        aliases=("prix", "tarifs", "prices"),
    ),
    SheetColumn(
        key="updated_on",
        french="Mise à jour",
        english="Updated on",
        explanation="La date de ces informations : 31/12/2024.",
        meaning="The day of this information: 2024-12-31.",
        example="31/12/2024",
        aliases=("date de mise à jour", "date maj", "updated"),
    ),
    *type_columns(("seats", "shareable", "conditions", "price")),
)
STATUSES = {
    "": "open",
    **dict.fromkeys(("ouvert", "open", "en activite"), "open"),
    **dict.fromkeys(("prevu", "planned", "en projet", "projet", "a venir"), "planned"),
    **dict.fromkeys(("ferme", "closed"), "closed"),
}
LIMITED = frozenset({"partiel", "partielle", "limite", "limited", "partial"})
_KINDS = {fold(name): fact.code for fact in KINDS for name in (fact.code, fact.label_fr, fact.label_en)}
_PROGRAMMES = {fold(name): fact.code for fact in PROGRAMMES for name in (fact.code, fact.name)}


def _record_id(fields: SheetFields) -> str | None:
    key = fields.text("id") or name_key(fields)
    return in_list(list_name(fields), key)


def _to_record(fields: SheetFields, record_id: str) -> PlaceRecord:
    where = location(fields)
    present = equipment(fields)
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=list_name(fields),
        terms=list_terms(fields),
        name=fields.name("name"),
        kind=_kind(fields),
        status=_status(fields),
        assumed=tuple(column for column in ASSUMED if fields.text(column) is None),
        location=where,
        opening_hours=fields.optional("opening_hours", opening_hours, "opening_hours_unreadable"),
        wheelchair=fields.optional("wheelchair", wheelchair_access, "wheelchair_unreadable"),
        website=fields.optional("website", website, "website_unreadable"),
        telephone=fields.optional(
            "telephone", lambda text: telephone(text, postcode=where.postcode), "telephone_unreadable"
        ),
        description=fields.lines("description"),
        source_updated_on=fields.optional("updated_on", day, "date_unreadable"),
        equipment=present,
        equipment_absent=absent(fields, present),
        awards=_awards(fields),
        remarks=fields.remarks,
    )


def _kind(fields: SheetFields) -> str:
    text = fields.text("kind")
    if text is None:
        return "third_place"
    named = _KINDS.get(fold(text))
    if named is None and is_unknown_kind(text):
        fields.remark("kind_unknown")
    return named or place_kind(text, fields.text("name") or "")


def _status(fields: SheetFields) -> str:
    text = fields.text("status") or ""
    if fold(text) not in STATUSES:
        raise RowRefusedError(
            "status_unreadable",
            f"The column {fields.header('status')} holds {text!r}: write ouvert, prévu or fermé.",
        )
    return STATUSES[fold(text)]


def wheelchair_access(text: str) -> str | None:
    """Return yes, limited or no; None for "unknown"."""
    if fold(text) in LIMITED:
        return "limited"
    is_accessible = yes_or_no(text)
    return None if is_accessible is None else "yes" if is_accessible else "no"


def _awards(fields: SheetFields) -> tuple[AwardRecord, ...]:
    programme, call = fields.text("programme"), fields.text("call")
    awarded_in = fields.optional("year", year, "year_unreadable")
    amount = fields.optional("amount", euros, "amount_unreadable")
    if programme is None and call is None and awarded_in is None and amount is None:
        return ()
    code = _PROGRAMMES.get(fold(programme or ""))
    if code is None:
        # The programme is kept by its name, as part of the call.
        call = " - ".join(part for part in (programme, call) if part) or None
    return (AwardRecord(programme_code=code or OTHER_PROGRAMME, call=call, year=awarded_in, amount=amount),)


read_funded_equipment = SpreadsheetReader("funded-equipment", COLUMNS, _record_id, _to_record)
