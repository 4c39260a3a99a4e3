"""A mapping guessed from the headings of a table and the values below them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.third_places.mapped_fields import EQUIPMENT_COLUMN
from app.directory.third_places.mediation_numerique import CHOICES
from seeds.reading.equipment_text import read_equipment
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.lists import list_name
from seeds.reading.mapping.columns import (
    CLOSE,
    MOST_VALUES,
    Column,
    corrected_field,
    of_column,
    projection_of,
)
from seeds.reading.mapping.declaration import DAYS, ColumnMapping, FieldMapping
from seeds.reading.mapping.hours import weekly_hours
from seeds.reading.mapping.private import is_of_people
from seeds.reading.mapping.tables import Table, open_table
from seeds.reading.mapping.targets import EASTINGS, NORTHINGS, TARGETS, Target
from seeds.reading.normalise.text import clean, fold
from seeds.reading.spreadsheet_values import count, yes_or_no

SAMPLE = 1000
"""Rows looked at."""
POSITIONS = frozenset({"position", "latitude", "longitude"})
LEAST = 0.4
"""Least certainty of a guess."""
SHORTEST_CHOICE = 6
"""Characters of a choice that a heading may end in."""
MOST_YES_OR_NO = 0.95
_DAYS = dict(
    zip(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), DAYS, strict=True)
)
_SHORT_DAYS = {name[:3]: code for name, code in _DAYS.items()} | dict(
    zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), DAYS, strict=True)
)
_AFTERNOON = re.compile(r"\b(?:apres midi|apresmidi|aprem|am2|pm|soir|2)\b")
_NOT_HOURS = re.compile(r"\b(?:nb|nombre|marche|effectif)\b")
_COUNT = re.compile(r"\b(?:nb|nbre|nombre|nb de|quantite|qte)\b")
_SAYS_YES = re.compile(
    r"^(?:presence|acces|dispose|disponibilite|equipe|equipement|materiel|service|public)\b"
)
DISTINCT = 0.95
MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class _Score:
    sure: float
    target: str
    column: str


def guess(
    file: SourceFile,
    *,
    sheet: str = "",
    member: str = "",
    records: str = "",
    name: str = "",
    corrections: Mapping[str, str] = MappingProxyType({}),
) -> ColumnMapping:
    """Return the mapping that headings and values suggest, each field with how sure it is.

    `corrections` are what a person says of columns: a field by column, `equipment:` and a type's code, or
    nothing of those that are not to be read. Columns of people are never read, whatever is said.

    Raises
    ------
    SourceFileError
        When the file has no table, or no column that names a place.

    """
    with open_table(file, sheet=sheet, member=member, records=records) as table:
        columns = _columns(table)
    fields, equipment, private = _Guess(columns, corrections).made()
    if "nom" not in fields:
        listed = ", ".join(column.name for column in columns[:12])
        raise SourceFileError(
            f"{file.path.name}: no column was recognised as the name of a place, among: {listed}.",
            f"{file.path.name} : aucune colonne ne semble être le nom d’un lieu, parmi : {listed}.",
        )
    mapping = ColumnMapping(
        list=list_name(name or file.path.stem) or "list",
        sheet=sheet,
        member=member,
        records=records,
        fields={target: fields[target] for target in ("id", "nom", *TARGETS) if target in fields},
        equipment=equipment,
    )
    names = tuple(column.name for column in columns if column.name)
    left = tuple(name for name in names if name not in mapping.read_columns)
    return replace(
        mapping, all_columns=names, left_out=left, private=tuple(one for one in left if one in private)
    )


def _columns(table: Table) -> list[Column]:
    values: list[list[str]] = [[] for _name in table.columns]
    rows = 0
    for row in islice(table.rows(), SAMPLE):
        rows += 1
        for cells, cell in zip(values, row.cells, strict=False):
            if text := clean(cell):
                cells.append(text)
    return [
        Column(name, fold(name), tuple(cells), rows - len(cells))
        for name, cells in zip(table.columns, values, strict=True)
    ]


class _Guess:
    """The guesses at one table; each column goes to one field."""

    def __init__(self, columns: Sequence[Column], corrections: Mapping[str, str]) -> None:
        self._by_name = {column.name: column for column in columns}
        self._private = {column.name for column in columns if is_of_people(column.name)}
        self._free = [column for column in columns if column.name and column.name not in self._private]
        self._fields: dict[str, FieldMapping] = {}
        self._equipment: dict[str, str] = {}
        self._corrections = corrections

    def made(self) -> tuple[dict[str, FieldMapping], dict[str, str], set[str]]:
        """Return fields, types of equipment by column, and the columns of people."""
        self._corrected_fields()
        self._weekdays()
        self._projected()
        self._flags_and_equipment()
        self._scored()
        self._one_position()
        self._key()
        return self._fields, self._equipment, self._private

    def _take(self, *names: str) -> None:
        self._free = [column for column in self._free if column.name not in names]

    def _corrected_fields(self) -> None:
        columns_of: dict[str, list[Column]] = {}
        for column in list(self._free):
            target = self._corrections.get(column.name)
            if target is None:
                continue
            self._take(column.name)
            if target.startswith(EQUIPMENT_COLUMN):
                self._equipment[column.name] = target.removeprefix(EQUIPMENT_COLUMN)
            elif target:
                columns_of.setdefault(target, []).append(column)
        for target, columns in columns_of.items():
            self._fields[target] = corrected_field(target, columns)

    def _weekdays(self) -> None:
        if "horaires" in self._fields:
            return
        days: dict[str, list[tuple[bool, str]]] = {}
        for column in self._free:
            words = column.folded.split()
            named = [code for word in words if (code := _DAYS.get(word) or _SHORT_DAYS.get(word))]
            if len(named) == 1 and not _NOT_HOURS.search(column.folded):
                days.setdefault(named[0], []).append((bool(_AFTERNOON.search(column.folded)), column.name))
        if len(days) < 3:  # noqa: PLR2004 - fewer are no week
            return
        chosen = {
            day: tuple(name for _late, name in sorted(days[day], key=lambda one: one[0]))
            for day in DAYS
            if day in days
        }
        share = self._share_of_weeks(chosen)
        if share:
            self._fields["horaires"] = FieldMapping(rule="weekdays", days=chosen, sure=round(share, 2))
            self._take(*(name for names in chosen.values() for name in names))

    def _share_of_weeks(self, days: Mapping[str, Sequence[str]]) -> float:
        read = [
            _is_read(day, value)
            for day, names in days.items()
            if len(names) == 1
            for value in self._by_name[names[0]].values
        ]
        if not read:
            # A cell holds one end of a span: only a whole row can be read.
            return 0.85
        return sum(read) / len(read)

    def _projected(self) -> None:
        if POSITIONS & self._fields.keys():
            return
        best: tuple[float, str, str, int] | None = None
        for x in self._headed(EASTINGS):
            for y in self._headed(NORTHINGS):
                if system := projection_of(x, y):
                    sure = (
                        0.95
                        if "93" in x.folded or "geometry" in x.folded or x.folded in {"x", "coord x"}
                        else 0.85
                    )
                    if best is None or sure > best[0]:
                        best = (sure, x.name, y.name, system)
        if best:
            sure, x_name, y_name, system = best
            self._fields["position"] = FieldMapping(
                columns=(x_name, y_name), rule="projected", crs=system, sure=sure
            )
            self._take(x_name, y_name)

    def _headed(self, headings: Sequence[str]) -> list[Column]:
        return [column for column in self._free if column.folded in headings and column.values]

    def _flags_and_equipment(self) -> None:
        flags: dict[str, dict[str, str]] = {}
        for column in list(self._free):
            is_flag = column.share(_is_yes_or_no) >= MOST_YES_OR_NO
            is_count = column.share(_is_count) >= MOST_YES_OR_NO
            if not (is_flag or is_count) or any(
                _heading_score(column.folded, one.headings) == 1 for one in TARGETS.values()
            ):
                continue
            heading = _SAYS_YES.sub("", _COUNT.sub("", column.folded)).strip() or column.folded
            chosen = _choice_named(heading) if is_flag else None
            if chosen and chosen[0] not in self._fields:
                flags.setdefault(chosen[0], {})[column.name] = chosen[1]
                self._take(column.name)
            elif code := _equipment_named(heading):
                self._equipment[column.name] = code
                self._take(column.name)
        for target, named in flags.items():
            self._fields[target] = FieldMapping(rule="flags", flags=named, sure=0.9)

    def _scored(self) -> None:
        scores = sorted(self._scores(), key=lambda one: -one.sure)
        for score in scores:
            is_free = any(column.name == score.column for column in self._free)
            if is_free and score.target not in self._fields and not self._has_position(score.target):
                self._fields[score.target] = self._field(score)
                self._take(score.column)

    def _has_position(self, target: str) -> bool:
        return target in POSITIONS and "position" in self._fields

    def _scores(self) -> Iterator[_Score]:
        for column in self._free:
            for name, target in TARGETS.items():
                heading = _heading_score(column.folded, target.headings)
                share = column.share(target.fits) if target.fits else (0.9 if column.values else 0.3)
                sure = heading * (0.35 + 0.65 * share) if heading else _by_values(name, target, column, share)
                if name in CHOICES and heading:
                    # Its values may be the standard's in other words.
                    sure = heading * (0.55 + 0.45 * share) if share or _speaks_of(name, column) else 0.0
                if name == "id" and heading:
                    sure = heading * _distinctness(column)
                elif target.fits and heading and share < 0.3 and column.values and name not in CHOICES:  # noqa: PLR2004
                    sure = 0.0
                if sure >= LEAST:
                    yield _Score(round(sure, 2), name, column.name)

    def _field(self, score: _Score) -> FieldMapping:
        return of_column(score.target, self._by_name[score.column], score.sure)

    def _one_position(self) -> None:
        """Keep one position: a latitude without its longitude says nothing."""
        both = {"latitude", "longitude"} & self._fields.keys()
        if "position" in self._fields and both:
            if len(both) == 2 and self._fields["position"].rule == "pair":  # noqa: PLR2004
                del self._fields["position"]
            else:
                for name in both:
                    del self._fields[name]
        elif len(both) == 1:
            alone = both.pop()
            if alone in self._corrections.values():
                raise SourceFileError(
                    f"{alone} was chosen alone: choose the column of the other coordinate, too.",
                    f"{alone} est choisie seule : choisissez aussi la colonne de l’autre coordonnée.",
                )
            del self._fields[alone]

    def _key(self) -> None:
        if "id" in self._fields or "nom" not in self._fields:
            return
        parts = [
            name
            for target in ("nom", "code_postal", "commune")
            if target in self._fields
            for name in self._fields[target].columns
        ]
        self._fields["id"] = FieldMapping(columns=tuple(parts), rule="key", sure=0.5)


def _heading_score(folded: str, headings: Sequence[str]) -> float:
    """Return 1 for a heading that is known, less for one that begins or ends with it, or holds it."""
    if folded in headings:
        return 1.0
    squeezed = folded.replace(" ", "")
    if squeezed in {heading.replace(" ", "") for heading in headings}:
        return 0.97
    best = 0.0
    for heading in headings:
        if len(heading) < 3:  # noqa: PLR2004 - `n` stands in everything
            continue
        if re.match(rf"{re.escape(heading)}\b", folded):
            best = max(best, 0.75)
        elif re.search(rf"\b{re.escape(heading)}$", folded):
            best = max(best, 0.65)
        elif re.search(rf"\b{re.escape(heading)}\b", folded):
            best = max(best, 0.55)
    return best


def _by_values(name: str, target: Target, column: Column, share: float) -> float:
    """Return how sure values alone make a field; kinds are few, whatever the names of places say."""
    if share <= MOSTLY or (
        name == "kind" and len(set(column.values)) > min(MOST_VALUES, len(column.values) / 2)
    ):
        return 0.0
    return target.by_values * share


def _speaks_of(target: str, column: Column) -> bool:
    """Return whether a value is nearly one of a field's choices."""
    allowed = [fold(value) for value in CHOICES[target]]
    return any(
        get_close_matches(fold(part), allowed, n=1, cutoff=CLOSE)
        for value in column.values[:50]
        for part in re.split(r"[|;,/]", value)
    )


def _distinctness(column: Column) -> float:
    """Return 1 where no value comes twice and none is missing."""
    if not column.values:
        return 0.0
    share = len(set(column.values)) / (len(column.values) + column.blank)
    return share if share > DISTINCT else 0.0


def _is_read(day: str, value: str) -> bool:
    try:
        weekly_hours({day: [value]})
    except ValueError:
        return False
    return True


def _is_yes_or_no(text: str) -> bool:
    try:
        yes_or_no(text)
    except ValueError:
        return False
    return True


def _is_count(text: str) -> bool:
    try:
        count(text)
    except ValueError:
        return _is_yes_or_no(text)
    return True


def _equipment_named(heading: str) -> str | None:
    for fact in EQUIPMENT_TYPES:
        if heading.rstrip("s") in {fold(fact.label_fr).rstrip("s"), fact.code.replace("_", " ")}:
            return fact.code
    readings = read_equipment(heading)
    return max(readings, key=lambda one: one.confidence).type_code if readings else None


def _choice_named(heading: str) -> tuple[str, str] | None:
    """Return field and value of the standard that a heading names."""
    values = {fold(value): (target, value) for target in CHOICES for value in CHOICES[target]}
    close = get_close_matches(heading, values, n=1, cutoff=0.84)
    if close:
        return values[close[0]]
    ends = [
        choice
        for folded, choice in values.items()
        if len(folded) >= SHORTEST_CHOICE and heading.endswith(f" {folded}")
    ]
    return ends[0] if ends else None
