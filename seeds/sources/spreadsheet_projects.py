"""Projects that the programmes of the plan's third axis fund, in a spreadsheet (source `projects`)."""

from app.directory.common.websites import website
from app.directory.projects.vocabulary import PROJECT_PROGRAMMES
from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.dates import day
from seeds.reading.records import ProjectRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields, SpreadsheetReader, list_name
from seeds.reading.spreadsheet_axes import by_name, codes, key_of, parts, territories
from seeds.reading.spreadsheet_common import LOCATION_COLUMNS, list_columns, list_terms, location
from seeds.reading.spreadsheet_values import euros, site_number

_PROGRAMMES = by_name(PROJECT_PROGRAMMES) | {"campus connectes": "campus-connecte"}

COLUMNS = (
    *list_columns("EXEMPLE FICTIF, ligne à effacer"),
    SheetColumn(
        key="reference",
        french="Référence du projet",
        english="Project reference",
        explanation="Un identifiant qui ne change pas ; sans lui : programme, titre et porteur.",
        meaning="An identifier that stays; without it, programme, title and carrier stand for it.",
        aliases=(
            "id projet",
            "identifiant du projet",
        ),
    ),
    SheetColumn(
        key="programme",
        french="Programme",
        english="Programme",
        explanation="deffinum, cma ou campus-connecte.",
        meaning="deffinum, cma or campus-connecte.",
        example="deffinum",
        aliases=("dispositif",),
        required=True,
    ),
    SheetColumn(
        key="wave",
        french="Vague",
        english="Wave",
        explanation="La vague de l'appel à projets.",
        meaning="Wave of the call.",
        example="1",
    ),
    SheetColumn(
        key="title",
        french="Titre du projet",
        english="Project title",
        explanation="Le nom du projet.",
        meaning="Name of the project.",
        example="Projet de l'Exemple",
        aliases=(
            "titre",
            "nom du projet",
            "intitulé du projet",
        ),
        required=True,
    ),
    SheetColumn(
        key="carrier",
        french="Porteur",
        english="Carrier",
        explanation="La structure qui porte le projet ; l'adresse est celle de son siège.",
        meaning="Structure that carries the project; the address is its seat's.",
        example="Organisme de l'Exemple",
        aliases=(
            "porteur du projet",
            "structure porteuse",
            "chef de file",
        ),
        required=True,
    ),
    SheetColumn(
        key="siret",
        french="SIRET du porteur",
        english="SIRET of the carrier",
        explanation="Quatorze chiffres ; colonne en format texte.",
        meaning="Fourteen digits; format the column as text.",
        example="00000000000000",
        aliases=(
            "siret",
            "siret porteur",
        ),
    ),
    SheetColumn(
        key="partners",
        french="Partenaires",
        english="Partners",
        explanation="Séparés par des points-virgules ; des structures, aucune personne.",
        meaning="Separated by semicolons; structures, no people.",
        example="CFA de l'Exemple ; Université de l'Exemple",
        aliases=(
            "consortium",
            "membres du consortium",
        ),
    ),
    SheetColumn(
        key="grant_amount",
        french="Subvention",
        english="Grant",
        explanation="En euros.",
        meaning="Euros.",
        example="100000",
        aliases=(
            "montant de la subvention",
            "aide",
            "montant accordé",
        ),
    ),
    SheetColumn(
        key="total_cost",
        french="Coût total",
        english="Total cost",
        explanation="En euros.",
        meaning="Euros.",
        example="250000",
        aliases=(
            "budget total",
            "coût total du projet",
        ),
    ),
    SheetColumn(
        key="starts_on",
        french="Début",
        english="Starts on",
        explanation="Premier jour.",
        meaning="First day.",
        aliases=("date de début",),
    ),
    SheetColumn(
        key="ends_on",
        french="Fin",
        english="Ends on",
        explanation="Dernier jour.",
        meaning="Last day.",
        aliases=("date de fin",),
    ),
    SheetColumn(
        key="sector",
        french="Secteur",
        english="Sector",
        explanation="Secteur ou filière.",
        meaning="Sector.",
        aliases=("filière",),
    ),
    SheetColumn(
        key="website",
        french="Site web",
        english="Website",
        explanation="Où lire la suite : https://...",
        meaning="Where to read on: https://...",
        aliases=(
            "lien",
            "url",
            "link",
        ),
    ),
    SheetColumn(
        key="regions",
        french="Régions",
        english="Régions",
        explanation="Où le projet agit, séparées par des points-virgules ; vide : inconnu.",
        meaning="Where the project works, separated by semicolons; empty means unknown.",
        example="Bretagne ; Normandie",
        aliases=(
            "région",
            "regions concernées",
        ),
    ),
    *LOCATION_COLUMNS,
)


def _record_id(fields: SheetFields) -> str | None:
    return key_of(fields, fields.text("programme"), fields.text("title"), fields.text("carrier"))


def _to_record(fields: SheetFields, record_id: str) -> ProjectRecord:
    programme = codes(fields, "programme", _PROGRAMMES)
    if len(programme) != 1:
        raise RowRefusedError("value_unknown", f"The column {fields.header('programme')} names no programme.")
    regions, departments = territories(fields, "regions")
    if departments:
        raise RowRefusedError("value_unknown", f"The column {fields.header('regions')} takes régions only.")
    return ProjectRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=list_name(fields),
        terms=list_terms(fields),
        title=fields.name("title"),
        programme=programme[0],
        carrier=fields.name("carrier"),
        location=location(fields),
        siret=site_number(fields),
        wave=fields.text("wave"),
        partners=parts(fields.lines("partners")),
        grant_amount=fields.optional("grant_amount", euros, "amount_unreadable"),
        total_cost=fields.optional("total_cost", euros, "amount_unreadable"),
        starts_on=fields.optional("starts_on", day, "date_unreadable"),
        ends_on=fields.optional("ends_on", day, "date_unreadable"),
        sector=fields.text("sector"),
        website=fields.optional("website", website, "website_unreadable"),
        region_codes=regions,
        remarks=fields.remarks,
    )


read_projects = SpreadsheetReader("projects", COLUMNS, _record_id, _to_record)
