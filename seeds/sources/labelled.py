"""The two files of labelled places, Fabriques de territoire and Manufactures de proximité: same columns.

Every row says which commune got the label, with the commune's centroid as its position. Where one commune
has several labelled places the publisher wrote them into one row, ids and names joined by semicolons; such a
row stays one place here, because its names cannot be told apart reliably. The year of the award is not
published.
"""

from collections.abc import Callable

from seeds.reading.base import CsvReader, Fields
from seeds.reading.normalise.postal import commune_code
from seeds.reading.records import AwardRecord, LocationRecord, PlaceRecord

COLUMNS = ("id", "nom", "label", "code_insee", "commune", "latitude", "longitude", "precision")
PRECISIONS = frozenset({"address", "street", "commune_centroid"})


def labelled_reader(*, kind: str, programme: str) -> CsvReader:
    """Return a reader of places of one kind that all have an award of one programme."""
    return CsvReader(COLUMNS, lambda fields: fields.text("id"), _record_maker(kind, programme))


def _record_maker(kind: str, programme: str) -> Callable[[Fields, str], PlaceRecord]:
    def to_record(fields: Fields, record_id: str) -> PlaceRecord:
        return PlaceRecord(
            origin=fields.origin,
            source_record_id=record_id,
            name=fields.name("nom"),
            kind=kind,
            location=_location(fields),
            awards=(AwardRecord(programme_code=programme),),
            remarks=fields.remarks,
        )

    return to_record


def _location(fields: Fields) -> LocationRecord:
    position = fields.position()
    stated = fields.text("precision")
    if stated is not None and stated not in PRECISIONS:
        fields.remark("precision_unreadable")
    precision = stated if stated in PRECISIONS else "commune_centroid"
    return LocationRecord(
        city=fields.text("commune"),
        commune_code=fields.optional("code_insee", commune_code, "commune_code_unreadable"),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        position_precision=precision if position else None,
    )


read_fabriques = labelled_reader(kind="third_place", programme="fabrique-de-territoire")
"""Fabriques de territoire, as labelled up to January 2024."""
read_manufactures = labelled_reader(kind="manufactory", programme="manufacture-de-proximite")
"""Manufactures de proximité."""
