"""Positions and needs of the rows of a list.

A row says where it is by coordinates, by a SIRET of the directory, or by an address; the first that it has
counts. Addresses are asked of the Base Adresse Nationale where the settings name it; what that does not find,
or would misplace, stands at the centre of its commune, and is said so.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.directory.geocoding.ban import PRECISIONS, THRESHOLD, Address
from app.directory.geocoding.ban import Result as GeocoderResult
from app.directory.geocoding.communes import Commune, communes_of
from app.directory.geocoding.finding import TownMatch
from app.directory.geocoding.online import OnlineGeocoder
from app.directory.matching.criteria import MAX_LEARNERS, Need, Requirements
from app.directory.matching.organisation import needs_of
from app.directory.matching.queries import SITES_BY_SIRET
from app.directory.matching.reasons import APPROXIMATE
from app.directory.matching.sentences import Sentence, sentence
from app.directory.matching.uploads.commune_origin import candidates, choose
from app.directory.matching.uploads.equipment_cell import UnknownEquipmentError, read_cell
from app.directory.matching.uploads.rows import InputRow
from app.directory.organisations.identifiers import SIRET_PATTERN, compact, siret_of_spreadsheet
from app.platform.database.connection import Database

REFUSED, ADDRESS_NOT_FOUND = "refused", "address_not_found"
SIRET = re.compile(SIRET_PATTERN)
POSTCODE = re.compile(r"[0-9]{5}")
TOWN = re.compile(r"(?P<street>.*?)[\s,]*\b(?P<postcode>[0-9]{5})\s+(?P<city>[^\d,][^,]*)$")
"""The end of an address: postcode and town."""
DEGREES = {"lat": 90.0, "lon": 180.0}

POSITION_MISSING = sentence(
    "position_missing",
    "Ni coordonnées, ni SIRET, ni adresse, ni code postal, ni commune.",
    "No coordinates, SIRET, address, postcode or town.",
)
COORDINATE_ALONE = sentence(
    "coordinate_alone", "lat et lon vont ensemble : l’une manque.", "lat and lon go together: one is missing."
)
SIRET_MALFORMED = sentence("siret_malformed", "Un SIRET a 14 chiffres.", "A SIRET has 14 digits.")
POSTCODE_MALFORMED = sentence(
    "postcode_malformed", "Un code postal a 5 chiffres.", "A postcode has 5 digits."
)
LEARNERS_MALFORMED = sentence(
    "learners_malformed",
    f"Le nombre d’apprenants (learners) est un nombre entier de 1 à {MAX_LEARNERS}.",
    f"learners is a whole number from 1 to {MAX_LEARNERS}.",
)
SIRET_UNKNOWN = sentence(
    "siret_unknown",
    "Aucun organisme de l’annuaire n’a ce SIRET ; donnez une adresse ou des coordonnées.",
    "No organisation of the directory has this SIRET; give an address or coordinates.",
)
SITE_WITHOUT_POSITION = sentence(
    "site_without_position",
    "L’annuaire ne connaît pas la position de cet organisme ; donnez une adresse ou des coordonnées.",
    "The directory does not know where this organisation is; give an address or coordinates.",
)


@dataclass(slots=True)
class Placed:
    """A row with its position and what it asks for, or the reason why it has none."""

    id: str
    longitude: float | None = None
    """Degrees, WGS 84."""
    latitude: float | None = None
    precision: str | None = None
    requirements: Requirements = field(default_factory=Requirements)
    status: str | None = None
    """`refused` or `address_not_found`; None for a row that can be matched."""
    message: Sentence | None = None
    """Why not, or how the position was found."""

    def fail(self, status: str, message: Sentence) -> None:
        """Give the row up."""
        self.status, self.message = status, message

    def put(self, longitude: float, latitude: float, precision: str | None, note: Sentence | None) -> None:
        """Give the row its position, in degrees."""
        self.longitude, self.latitude, self.precision, self.message = longitude, latitude, precision, note


@dataclass(frozen=True, slots=True)
class _Postal:
    """An address as it is looked for."""

    street: str
    postcode: str | None
    city: str | None


class Placer:
    """Places rows, a part of a list at a time."""

    def __init__(
        self, database: Database, geocoder: OnlineGeocoder | None, *, needs: Sequence[Need] = ()
    ) -> None:
        """Look into a database and ask a geocoder; `needs` are those of rows that name nothing."""
        self._database = database
        self._geocoder = geocoder
        self._needs = tuple(needs)

    def place(self, rows: Sequence[InputRow]) -> list[Placed]:
        """Return every row with its position or its reason, in order."""
        placed = [Placed(row.id) for row in rows]
        by_siret: list[int] = []
        by_address: list[int] = []
        for number, row in enumerate(rows):
            problem = row.problem or self._require(row, placed[number])
            if problem is not None:
                placed[number].fail(REFUSED, problem)
            elif placed[number].longitude is None:
                (by_siret if "siret" in row.fields else by_address).append(number)
        self._place_by_siret(rows, placed, by_siret, by_address)
        self._place_by_address(rows, placed, by_address)
        return placed

    def _require(self, row: InputRow, placed: Placed) -> Sentence | None:
        """Write down what a row asks for, and its coordinates; return why it is refused, if so."""
        fields = row.fields
        try:
            needs = tuple(Need(*one) for one in read_cell(fields.get("equipment", ""))) or self._needs
        except UnknownEquipmentError as error:
            return _equipment_unknown(error.words)
        learners = _learners(fields.get("learners"))
        if learners == 0:
            return LEARNERS_MALFORMED
        placed.requirements = Requirements(
            tuple(replace(need, learners=learners or need.learners) for need in needs), learners
        )
        if "lat" in fields or "lon" in fields:
            return _coordinates(fields.get("lat"), fields.get("lon"), placed)
        if not fields.keys() & {"siret", "address", "postcode", "city"}:
            return POSITION_MISSING
        return _malformed(fields)

    def _place_by_siret(
        self, rows: Sequence[InputRow], placed: list[Placed], numbers: list[int], by_address: list[int]
    ) -> None:
        """Place rows at the sites of the directory; those that are not there go on to their address."""
        if not numbers:
            return
        sirets = sorted({_siret(rows[number].fields["siret"]) for number in numbers})
        sites = {siret: rest for siret, *rest in self._database.fetch_all(SITES_BY_SIRET, {"sirets": sirets})}
        for number in numbers:
            fields, row = rows[number].fields, placed[number]
            site = sites.get(_siret(fields["siret"]))
            if site is not None and "equipment" not in fields and not self._needs:
                row.requirements = _declared(site[-1], row.requirements.learners)
            if site is not None and site[0] is not None:
                row.put(site[0], site[1], site[2], None)
            elif fields.keys() & {"address", "postcode", "city"}:
                by_address.append(number)
            else:
                row.fail(ADDRESS_NOT_FOUND, SIRET_UNKNOWN if site is None else SITE_WITHOUT_POSITION)

    def _place_by_address(self, rows: Sequence[InputRow], placed: list[Placed], numbers: list[int]) -> None:
        """Place rows at their addresses, or at the centres of their communes."""
        postals = {number: _postal(rows[number]) for number in numbers}
        communes = self._communes(set(postals.values()))
        exact = self._exact({postal for postal in postals.values() if postal.street}, communes)
        for number, postal in postals.items():
            if (result := exact.get(postal)) is not None:
                assert result.longitude is not None  # noqa: S101 - believed answers have a position
                assert result.latitude is not None  # noqa: S101
                precision = PRECISIONS[result.result_type or ""]
                placed[number].put(result.longitude, result.latitude, precision, _found_at(result))
                continue
            commune, sentence_ = choose(communes.get(postal, []), postal.postcode, postal.city)
            if commune is None:
                placed[number].fail(ADDRESS_NOT_FOUND, sentence_)
            else:
                placed[number].put(commune.longitude, commune.latitude, APPROXIMATE, sentence_)

    def _communes(self, postals: set[_Postal]) -> dict[_Postal, list[TownMatch[Commune]]]:
        """Return the communes that each address may be in, likeliest first."""
        if not any(one.postcode or one.city for one in postals):
            return {}
        finder = communes_of(self._database)
        # Many rows of a list are in few towns.
        towns = {(one.postcode, one.city) for one in postals}
        communes = {one: candidates(finder, *one) for one in towns}
        return {one: communes[one.postcode, one.city] for one in postals}

    def _exact(
        self, postals: Iterable[_Postal], communes: dict[_Postal, list[TownMatch[Commune]]]
    ) -> dict[_Postal, GeocoderResult]:
        """Return the geocoder's answers that are to be believed; none when it cannot be asked."""
        if self._geocoder is None:
            return {}
        by_key = {str(number): postal for number, postal in enumerate(sorted(postals, key=str))}
        results = self._geocoder.search_csv(
            [Address(key, one.street, one.city, one.postcode) for key, one in by_key.items()]
        )
        return {
            by_key[result.key]: result
            for result in results
            if _is_believed(result, [one.town.code for one in communes.get(by_key[result.key], [])])
        }


def _is_believed(result: GeocoderResult, communes: list[str]) -> bool:
    """Return whether an answer is exact and likely, and in a commune that the address names."""
    return (
        result.longitude is not None
        and result.latitude is not None
        and result.result_type in PRECISIONS
        and (result.score or 0.0) >= THRESHOLD
        and (not communes or result.citycode in communes)
    )


def _coordinates(lat: str | None, lon: str | None, placed: Placed) -> Sentence | None:
    if lat is None or lon is None:
        return COORDINATE_ALONE
    values = []
    for name, text in (("lat", lat), ("lon", lon)):
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if not abs(value) <= DEGREES[name]:
            return _coordinate_unreadable(name, text)
        values.append(value)
    placed.put(values[1], values[0], None, None)
    return None


def _malformed(fields: Mapping[str, str]) -> Sentence | None:
    """Return what is wrong with a row's SIRET or postcode."""
    if "siret" in fields and not SIRET.fullmatch(_siret(fields["siret"])):
        return SIRET_MALFORMED
    if "postcode" in fields and not POSTCODE.fullmatch(_postcode(fields["postcode"])):
        return POSTCODE_MALFORMED
    return None


def _learners(text: str | None) -> int | None:
    """Return the number of learners, None where nothing is said, 0 where it cannot be read."""
    if text is None:
        return None
    whole = re.sub(r"\s", "", text)
    whole = whole[:-2] if whole.endswith((".0", ",0")) else whole
    value = int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 10 else 0  # noqa: PLR2004
    return value if value <= MAX_LEARNERS else 0


def _siret(text: str) -> str:
    """Return a SIRET as it was before a spreadsheet took it for a number; what is none as it is written."""
    try:
        return siret_of_spreadsheet(text)[0]
    except ValueError:
        return compact(text)


def _postcode(text: str) -> str:
    """Return a postcode as it was before a spreadsheet took its zero, or wrote it as a decimal number."""
    digits = re.sub(r"\s", "", text).removesuffix(".0")
    return digits.zfill(5) if digits.isdigit() and len(digits) == 4 else digits  # noqa: PLR2004


def _postal(row: InputRow) -> _Postal:
    fields = row.fields
    street = fields.get("address", "")
    postcode = _postcode(fields["postcode"]) if "postcode" in fields else None
    city = fields.get("city")
    if city is None and (end := TOWN.fullmatch(street)) and postcode in {None, end["postcode"]}:
        street, postcode, city = end["street"], end["postcode"], end["city"]
    return _Postal(" ".join(street.split()), postcode, city or None)


def _declared(needs: list[dict[str, Any]], learners: int | None) -> Requirements:
    """Return the needs that a site declared; learners of the row replace the declared ones."""
    declared = needs_of(needs, None)
    if learners is None:
        return Requirements(declared)
    return Requirements(tuple(type(need)(need.type, need.quantity, learners) for need in declared), learners)


def _equipment_unknown(code: str) -> Sentence:
    shown = code[:40]
    return sentence(
        "equipment_unknown",
        f"« {shown} » n’est pas un équipement connu ; par exemple : Ordinateur × 12 ; Imprimante 3D"
        " (/api/v1/equipment-types les énumère).",
        f"“{shown}” is no equipment that we know; for instance: Computer × 12; 3D printer"
        " (/api/v1/equipment-types lists them).",
    )


def _coordinate_unreadable(name: str, text: str) -> Sentence:
    shown, most = text[:40], DEGREES[name]
    return sentence(
        "coordinate_unreadable",
        f"{name} = « {shown} » n’est pas un nombre de degrés de -{most:.0f} à {most:.0f}.",
        f"{name} = “{shown}” is no number of degrees from -{most:.0f} to {most:.0f}.",
    )


def _found_at(result: GeocoderResult) -> Sentence:
    score = f"{result.score or 0:.2f}"
    return sentence(
        "position_of_address",
        f"Adresse trouvée par la Base Adresse Nationale : {result.label} (score {score.replace('.', ',')}).",
        f"Address found by the Base Adresse Nationale: {result.label} (score {score}).",
    )
