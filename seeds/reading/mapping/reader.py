"""The reader of any territory's file: its mapping makes the fields, of which a place is made."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from seeds.reading.base import PROGRESS_EVERY, REST, Progress, Records, RowRefusedError, checked_id
from seeds.reading.files import SourceFile
from seeds.reading.mapping.declaration import ColumnMapping, MappingError, load_mapping
from seeds.reading.mapping.rules import fields_of
from seeds.reading.mapping.tables import Table, open_mapped
from seeds.reading.normalise.text import one_line
from seeds.reading.records import Note, Origin, PlaceRecord, Refusal
from seeds.reading.refused_rows import PART_COLUMNS
from seeds.reading.spreadsheet import LONGEST_REMARK, SheetFields, refused_by_shape
from seeds.reading.spreadsheet_rows import SheetRow

MAPPING = "mapping"
"""Name of the companion that is the mapping."""
NO_MAPPING = (
    "A territory's file is read by its mapping: `proxilieux map FILE` writes one, `--mapping FILE` names it."
)
ToPlace = Callable[["MappedFields", str], PlaceRecord]


class MappedFields(SheetFields):
    """One row, whose fields are what its mapping made."""

    def __init__(self, origin: Origin, said_list: str) -> None:
        super().__init__(origin, {}, said_list)
        self.made: dict[str, str] = {}

    def text(self, column: str) -> str | None:
        """Return a field on one line, or None where it says nothing."""
        return one_line(self.made.get(column))

    def lines(self, column: str) -> str | None:
        """Return a field with its line breaks."""
        value = self.made.get(column)
        return None if value is None else self.free_text(value)


class MappedReader:
    """A reader whose columns are declared in the mapping that comes with the file."""

    def __init__(self, to_place: ToPlace) -> None:
        self._to_place = to_place

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every row.

        Raises
        ------
        SourceFileError
            When the file has no table, or not the columns of its mapping, or comes without one.

        """
        mapping = mapping_of(file)
        with open_mapped(file, mapping) as table:
            yield from _notes(file, table, mapping)
            for count, row in enumerate(table.rows()):
                if count % PROGRESS_EVERY == 0:
                    progress(min(file.size, count))
                yield self._read_row(file, mapping, table, row)
        progress(file.size)

    def _read_row(
        self, file: SourceFile, mapping: ColumnMapping, table: Table, row: SheetRow
    ) -> PlaceRecord | Refusal:
        cells = [*row.cells, *[""] * (len(table.columns) - len(row.cells))]
        whole = Origin(row.number, dict(zip(table.columns, cells, strict=False)))
        refusal = refused_by_shape(table.columns, row, whole)
        # Of columns that are not read nothing is kept, not even with a row that is refused.
        origin = replace(whole, row=_kept((refusal.origin if refusal else whole).row, mapping))
        fields, record_id = MappedFields(origin, file.list_name or mapping.list), None
        try:
            fields.made = fields_of(mapping, whole.row, fields.remark)
            number = fields.text("id")
            record_id = checked_id(f"{fields.list_named_by('source')}:{number}" if number else None)
            if refusal is None:
                return self._to_place(fields, record_id)
        except RowRefusedError as error:
            refusal = refusal or Refusal(origin, error.code, error.reason, record_id)
        if refusal.code == "fields_mismatch":
            # Marked as too long without what stands there: it may be anybody's.
            origin = replace(origin, row={**origin.row, REST: REST})
        return replace(refusal, origin=origin, source_record_id=record_id)


def mapping_of(file: SourceFile) -> ColumnMapping:
    """Return the mapping that comes with a file.

    Raises
    ------
    MappingError
        When there is none, or one that cannot be used.

    """
    companion = file.companions.get(MAPPING)
    if companion is None:
        raise MappingError(NO_MAPPING)
    return load_mapping(companion.path)


def _kept(row: Mapping[str, str], mapping: ColumnMapping) -> dict[str, str]:
    return {
        name: value for name, value in row.items() if name in mapping.read_columns or name in PART_COLUMNS
    }


def _notes(file: SourceFile, table: Table, mapping: ColumnMapping) -> Records:
    missing = [name for name in mapping.read_columns if name not in table.columns]
    needed = {name for target in ("id", "nom") for name in mapping.fields[target].read_columns}
    if needed & set(missing) or len(missing) == len(mapping.read_columns):
        raise MappingError(
            f"{file.path.name} has no column {', '.join(sorted(missing))}, which its mapping names:"
            " correct the mapping, or guess it anew with `proxilieux map`."
        )
    for name in sorted(missing):
        yield Note(
            f"column_missing: {name}"[:LONGEST_REMARK],
            f"The mapping names the column {name}: it is not there.",
        )
    for name in table.columns:
        if name and name not in mapping.read_columns and name not in PART_COLUMNS:
            yield Note(
                f"column_ignored: {name}"[:LONGEST_REMARK], f"The mapping does not read the column {name}."
            )
    for name in table.left_out:
        yield Note(f"sheet_left_out: {name}"[:LONGEST_REMARK], f"The sheet {name!r} was not read.")
