"""Records worth comparing: those that share a commune, a square kilometre or an identifier."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from seeds.loading.duplicates.facts import PlaceFacts

CELL_DEGREES = 0.01
"""Side of a cell; 1.1 km of latitude. A cell is compared with its neighbours."""
Pair = tuple[PlaceFacts, PlaceFacts]
Key = tuple[str, *tuple[object, ...]]


def candidate_pairs(records: Iterable[PlaceFacts], touched: Collection[int]) -> Iterator[Pair]:
    """Yield each pair once, of which at least one is touched, the lower (source, record id) first."""
    blocks: dict[Key, list[PlaceFacts]] = defaultdict(list)
    records = list(records)
    for record in records:
        for key in _keys(record):
            blocks[key].append(record)
    ids = set(touched)
    for record in records:
        if record.id not in ids:
            continue
        others = {
            other.id: other
            for key in _looked_up(record)
            for other in blocks.get(key, ())
            if other is not record
        }
        for other in others.values():
            # A pair of which both are touched is met twice.
            if other.id not in ids or record.key < other.key:
                yield (record, other) if record.key < other.key else (other, record)


def _keys(record: PlaceFacts) -> Iterator[Key]:
    """Name the blocks in which a record stands."""
    if record.commune_code is not None:
        yield "commune", record.commune_code
    if record.siret is not None:
        yield "siret", record.siret
    if record.telephone is not None:
        yield "telephone", record.telephone
    if record.website is not None:
        yield "website", record.website
    if record.is_precise and record.longitude is not None and record.latitude is not None:
        yield "cell", *_cell(record.longitude, record.latitude)


def _looked_up(record: PlaceFacts) -> Iterator[Key]:
    """Name the blocks in which its duplicates may stand."""
    for key in _keys(record):
        if key[0] != "cell":
            yield key
    if record.is_precise and record.longitude is not None and record.latitude is not None:
        x, y = _cell(record.longitude, record.latitude)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                yield "cell", x + east, y + north


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return math.floor(longitude / CELL_DEGREES), math.floor(latitude / CELL_DEGREES)
