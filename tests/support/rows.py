"""Hand-made rows, for tests that say themselves what the directory holds."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any, Self

from sqlalchemy import Connection, insert, text
from sqlalchemy.dialects.postgresql import Range as SqlRange
from support.kept import lent_connection, lent_engine

from app.directory.common.france import DEPARTMENTS
from app.directory.equipment.models import Equipment
from app.directory.organisations.models import Organisation, OrganisationNeed, OrganisationSupport
from app.directory.programmes.models import Award
from app.directory.territories.models import Commune, Epci
from app.directory.third_places.holidays import holiday_area
from app.directory.third_places.models import DuplicatePair, OpeningException, ThirdPlace
from app.directory.third_places.opening_hours import Minutes, expand

Item = str | Mapping[str, Any]
Position = tuple[float, float]
PARIS: Position = (2.35222, 48.85661)
"""Longitude and latitude, as everywhere below."""
NO_HASH = hashlib.blake2b(b"test", digest_size=8).digest()
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
TIMEZONE_OF = {fact.code: fact.timezone for fact in DEPARTMENTS}


class Rows:
    """Writes rows into a database; every row has sensible values where the test names none."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._numbers = count(1)

    @classmethod
    @contextmanager
    def into(cls, url: str) -> Iterator[Self]:
        """Write in one transaction, committed at the end, and the listings once."""
        with lent_engine(url) as engine, engine.begin() as connection:
            rows = cls(connection)
            with rows.listed_once():
                yield rows

    @contextmanager
    def listed_once(self) -> Iterator[None]:
        """Write the listings of everything at the end, instead of after each row: some 50 ms for each."""
        self.defer_listings()
        yield
        self.refresh_listings()
        self.connection.execute(text("SELECT set_config('proxilieux.defer_listing', '', true)"))

    def defer_listings(self) -> None:
        """Leave the listings alone until `refresh_listings`, as a bulk load does."""
        self.connection.execute(text("SELECT set_config('proxilieux.defer_listing', 'on', true)"))

    def refresh_listings(self) -> None:
        """Write the listings of everything."""
        self.connection.execute(text("SELECT refresh_third_place_listing(), refresh_organisation_listing()"))

    def mark(self, content: str) -> None:
        """Say what the directory holds; a server fills one that is `empty` when it starts."""
        self.connection.execute(text("UPDATE directory_state SET content = :content"), {"content": content})

    def place(
        self,
        at: Position | None = PARIS,
        *,
        equipment: Iterable[Item] = (),
        awards: Iterable[Item] = (),
        hours: str | None = None,
        hours_from: date | None = None,
        **columns: Any,
    ) -> str:
        """Write a third place; return its public id."""
        number = next(self._numbers)
        values = self._located(at, columns) | {
            "public_id": f"tl-{number:06}",
            "name": f"Lieu {number}",
            "kind": "third_place",
            "timezone": TIMEZONE_OF.get(columns.get("department_code", ""), "Europe/Paris"),
            "source_record_id": f"place-{number}",
        }
        values |= columns
        exceptions: list[dict[str, Any]] = []
        if hours is not None:
            area = holiday_area(columns.get("department_code"))
            expansion = expand(hours, values["timezone"], hours_from or date(2026, 1, 1), 366, area)
            values |= {
                "opening_hours": hours,
                "open_minutes": ranges(expansion.week),
                "appointment_minutes": ranges(expansion.appointment.week),
                "unknown_minutes": ranges(expansion.unknown.week),
                "by_appointment": expansion.by_appointment,
                "holiday_area": area,
            }
            exceptions = [
                {
                    "day": day,
                    "open_minutes": ranges(spans),
                    "appointment_minutes": ranges(expansion.appointment.exceptions[day]),
                    "unknown_minutes": ranges(expansion.unknown.exceptions[day]),
                }
                for day, spans in expansion.exceptions.items()
            ]
        place_id = self.connection.execute(
            insert(ThirdPlace).values(values).returning(ThirdPlace.id)
        ).scalar_one()
        self._write(
            Equipment, [_fields(item, "type_code") | {"third_place_id": place_id} for item in equipment]
        )
        self._write(
            Award, [_fields(item, "programme_code") | {"third_place_id": place_id} for item in awards]
        )
        self._write(OpeningException, [row | {"third_place_id": place_id} for row in exceptions])
        return str(values["public_id"])

    def id_of(self, public_id: str) -> int:
        """Return the row number of a place, to merge others into."""
        query = text("SELECT id FROM third_place WHERE public_id = :public_id")
        return int(self.connection.execute(query, {"public_id": public_id}).scalar_one())

    def pair(self, one: str, other: str, verdict: str = "same") -> None:
        """Say of two places, by their public ids, whether they are one."""
        left, right = sorted((self.id_of(one), self.id_of(other)))
        self.connection.execute(
            insert(DuplicatePair).values(
                left_id=left,
                right_id=right,
                verdict=verdict,
                rule="test",
                score=1,
                explanation="",
                decided_by="operator",
            )
        )

    def organisation(
        self,
        at: Position | None = PARIS,
        *,
        needs: Iterable[Item] = (),
        support: Mapping[str, bool] | None = None,
        **columns: Any,
    ) -> str:
        """Write an organisation; return its public id."""
        number = next(self._numbers)
        values = self._located(at, columns) | {
            "public_id": f"of-{number:06}",
            "name": f"Organisme {number}",
            "kind": "cfa",
            "source_record_id": f"organisation-{number}",
        }
        values |= columns
        statement = insert(Organisation).values(values).returning(Organisation.id)
        site_id = self.connection.execute(statement).scalar_one()
        self._write(
            OrganisationNeed, [_fields(item, "type_code") | {"organisation_id": site_id} for item in needs]
        )
        self._write(
            OrganisationSupport,
            [
                {"organisation_id": site_id, "field": field, "is_needed": is_needed}
                for field, is_needed in (support or {}).items()
            ],
        )
        return str(values["public_id"])

    def commune(self, code: str, name: str, at: Position | None = PARIS, **columns: Any) -> str:
        """Write a commune; return its code."""
        department = code[:3] if code.startswith("97") else code[:2]
        values = {
            "code": code,
            "name": name,
            "type": "commune",
            "department_code": department,
            "region_code": REGION_OF[department],
            "centroid": ewkt(at),
        }
        self.connection.execute(insert(Commune).values(values | columns))
        return code

    def epci(self, code: str, name: str) -> str:
        """Write an EPCI; return its code."""
        self.connection.execute(insert(Epci).values(code=code, name=name))
        return code

    def _located(self, at: Position | None, columns: Mapping[str, Any]) -> dict[str, Any]:
        department = columns.get("department_code")
        return {
            "position": ewkt(at),
            "position_precision": None if at is None else "address",
            "region_code": REGION_OF.get(department) if department else None,
            "source": "test",
            "licence": "LO-2.0",
            "content_hash": NO_HASH,
        }

    def _write(self, model: type, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self.connection.execute(insert(model).values(row))


def ewkt(at: Position | None) -> str | None:
    """Return a position as EWKT."""
    return None if at is None else f"SRID=4326;POINT({at[0]!r} {at[1]!r})"


def ranges(spans: Iterable[Minutes]) -> list[SqlRange[int]]:
    """Return minutes as the value of a multirange column."""
    return [SqlRange(opens, closes, bounds="[)") for opens, closes in spans]


def _fields(item: Item, main: str) -> dict[str, Any]:
    return {main: item} if isinstance(item, str) else dict(item)


def execute(url: str, statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement of SQL by itself; return its rows, if it gives any."""
    with lent_connection(url) as connection:
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


__all__ = ["PARIS", "Position", "Rows", "ewkt", "execute", "ranges"]
