"""The answer to a list of sites, streamed: one line a match, in the order of the list."""

import csv
import io
import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from app.directory.matching.bulk.matcher import Match, Matcher
from app.directory.matching.criteria import BY_DISTANCE, BY_SCORE
from app.directory.matching.offers import Offer, Offers
from app.directory.matching.reasons import distance_reason
from app.directory.matching.score import DIGITS
from app.directory.matching.sentences import Sentence, sentence
from app.directory.matching.uploads.positions import Placed, Placer
from app.directory.matching.uploads.rows import CSV, JSON_LINES, InputRow, Upload
from app.platform.database.connection import Database
from app.platform.files.formulas import escape_formula
from app.platform.listings.feature_collection import GEOJSON

ROWS_AT_A_TIME = 2000
MATCHED, NONE_WITHIN_REACH = "matched", "none_within_reach"
COLUMNS = (
    "id", "status", "rank", "third_place_id", "third_place", "distance_m", "distance_precision",
    "equipment", "reasons", "message",
)  # fmt: skip
RANKED_COLUMNS = ("score", "needs_met", "needs_unmet")
"""Further columns of an answer that was asked for in parts or by score."""
NOTHING = Offer()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer."""

    id: str
    status: str
    message: Sentence | None = None
    rank: int | None = None
    match: Match | None = None
    offer: Offer = NOTHING
    """Items of the place that fit."""
    reasons: tuple[Sentence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class MatchedSite:
    """A row of a list with what became of it."""

    row: InputRow
    placed: Placed
    lines: tuple[Line, ...]
    """One for each match, or the one that says why there is none."""


class ListMatcher:
    """Matches a list of sites, a part at a time, so that memory does not grow with it."""

    def __init__(
        self,
        database: Database,
        placer: Placer,
        *,
        limit: int,
        max_km: float,
        partial: bool = False,
        order: str = BY_DISTANCE,
    ) -> None:
        """Match over a database; `limit` places a site, within `max_km`."""
        self._placer = placer
        self._max_km = max_km
        self._partial = partial
        # One thread: the others are for those who ask meanwhile.
        self._matcher = Matcher(database, limit=limit, max_km=max_km, order=order, workers=1)
        self._offers = Offers(database.fetch_all)
        self.columns = (*COLUMNS, *RANKED_COLUMNS) if partial or order == BY_SCORE else COLUMNS
        """Columns of the response as a table."""

    def lines(self, upload: Upload) -> Iterator[list[Line]]:
        """Yield the lines of the answer, some thousand at a time."""
        for sites in self.sites(upload):
            yield [line for site in sites for line in site.lines]

    def sites(self, upload: Upload) -> Iterator[list[MatchedSite]]:
        """Yield the rows of a list with their positions and lines, some thousand at a time."""
        sent = upload.rows()
        while rows := list(islice(sent, ROWS_AT_A_TIME)):
            placed = self._placer.place(rows)
            if self._partial:
                for origin in placed:
                    origin.requirements = replace(origin.requirements, partial=True)
            matches_by_origin = self._matcher.match(placed)
            self._offers.read(
                (match.place.public_id, origin.requirements)
                for origin, matches in zip(placed, matches_by_origin, strict=True)
                for match in matches
            )
            yield [
                MatchedSite(row, origin, tuple(self._lines_of(origin, matches)))
                for row, origin, matches in zip(rows, placed, matches_by_origin, strict=True)
            ]

    def _lines_of(self, origin: Placed, matches: Sequence[Match]) -> Iterator[Line]:
        if not matches and origin.status is not None:
            yield Line(origin.id, origin.status, origin.message)
        elif not matches:
            yield Line(origin.id, NONE_WITHIN_REACH, none_within(self._max_km, origin.message))
        for rank, match in enumerate(matches, start=1):
            offer = self._offers[match.place.public_id, origin.requirements]
            reasons = (_distance(round(match.distance_m, 1), match.approximate), *offer.reasons)
            yield Line(origin.id, MATCHED, origin.message, rank, match, offer, reasons)


def none_within(max_km: float, position: Sentence | None) -> Sentence:
    """Return why a row has no match; `position` says how it was placed, where there is something to say."""
    explanation = (
        {"fr": f" {position['fr']}", "en": f" {position['en']}"} if position else {"fr": "", "en": ""}
    )
    return sentence(
        NONE_WITHIN_REACH,
        f"Aucun lieu ne répond au besoin à moins de {f'{max_km:g}'.replace('.', ',')} km."
        + explanation["fr"],
        f"No place satisfies the need within {max_km:g} km." + explanation["en"],
    )


@lru_cache(maxsize=10_000)
def _distance(metres: float, approximate: bool) -> Sentence:
    return distance_reason(metres, approximate)


class Writer(Protocol):
    """A form of the answer."""

    media_type: str

    def head(self) -> str:
        """Return what stands before the lines."""

    def lines(self, lines: Sequence[Line]) -> str:
        """Return some lines."""

    def tail(self) -> str:
        """Return what stands after the lines."""


class CsvWriter:
    """Sentences in one language, codes joined by semicolons, formulas disarmed."""

    media_type = CSV

    def __init__(self, language: str, columns: Sequence[str]) -> None:
        """Write these columns, sentences in `fr` or `en`."""
        self._language = language
        self._columns = columns

    def head(self) -> str:
        """Return the header."""
        return ",".join(self._columns) + "\r\n"

    def lines(self, lines: Sequence[Line]) -> str:
        """Return some lines."""
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(map(self._values, lines))
        return out.getvalue()

    def tail(self) -> str:
        """Return nothing."""
        return ""

    def _values(self, line: Line) -> list[object]:
        cells = cells_of(line, self._language)
        return [
            escape_formula(cell) if isinstance(cell, str) else cell for cell in cells[: len(self._columns)]
        ]


def precision_of(match: Match) -> str:
    """Return `approximate` where one of the positions is known only to its commune, else `exact`."""
    return "approximate" if match.approximate else "exact"


def cells_of(line: Line, language: str) -> list[str | int | float]:
    """Return a line as a table has it, `COLUMNS` and `RANKED_COLUMNS`; sentences in `fr` or `en`."""

    def text_of(one: Sentence) -> str:
        return one["fr"] if language == "fr" else one["en"]

    message = text_of(line.message) if line.message else ""
    if line.match is None:
        return [line.id, line.status, "", "", "", "", "", "", "", message, "", "", ""]
    match, offer = line.match, line.offer
    return [
        line.id,
        line.status,
        line.rank or "",
        match.place.public_id,
        match.place.name,
        round(match.distance_m, 1),
        precision_of(match),
        ";".join(offer.equipment),
        " ".join(map(text_of, line.reasons)),
        message,
        round(match.score, DIGITS),
        ";".join(offer.needs_met),
        ";".join(offer.needs_unmet),
    ]


class JsonLinesWriter:
    """One object a line, sentences in both languages."""

    media_type = JSON_LINES

    def head(self) -> str:
        """Return nothing."""
        return ""

    def lines(self, lines: Sequence[Line]) -> str:
        """Return some lines."""
        return "".join(json.dumps(_properties(line), ensure_ascii=False) + "\n" for line in lines)

    def tail(self) -> str:
        """Return nothing."""
        return ""


class GeoJsonWriter:
    """A FeatureCollection of the matched places; rows without one are Features without a geometry."""

    media_type = GEOJSON

    def __init__(self) -> None:
        """Begin."""
        self._count = 0

    def head(self) -> str:
        """Return the beginning of the collection."""
        return '{"type":"FeatureCollection","features":[\n'

    def lines(self, lines: Sequence[Line]) -> str:
        """Return some Features."""
        start = ",\n" if self._count and lines else ""
        self._count += len(lines)
        return start + ",\n".join(json.dumps(_feature(line), ensure_ascii=False) for line in lines)

    def tail(self) -> str:
        """Return the end: the number of Features; a file without it was cut off."""
        return f'\n],"numberReturned":{self._count}}}\n'


def _properties(line: Line) -> dict[str, Any]:
    place = line.match.place if line.match else None
    return {
        "id": line.id,
        "status": line.status,
        "rank": line.rank,
        "third_place_id": place.public_id if place else None,
        "third_place": place.name if place else None,
        "distance_m": round(line.match.distance_m, 1) if line.match else None,
        "distance_precision": precision_of(line.match) if line.match else None,
        "score": round(line.match.score, DIGITS) if line.match else None,
        "equipment": line.offer.equipment,
        "needs_met": line.offer.needs_met,
        "needs_unmet": line.offer.needs_unmet,
        "reasons": line.reasons,
        "message": line.message,
    }


def _feature(line: Line) -> dict[str, Any]:
    place = line.match.place if line.match else None
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]} if place else None
    return {"type": "Feature", "geometry": point, "properties": _properties(line)}


def writer_of(media_type: str, language: str, columns: Sequence[str]) -> Writer:
    """Return the writer of one of the three texts; `columns` are those of the table."""
    if media_type == JSON_LINES:
        return JsonLinesWriter()
    return GeoJsonWriter() if media_type == GEOJSON else CsvWriter(language, columns)


def written(matcher: ListMatcher, upload: Upload, writer: Writer) -> Generator[bytes]:
    """Yield the answer to a list, some thousand lines at a time."""
    yield writer.head().encode()
    for lines in matcher.lines(upload):
        yield writer.lines(lines).encode()
    yield writer.tail().encode()
