"""The second file of the census of 2023: what goes on in a place, joined to the first by ID_UNIQUE.

A place has one row or several; a row may stand twice. A column holds an indicator (1, oui), or answers parted
by `;`, `|` or commas. Both say what is done, so both go into the description. Only EQPT_NUM names equipment.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from seeds.reading.base import CsvTable, Fields
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.normalise.text import fold
from seeds.reading.records import EquipmentRecord, Note, Refusal
from seeds.reading.spreadsheet_values import NO, YES
from seeds.sources.census import ID, answers, equipment

EQUIPMENT = "EQPT_NUM"
LABELS: Mapping[str, str] = {
    "TYPE_ACT": "Activités",
    "TYPE_ACT_NUMER": "Activités numériques",
    "PROD_NUMER": "Production numérique",
    "THEME_FORM_NUMER": "Formations au numérique",
    "THEME_FORM_INFOR": "Formations à l’informatique",
    "THEME_FORM_PROGRAM": "Formations à la programmation",
    "OFFRE_NUM_FABR": "Fabrication numérique",
    "OFFRE_NUM_INCLU": "Inclusion numérique",
    "OFFRE_NUM_MENUM": "Médiation numérique",
    EQUIPMENT: "Équipements numériques",
}
"""Columns that say something, in the order in which the description says it."""
TABLE = CsvTable((ID, EQUIPMENT), optional=tuple(column for column in LABELS if column != EQUIPMENT))
MOST_ROWS = 200_000
MOST_CHARACTERS = 100_000_000
"""The join is held in memory; a census has some 3,500 rows of a few hundred characters."""


@dataclass(slots=True)
class Activities:
    """Values of the rows of one place."""

    lines: list[int | None] = field(default_factory=list)
    """Lines at which its rows begin."""
    cells: dict[str, dict[str, None]] = field(default_factory=dict)
    """Texts of each column, each once."""

    def add(self, line_number: int | None, cells: Mapping[str, str]) -> None:
        """Take a row."""
        self.lines.append(line_number)
        for column, text in cells.items():
            self.cells.setdefault(column, {})[text] = None

    def sentences(self, *, equipment_read: bool) -> Iterator[str]:
        """Yield what each column says, under its name; of the column of equipment only what was not read."""
        for column, label in LABELS.items():
            texts = self.cells.get(column, {})
            stated = tuple(dict.fromkeys(value for text in texts for value in answers(text)))
            names = [value for value in stated if not _is_indicator(value)]
            if names and not (column == EQUIPMENT and equipment_read):
                yield f"{label} : {', '.join(names)}"
            elif not names and any(fold(value) in YES for value in stated):
                yield label

    def equipment(self) -> tuple[EquipmentRecord, ...]:
        """Return what is named in the column of equipment."""
        return equipment(self.cells.get(EQUIPMENT, {}))


@dataclass(slots=True)
class ActivitiesByPlace:
    """The rows of the file, by the identifier of their place."""

    file_name: str
    by_id: dict[str, Activities] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    """Values that could not be used."""

    def unused(self, used: set[str]) -> Iterator[Note]:
        """Yield a note for each row whose identifier is not among those of the first file."""
        for record_id, activities in self.by_id.items():
            if record_id not in used:
                for line_number in activities.lines:
                    yield Note(
                        "companion_row_unknown",
                        f"{self.file_name}, line {line_number}: no place has the {ID} {record_id[:80]!r}.",
                        line_number,
                    )


def read_activities(file: SourceFile) -> ActivitiesByPlace:
    """Read the file whole.

    Raises
    ------
    SourceFileError
        When it is another file, when quotes are out of step, or when it is larger than any census.

    """
    activities, characters = ActivitiesByPlace(file.path.name), 0
    with closing(TABLE.rows(file, lambda _done: None)) as rows:
        for count, fields in enumerate(rows, start=1):
            cells = {} if isinstance(fields, Refusal) else _cells(fields)
            characters += sum(map(len, cells.values()))
            if count > MOST_ROWS or characters > MOST_CHARACTERS:
                raise SourceFileError(
                    f"{file.path.name} is too large for the activities of a census: at most {MOST_ROWS}"
                    f" rows and {MOST_CHARACTERS // 1_000_000} million characters."
                )
            _take(activities, fields, cells)
    return activities


def _take(activities: ActivitiesByPlace, fields: Fields | Refusal, cells: Mapping[str, str]) -> None:
    line_number = fields.origin.line_number
    if isinstance(fields, Refusal):
        reason = fields.reason
    elif record_id := fields.text(ID):
        activities.by_id.setdefault(record_id, Activities()).add(line_number, cells)
        return
    else:
        reason = f"The column {ID} is empty."
    text = f"{activities.file_name}, line {line_number}: {reason}"
    activities.notes.append(Note("companion_row_unreadable", text, line_number))


def _cells(fields: Fields) -> dict[str, str]:
    texts = {column: fields.lines(column) for column in LABELS}
    return {column: text for column, text in texts.items() if text}


def _is_indicator(text: str) -> bool:
    return fold(text) in YES or fold(text) in NO
