"""Places that are imported, changed by people and taken back, within one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from app.directory.contributions.author import Author
from app.directory.contributions.changes import Revision, change_place, own_value
from app.directory.contributions.queries import OWN
from seeds.loading.feed import Feed
from seeds.loading.records import Tally, load_records
from seeds.reading.records import EquipmentRecord, LocationRecord, Origin, PlaceRecord

SOURCE = "fabriques"
LICENCE = "ODbL-1.0"
SYSTEM = Author.system()


class Directory:
    """A directory of one source, with people who change it."""

    def __init__(self, connection: Connection) -> None:
        self.sql = connection
        self.driver: Any = connection.connection.driver_connection

    def run(self) -> int:
        """Begin a run of an import; return its number."""
        statement = text(
            "INSERT INTO import_run (source, file_name, file_hash, status)"
            " VALUES (:source, 'file', '', 'succeeded') RETURNING id"
        )
        return int(self.sql.execute(statement, {"source": SOURCE}).scalar_one())

    def imported(self, records: Iterable[PlaceRecord], run: int | None = None) -> Tally:
        """Import records as all that the source holds."""
        feed = Feed(source=SOURCE, kind="places", licence=LICENCE, run_id=run or self.run())
        return load_records(self.sql, feed, records)

    def person(self, address: str = "ines@lieu.example") -> int:
        """Return somebody's number."""
        statement = text(
            "INSERT INTO person (address, language) VALUES (:address, 'fr')"
            " ON CONFLICT (address) DO UPDATE SET language = 'fr' RETURNING id"
        )
        return int(self.sql.execute(statement, {"address": address}).scalar_one())

    def id_of(self, record: str) -> int:
        """Return the row of a record."""
        statement = text("SELECT id FROM third_place WHERE source_record_id = :record")
        return int(self.sql.execute(statement, {"record": record}).scalar_one())

    def said(
        self,
        record: str,
        values: Mapping[str, object],
        *,
        as_manager: bool = True,
        person: str = "ines@lieu.example",
    ) -> Revision | None:
        """Change a place in somebody's name."""
        author = Author.person(self.person(person))
        return change_place(self.driver, self.id_of(record), values, author, "Parce que", as_manager)

    def stated(self, record: str) -> dict[str, Any]:
        """Return what people have stated of a record, by field."""
        rows = self.sql.execute(
            text("SELECT field, value FROM stated_value WHERE third_place_id = :id"),
            {"id": self.id_of(record)},
        )
        return dict(rows.all())  # type: ignore[arg-type]

    def own(self, record: str, fields: Iterable[str]) -> dict[str, Any]:
        """Return what a record's own row and equipment say of some fields."""
        row = self.driver.execute(OWN, {"id": self.id_of(record)}).fetchone()
        own = dict(zip(("row", "location", "equipment"), row, strict=True))
        return {field: own_value(own, field) for field in fields}

    def state(self) -> dict[int, dict[str, Any]]:
        """Return all that revisions keep of every place, as it is now."""
        rows = self.sql.execute(text("SELECT id, place_state(id) FROM third_place ORDER BY id"))
        return {number: _without_nulls(fields) for number, fields in rows}

    def replayed(self) -> dict[int, dict[str, Any]]:
        """Return what the revisions say, replayed from nothing."""
        places: dict[int, dict[str, Any]] = {}
        rows = self.sql.execute(text("SELECT third_place_id, old, new FROM revision ORDER BY id"))
        for number, old, new in rows:
            if new is None:
                del places[number]
                continue
            assert (old is None) == (number not in places)
            places[number] = _without_nulls({**places.get(number, {}), **new})
        return dict(sorted(places.items()))

    def listed(self) -> dict[str, dict[str, Any]]:
        """Return the properties of every listed place, by the record that it is shown from."""
        rows = self.sql.execute(
            text("SELECT source_record_id, (feature_head || feature_tail)::json FROM third_place_listing")
        )
        return {record: feature["properties"] for record, feature in rows}

    def value(self, query: str, **parameters: Any) -> Any:
        """Return the one value that a query gives."""
        return self.sql.execute(text(query), parameters).scalar_one()


@contextmanager
def directory(engine: Engine) -> Iterator[Directory]:
    """Give a directory whose changes are all taken back at the end."""
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(
            text(
                "INSERT INTO commune (code, name, type, department_code, region_code, postcodes, centroid)"
                " VALUES ('44109', 'Nantes', 'commune', '44', '52', '{44000,44300}',"
                "  'SRID=4326;POINT(-1.5479 47.2322)'),"
                " ('01004', 'Ambérieu-en-Bugey', 'commune', '01', '84', '{01500}',"
                "  'SRID=4326;POINT(5.37 45.96)')"
            )
        )
        yield Directory(connection)
        transaction.rollback()


def place(record: str, equipment: Iterable[str | EquipmentRecord] = (), **values: Any) -> PlaceRecord:
    """Return a record of a place in Nantes."""
    location = LocationRecord(
        address=values.pop("address", "9 rue du Port"),
        postcode="44300",
        city="Nantes",
        commune_code="44109",
        latitude=values.pop("latitude", 47.24),
        longitude=-1.5,
        position_precision="address",
    )
    items = tuple(
        item if isinstance(item, EquipmentRecord) else EquipmentRecord(type_code=item) for item in equipment
    )
    return PlaceRecord(
        origin=Origin(line_number=None, row={}),
        source_record_id=record,
        name=values.pop("name", f"Lieu {record}"),
        kind=values.pop("kind", "fablab"),
        location=location,
        equipment=items,
        **values,
    )


def _without_nulls(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if value is not None}
