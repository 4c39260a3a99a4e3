"""Figures of use, for those who pay: requests, answers, hours and learners of a quarter.

Nothing is told that fewer than five requests stand behind, nor anything from which such a figure follows:

- only quarters that are over, each by itself, and none of which a request may have been deleted already: what
  is told once stays as it is, so that no two days tell of one request by their difference;
- a place that few asked is told together with others of its région, and a région with other régions
  (`disclosure.gathered`); what is hidden of a row is hidden in two rows and two columns at least (`told`);
- a programme is told where, in each of those groups of régions, with it and without it, nobody or five stand
  behind each figure, beside what is told of single places.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from app.directory.bookings.series import Series
from app.directory.common.france import REGIONS
from app.directory.planning.survey.disclosure import FEWEST, Figures, gathered, partition, told
from app.directory.requests.vocabulary import ACCEPTED, REFUSED
from app.platform import clock

PLACE, PROGRAMME, QUARTER, TERRITORY = "place", "programme", "quarter", "territory"
GROUPINGS = (PLACE, PROGRAMME, QUARTER, TERRITORY)
OTHERS = "others"
OTHER = "other"
OUTCOMES = (ACCEPTED, REFUSED, OTHER)
MONTHS = 3
KEPT = timedelta(days=365)
"""Time after which requests are deleted (`app.directory.retention.rules`)."""
REGION_NAMES = {fact.code: fact.name for fact in REGIONS}
SQL = """
SELECT response.place_id, response.place_name, coalesce(place.region_code, ''), response.status,
       coalesce(response.schedule, request.schedule), request.learners,
       ARRAY(
         SELECT DISTINCT programme.code || ' ' || programme.name FROM award
         JOIN third_place AS member ON member.id = award.third_place_id
         JOIN programme ON programme.code = programme_code
         WHERE coalesce(member.merged_into, member.id) = coalesce(place.merged_into, place.id)
       )
FROM usage_response AS response JOIN usage_request AS request ON request.id = request_id
LEFT JOIN third_place AS place ON place.public_id = response.place_id
WHERE request.sent_at >= %(start)s AND request.sent_at < %(end)s
ORDER BY response.id
"""
Key = tuple[str, str]
"""Code and name of a group."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as one place got it."""

    place: Key
    region: Key
    outcome: str
    hours: float
    """Hours that were agreed on; 0 where nothing was."""
    learners: int
    programmes: Sequence[Key]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of a group; None where it is not told."""

    code: str
    name: str
    requests: int
    accepted: int | None
    refused: int | None
    other: int | None
    hours: float | None
    learners: int | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a year, by the clock of Paris."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter of a day."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @property
    def name(self) -> str:
        """As parameters name it: `2026-Q4`."""
        return f"{self.year}-Q{self.number}"

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, (self.number - 1) * MONTHS + 1, 1, tzinfo=clock.PARIS)

    @property
    def before(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        """The quarter after."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)  # noqa: PLR2004


def told_quarters() -> list[Quarter]:
    """Return the quarters that may be told of, the newest first: over, and whole."""
    quarters, quarter = list[Quarter](), Quarter.of(clock.now_in_paris().date()).before
    while quarter.start > clock.now() - KEPT:
        quarters.append(quarter)
        quarter = quarter.before
    return quarters


def usage(connection: psycopg.Connection[Any], by: str, quarter: Quarter) -> list[Row]:
    """Return the figures of a quarter by a grouping; by quarter, of each that may be told."""
    if by == QUARTER:
        wholes = ((one, _asked(connection, one)) for one in told_quarters())
        return [_row((one.name, one.name), rows, partition(_counts(rows))) for one, rows in wholes
                if len(rows) >= FEWEST]  # fmt: skip
    rows = _asked(connection, quarter)
    if len(rows) < FEWEST:
        return []
    regions, _hidden = gathered(_by(rows, "region"), (OTHERS, OTHERS), lambda key: key)
    if by == TERRITORY:
        return _rows(regions)
    places = {region: _places(region, members) for region, members in regions.items()}
    if by == PLACE:
        return [row for groups in places.values() for row in _rows(groups)]
    return _programmes(regions, places)


def _asked(connection: psycopg.Connection[Any], quarter: Quarter) -> list[Asked]:
    parameters = {"start": quarter.start, "end": quarter.after.start}
    return [_read(*row) for row in connection.execute(SQL, parameters).fetchall()]


def _read(
    place: str, name: str, region: str, status: str, schedule: Mapping[str, Any], learners: int,
    programmes: Sequence[str],
) -> Asked:  # fmt: skip
    is_accepted = status == ACCEPTED
    return Asked(
        (place, name),
        (region, REGION_NAMES.get(region, "–")),
        status if status in OUTCOMES else OTHER,
        _hours(Series.read(schedule)) if is_accepted else 0.0,
        learners if is_accepted else 0,
        [(code, words) for code, _space, words in (one.partition(" ") for one in programmes)],
    )


def _hours(series: Series) -> float:
    day = series.first
    length = datetime.combine(day, series.end) - datetime.combine(day, series.start)
    return len(series.days()) * length.total_seconds() / 3600


def _by(rows: Iterable[Asked], field: str) -> dict[Key, list[Asked]]:
    groups: dict[Key, list[Asked]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, field)].append(row)
    return groups


def _places(region: Key, members: Sequence[Asked]) -> dict[Key, list[Asked]]:
    others = (f"{OTHERS}-{region[0]}", f"{OTHERS}, {region[1]}")
    latest = {row.place[0]: row.place[1] for row in members}
    groups: dict[Key, list[Asked]] = defaultdict(list)
    for row in members:
        groups[row.place[0], latest[row.place[0]]].append(row)
    return gathered(groups, others, lambda key: key)[0]


def _rows(groups: Mapping[Key, Sequence[Asked]]) -> list[Row]:
    keys = sorted(groups)
    figures = told([_counts(groups[key]) for key in keys])
    return [_row(key, groups[key], figure) for key, figure in zip(keys, figures, strict=True)]


def _row(key: Key, rows: Sequence[Asked], figures: Figures) -> Row:
    accepted = figures[ACCEPTED]
    return Row(
        *key,
        len(rows),
        accepted,
        figures[REFUSED],
        figures[OTHER],
        None if accepted is None else round(sum(row.hours for row in rows), 1),
        None if accepted is None else sum(row.learners for row in rows),
    )


def _counts(rows: Sequence[Asked]) -> dict[str, int]:
    counts = Counter(row.outcome for row in rows)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _programmes(
    regions: Mapping[Key, Sequence[Asked]], places: Mapping[Key, Mapping[Key, Sequence[Asked]]]
) -> list[Row]:
    everything = [row for rows in regions.values() for row in rows]
    rows = []
    for programme in sorted({one for row in everything for one in row.programmes}):
        cells = [part for region, members in regions.items()
                 for part in _cells(programme, members, places[region])]  # fmt: skip
        if any(0 < len(cell) < FEWEST for cell in cells):
            continue
        inside = [row for row in everything if programme in row.programmes]
        counts = [_counts(cell) for cell in cells]
        figures: Figures = {
            outcome: None if any(0 < one[outcome] < FEWEST for one in counts) else count
            for outcome, count in partition(_counts(inside)).items()
        }
        if sum(figure is None for figure in figures.values()) == 1:
            figures = dict.fromkeys(figures)
        rows.append(_row(programme, inside, figures))
    return rows


def _cells(
    programme: Key, members: Sequence[Asked], places: Mapping[Key, Sequence[Asked]]
) -> Iterable[list[Asked]]:
    """Return a région's requests with a programme and without, and both without the places that are told."""
    single = {key[0] for key in places if not key[0].startswith(OTHERS)}
    for has_it in (True, False):
        cell = [row for row in members if (programme in row.programmes) is has_it]
        yield cell
        yield [row for row in cell if row.place[0] not in single]
