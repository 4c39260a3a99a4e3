"""Offers of support to training organisations, in a spreadsheet (source `support-offers`)."""

from app.directory.common.websites import website
from app.directory.organisations.vocabulary import KINDS, SUPPORT_FIELDS
from app.directory.support_offers.vocabulary import HELPERS
from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.text import fold
from seeds.reading.records import SupportOfferRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields, SpreadsheetReader, list_name
from seeds.reading.spreadsheet_axes import by_name, codes, key_of, territories
from seeds.reading.spreadsheet_common import LOCATION_COLUMNS, list_columns, list_terms, location
from seeds.reading.spreadsheet_values import site_number

_NEEDS = by_name(SUPPORT_FIELDS) | {
    fold("solutions techniques"): "technical_solutions",
    fold("stratégie"): "strategy",
    fold("ressources humaines"): "human_resources",
    fold("financement"): "equipment_funding",
}
_AUDIENCES = by_name(KINDS) | {
    "of": "training_organisation",
    fold("organismes de formation"): "training_organisation",
}
_HELPERS = by_name(HELPERS) | {"carif": "carif_oref", "carif oref": "carif_oref"}
EVERYBODY = frozenset({"", "tous", "all", "tout public"})

COLUMNS = (
    *list_columns("EXEMPLE FICTIF, ligne à effacer"),
    SheetColumn(
        key="reference",
        french="Référence de l'offre",
        english="Offer reference",
        explanation="Un identifiant qui ne change pas ; sans lui, le nom et qui aide en tiennent lieu.",
        meaning="An identifier that stays; without it, the name and who helps stand for it.",
        aliases=("id offre", "identifiant de l'offre"),
    ),
    SheetColumn(
        key="name",
        french="Nom de l'offre",
        english="Offer",
        explanation="En quelques mots.",
        meaning="In a few words.",
        example="Diagnostic de l'Exemple",
        aliases=("offre", "intitulé de l'offre"),
        required=True,
    ),
    SheetColumn(
        key="helper",
        french="Qui aide",
        english="Who helps",
        explanation="La structure : Carif-Oref, OPCO, réseau ; aucune personne.",
        meaning="The structure: Carif-Oref, OPCO, network; no people.",
        example="Carif-Oref de l'Exemple",
        aliases=("structure", "opérateur"),
        required=True,
    ),
    SheetColumn(
        key="helper_kind",
        french="Type de structure",
        english="Kind of helper",
        explanation="Carif-Oref, OPCO, réseau, service public ou autre ; vide : autre.",
        meaning="carif_oref, opco, network, public or other; empty means other.",
        example="Carif-Oref",
    ),
    SheetColumn(
        key="siret",
        french="SIRET",
        english="SIRET",
        explanation="Quatorze chiffres ; colonne en format texte.",
        meaning="Fourteen digits; format the column as text.",
        example="00000000000000",
    ),
    SheetColumn(
        key="needs",
        french="Besoins couverts",
        english="Kinds of help",
        explanation=(
            "Séparés par des points-virgules : pédagogie ; solutions techniques ; stratégie ; ressources"
            " humaines ; financement."
        ),
        meaning="Separated by semicolons: labels or codes of the needs of the survey.",
        example="pédagogie ; financement",
        aliases=("besoins", "type d'aide", "aide"),
        required=True,
    ),
    SheetColumn(
        key="audiences",
        french="Pour qui",
        english="For whom",
        explanation="organisme de formation, CFA, ou les deux ; vide ou « tous » : tous.",
        meaning="training_organisation, cfa, or both; empty means all of them.",
        example="CFA",
        aliases=("public", "cible"),
    ),
    SheetColumn(
        key="territory",
        french="Territoires",
        english="Territories",
        explanation="national, ou des noms de régions ou de départements séparés par des points-virgules.",
        meaning="national, or names of régions or départements separated by semicolons.",
        example="Bretagne",
        aliases=("territoire", "où", "périmètre"),
        required=True,
    ),
    SheetColumn(
        key="price",
        french="Prix",
        english="Price",
        explanation="En toutes lettres : gratuit, 300 € par jour.",
        meaning="In words: free, 300 euros a day.",
        example="gratuit",
        aliases=("tarif", "coût"),
    ),
    SheetColumn(
        key="website",
        french="Site web",
        english="Website",
        explanation="Où lire la suite : https://...",
        meaning="Where to read on: https://...",
        aliases=("lien", "url", "link"),
    ),
    SheetColumn(
        key="valid_until",
        french="Valable jusqu'au",
        english="Valid until",
        explanation="Dernier jour de l'offre ; vide : sans fin.",
        meaning="Last day of the offer; empty means without an end.",
        example="31/12/2026",
        aliases=("date de fin", "fin de validité"),
    ),
    SheetColumn(
        key="description",
        french="Description",
        english="Description",
        explanation="Ce qui est proposé.",
        meaning="What is offered.",
    ),
    *LOCATION_COLUMNS,
)


def _record_id(fields: SheetFields) -> str | None:
    return key_of(fields, fields.text("name"), fields.text("helper"))


def _to_record(fields: SheetFields, record_id: str) -> SupportOfferRecord:
    needs = codes(fields, "needs", _NEEDS)
    if not needs:
        raise RowRefusedError("value_unknown", f"The column {fields.header('needs')} names no kind of help.")
    if fields.text("territory") is None:
        raise RowRefusedError(
            "value_unknown",
            f"The column {fields.header('territory')} is empty: write national, or names of territories.",
        )
    regions, departments = territories(fields, "territory")
    for_all = fold(fields.text("audiences") or "") in EVERYBODY
    return SupportOfferRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=list_name(fields),
        terms=list_terms(fields),
        name=fields.name("name"),
        helper=fields.name("helper"),
        helper_kind=next(iter(codes(fields, "helper_kind", _HELPERS)), "other"),
        needs=needs,
        location=location(fields),
        siret=site_number(fields),
        audiences=() if for_all else codes(fields, "audiences", _AUDIENCES),
        region_codes=regions,
        department_codes=departments,
        price=fields.text("price"),
        website=fields.optional("website", website, "website_unreadable"),
        valid_until=fields.optional("valid_until", day, "date_unreadable"),
        description=fields.lines("description"),
        remarks=fields.remarks,
    )


read_support_offers = SpreadsheetReader("support-offers", COLUMNS, _record_id, _to_record)
