"""Columns that several templates share: the list, and where something is."""

import re

from app.directory.common.personal import without_contacts
from seeds.reading.lists import ListTerms
from seeds.reading.normalise.licences import licence
from seeds.reading.normalise.postal import commune_code, postcode, street_address
from seeds.reading.normalise.text import fold
from seeds.reading.records import LocationRecord
from seeds.reading.spreadsheet import LIST, SheetColumn, SheetFields

_HOUSE_NUMBER = re.compile(r"\d+")


def list_columns(example: str) -> tuple[SheetColumn, ...]:
    """Return the columns of the list: its name, who publishes it, under which licence."""
    return _list_column(example), *TERMS_COLUMNS


def _list_column(example: str) -> SheetColumn:
    return SheetColumn(
        key=LIST,
        french="Liste",
        english="List",
        explanation=(
            "Le nom de la liste, le même à chaque ligne et à chaque envoi. Ce qu'un nouvel envoi de la même"
            " liste ne contient plus est marqué comme disparu ; les autres listes restent."
        ),
        meaning=(
            "Name of the list, the same in every row and at every import. What a new import of the same list"
            " does not hold any more is marked as vanished; other lists stay."
        ),
        example=example,
        aliases=("nom de la liste", "list name", "name of the list"),
        required=True,
    )


TERMS_COLUMNS = (
    SheetColumn(
        key="publisher",
        french="Producteur",
        english="Publisher",
        explanation="Qui publie la liste, à citer partout où elle paraît : Région Exemple.",
        meaning="Who publishes the list, to be credited wherever it is shown.",
        example="Région Exemple",
        aliases=("éditeur", "producteur de la liste", "producteur des données"),
    ),
    SheetColumn(
        key="licence",
        french="Licence",
        english="Licence",
        explanation="La licence de la liste, la même à chaque ligne : Licence Ouverte 2.0, ODbL, CC0.",
        meaning="Licence of the list, the same in every row: Licence Ouverte 2.0, ODbL, MIT, CC0.",
        example="Licence Ouverte 2.0",
        aliases=("license", "licence des données", "conditions de réutilisation"),
    ),
)
LOCATION_COLUMNS = (
    SheetColumn(
        key="address",
        french="Adresse",
        english="Address",
        explanation="Numéro et voie.",
        meaning="Number and street.",
        example="0 rue de l'Exemple",
        aliases=("voie", "street"),
    ),
    SheetColumn(
        key="postcode",
        french="Code postal",
        english="Postcode",
        explanation="Cinq chiffres ; le zéro du début, perdu par un tableur, est remis.",
        meaning="Five digits; a leading zero that a spreadsheet took off is put back.",
        example="00000",
        aliases=("cp", "codepostal", "postal code", "zip code"),
    ),
    SheetColumn(
        key="city",
        french="Commune",
        english="City",
        explanation="Nom de la commune.",
        meaning="Name of the commune.",
        example="Ville-Fictive",
        aliases=("ville", "town", "nom de la commune", "localité"),
    ),
    SheetColumn(
        key="commune_code",
        french="Code commune",
        english="Commune code",
        explanation="Code INSEE, s'il est connu : 75056.",
        meaning="INSEE code, where it is known: 75056.",
        aliases=("code insee", "insee", "code_insee", "insee code"),
    ),
    SheetColumn(
        key="latitude",
        french="Latitude",
        english="Latitude",
        explanation="En degrés (WGS 84), facultative, avec la longitude : 48,85661.",
        meaning="Degrees (WGS 84), optional, together with the longitude: 48.85661.",
        aliases=("lat",),
    ),
    SheetColumn(
        key="longitude",
        french="Longitude",
        english="Longitude",
        explanation="En degrés (WGS 84) : 2,35222.",
        meaning="Degrees (WGS 84): 2.35222.",
        aliases=("lon", "lng", "long"),
    ),
)


def list_terms(fields: SheetFields) -> ListTerms:
    """Return what a row says of its list, whose name is its title."""
    return ListTerms(
        title=fields.text(LIST),
        publisher=fields.text("publisher"),
        licence=fields.optional("licence", licence, "licence_unreadable"),
    )


def location(fields: SheetFields) -> LocationRecord:
    """Return address and position of a row."""
    point = fields.position()
    code = fields.optional("postcode", postcode, "postcode_unreadable")
    typed = fields.text("postcode")
    if code and typed and len(re.sub(r"\D", "", typed.removesuffix(".0"))) < len(code):
        fields.remark("postcode_zero_restored")
    text = fields.text("address")
    address = street_address(text, code) if text else None
    return LocationRecord(
        address=address,
        postcode=code,
        city=fields.text("city"),
        commune_code=fields.optional("commune_code", commune_code, "commune_code_unreadable"),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        position_precision=_precision(address) if point else None,
    )


def name_key(fields: SheetFields) -> str | None:
    """Return name and place as they identify what has no number; None without a name."""
    name = fold(without_contacts(fields.text("name") or ""))
    where = fields.text("postcode") or fields.text("commune_code") or fields.text("city") or ""
    return f"{name} {fold(where)}".strip() if name else None


def _precision(address: str | None) -> str:
    return "address" if address and _HOUSE_NUMBER.search(address) else "street"
