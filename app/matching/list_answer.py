"""The answer to a list of sites, streamed: one line a match, in the order of the list."""

import csv
import io
import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from app.db.database import Database
from app.exports.formulas import escape_formula
from app.features.collection import GEOJSON
from app.matching.batch import Match, Matcher
from app.matching.criteria import Asked
from app.matching.origins import Placed, Placer
from app.matching.queries import FEATURES_OF
from app.matching.reasons import distance_reason, offer_reasons
from app.matching.search import local_search
from app.matching.sentences import Sentence, sentence
from app.matching.service import fitting
from app.matching.upload import CSV, JSON_LINES, Upload

ROWS_AT_A_TIME = 2000
MOST_OFFERS = 50_000
"""Places with what they offer to a need that an answer keeps in mind."""
MATCHED, NONE_WITHIN_REACH = "matched", "none_within_reach"
COLUMNS = (
    "id", "status", "rank", "third_place_id", "third_place", "distance_m", "equipment", "reasons", "message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer."""

    id: str
    status: str
    message: Sentence | None = None
    rank: int | None = None
    match: Match | None = None
    equipment: tuple[str, ...] = ()
    """Codes of what fits."""
    reasons: tuple[Sentence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Offer:
    equipment: tuple[str, ...]
    reasons: tuple[Sentence, ...]


class ListMatcher:
    """Matches a list of sites, a part at a time, so that memory does not grow with it."""

    def __init__(self, database: Database, placer: Placer, *, limit: int, max_km: float) -> None:
        """Match over a database; `limit` places a site, within `max_km`."""
        self._database = database
        self._placer = placer
        self._max_km = max_km
        # One thread: the others are for those who ask meanwhile.
        self._matcher = Matcher(database, limit=limit, max_km=max_km, search=local_search(1))
        self._offers: dict[tuple[str, Asked], _Offer] = {}

    def lines(self, upload: Upload) -> Iterator[list[Line]]:
        """Yield the lines of the answer, some thousand at a time."""
        sent = upload.rows()
        while rows := list(islice(sent, ROWS_AT_A_TIME)):
            placed = self._placer.place(rows)
            found = self._matcher.match(placed)
            self._read_offers(placed, found)
            yield [
                line
                for origin, matches in zip(placed, found, strict=True)
                for line in self._lines_of(origin, matches)
            ]

    def _lines_of(self, origin: Placed, matches: Sequence[Match]) -> Iterator[Line]:
        if not matches and origin.status is not None:
            yield Line(origin.id, origin.status, origin.message)
        elif not matches:
            yield Line(origin.id, NONE_WITHIN_REACH, none_within(self._max_km, origin.message))
        for rank, match in enumerate(matches, start=1):
            offer = self._offers[match.place.public_id, origin.asked]
            reasons = (_distance(round(match.distance_m, 1), match.approximate), *offer.reasons)
            yield Line(origin.id, MATCHED, origin.message, rank, match, offer.equipment, reasons)

    def _read_offers(self, placed: Sequence[Placed], found: Sequence[Sequence[Match]]) -> None:
        """Read what the matched places offer, where that is not known yet."""
        wanted = {
            (match.place.public_id, origin.asked)
            for origin, matches in zip(placed, found, strict=True)
            for match in matches
        }
        if len(self._offers) > MOST_OFFERS:
            self._offers.clear()
        missing = wanted - self._offers.keys()
        if not missing:
            return
        ids = sorted({public_id for public_id, _asked in missing})
        features: dict[str, str] = dict(self._database.fetch_all(FEATURES_OF, {"ids": ids}))
        for public_id, asked in missing:
            # A place that has just gone from the directory offers nothing that could be said.
            place = json.loads(features[public_id])["properties"] if public_id in features else None
            self._offers[public_id, asked] = _offer(place, asked) if place else _Offer((), ())


def _offer(place: dict[str, Any], asked: Asked) -> _Offer:
    offered = fitting(place["equipment"], asked)
    reasons = offer_reasons(place, offered, asked)
    return _Offer(tuple(dict.fromkeys(item["type"] for item in offered)), tuple(reasons))


def none_within(max_km: float, position: Sentence | None) -> Sentence:
    """Return why a row has no match; `position` says how it was placed, where there is something to say."""
    told = {"fr": f" {position['fr']}", "en": f" {position['en']}"} if position else {"fr": "", "en": ""}
    return sentence(
        NONE_WITHIN_REACH,
        f"Aucun lieu ne répond au besoin à moins de {f'{max_km:g}'.replace('.', ',')} km." + told["fr"],
        f"No place satisfies the need within {max_km:g} km." + told["en"],
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

    def __init__(self, language: str) -> None:
        """Write sentences in `fr` or `en`."""
        self._language = language

    def head(self) -> str:
        """Return the header."""
        return ",".join(COLUMNS) + "\r\n"

    def lines(self, lines: Sequence[Line]) -> str:
        """Return some lines."""
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(map(self._values, lines))
        return out.getvalue()

    def tail(self) -> str:
        """Return nothing."""
        return ""

    def _values(self, line: Line) -> tuple[object, ...]:
        message = escape_formula(self._said(line.message)) if line.message else ""
        if line.match is None:
            return (escape_formula(line.id), line.status, "", "", "", "", "", "", message)
        place = line.match.place
        return (
            escape_formula(line.id),
            line.status,
            line.rank,
            place.public_id,
            escape_formula(place.name),
            f"{line.match.distance_m:.1f}",
            ";".join(line.equipment),
            escape_formula(" ".join(map(self._said, line.reasons))),
            message,
        )

    def _said(self, sentence: Sentence) -> str:
        return sentence["fr"] if self._language == "fr" else sentence["en"]


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
        "equipment": line.equipment,
        "reasons": line.reasons,
        "message": line.message,
    }


def _feature(line: Line) -> dict[str, Any]:
    place = line.match.place if line.match else None
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]} if place else None
    return {"type": "Feature", "geometry": point, "properties": _properties(line)}


def writer_of(media_type: str, language: str) -> Writer:
    """Return the writer of one of the three media types."""
    if media_type == JSON_LINES:
        return JsonLinesWriter()
    return GeoJsonWriter() if media_type == GEOJSON else CsvWriter(language)


def written(matcher: ListMatcher, upload: Upload, writer: Writer) -> Generator[bytes]:
    """Yield the answer to a list, some thousand lines at a time."""
    yield writer.head().encode()
    for lines in matcher.lines(upload):
        yield writer.lines(lines).encode()
    yield writer.tail().encode()
