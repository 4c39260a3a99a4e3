"""Places known under the identifiers of a file's records: a place never becomes another one.

A publisher may change a place's name, or move it; where name, commune and position all change at once, the
row is another place under a number that was given out before. It would take the public id, and with it every
link, report and match that leads there: the row is refused, and what is there stays.
"""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Cursor

from app.directory.common.columns import DEMONSTRATION_SOURCE
from geo.geodesic import point_distance_m
from seeds.loading.locate import Located
from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.text import fold
from seeds.reading.records import PlaceRecord

ELSEWHERE_M = 1000.0
"""Metres from which a position is another one."""

_HELD = """
SELECT source_record_id, coalesce(named.source_value #>> '{}', name),
       coalesce(said.city, place.city, said.commune_code, place.commune_code),
       coalesce(said.commune_code, place.commune_code),
       coalesce(said.longitude, ST_X(position::geometry)), coalesce(said.latitude, ST_Y(position::geometry))
FROM third_place AS place
LEFT JOIN stated_value AS named ON named.third_place_id = place.id AND named.field = 'name'
LEFT JOIN stated_value AS moved ON moved.third_place_id = place.id AND moved.field = 'location'
LEFT JOIN LATERAL jsonb_to_record(moved.source_value)
  AS said(city text, commune_code text, longitude float8, latitude float8) ON true
WHERE source = %s AND source_record_id = ANY (%s)
"""
"""Of what people have stated, the last that the source said."""


class Held(NamedTuple):
    """A record as it is in the directory. Degrees, WGS 84."""

    name: str
    city: str | None
    commune_code: str | None
    longitude: float | None
    latitude: float | None


class KnownPlaces:
    """Looks up some identifiers at a time, and compares."""

    def __init__(self, cursor: Cursor, source: str) -> None:
        self._cursor = cursor
        self._source = source
        self._held: dict[str, Held] = {}

    def look_up(self, record_ids: Sequence[str]) -> None:
        """Read what the directory holds under these identifiers, and forget the ones before."""
        if self._source == DEMONSTRATION_SOURCE:
            return  # numbered anew by each seed: whoever asks for another demonstration gets other places
        rows = self._cursor.execute(_HELD, (self._source, list(record_ids))).fetchall()
        self._held = {row[0]: Held(*row[1:]) for row in rows}

    def check(self, record: PlaceRecord, located: Located) -> None:
        """Compare a record with what is held under its identifier.

        Raises
        ------
        RowRefusedError
            `record_is_another_place`: name, commune and position all differ.

        """
        held = self._held.get(record.source_record_id)
        if held is None or fold(held.name) == fold(record.name) or not _is_elsewhere(held, located):
            return
        where = f" in {held.city}" if held.city else ""
        raise RowRefusedError(
            "record_is_another_place",
            f"Under this identifier the directory holds {held.name}{where}: name, commune and position all"
            " differ. Give the place an identifier of its own; if the file is another publisher's, name its"
            " list (--list NAME). Nothing of this list counts as vanished until then.",
        )


def _is_elsewhere(held: Held, located: Located) -> bool:
    """Whether commune and position both differ; a commune or a position that is not known does not."""
    if held.commune_code is None or located.commune_code is None:
        return False
    if held.commune_code == located.commune_code:
        return False
    if held.longitude is None or held.latitude is None:
        return True
    if located.longitude is None or located.latitude is None:
        return True
    apart = point_distance_m(held.longitude, held.latitude, located.longitude, located.latitude)
    return apart > ELSEWHERE_M
