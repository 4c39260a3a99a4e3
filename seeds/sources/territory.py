"""Places of any territory, from the file that it publishes, by the mapping that says what its columns are.

What the mapping makes are fields of the national standard: they are read as those of a file in the standard.
The standard has none for equipment, access by wheelchair, and kinds in words; these are read as in the
spreadsheet of funded places.
"""

from dataclasses import replace
from pathlib import Path

from app.directory.third_places.place_kinds import is_unknown_kind, place_kind
from seeds.reading.lists import ListTerms
from seeds.reading.mapping.declaration import load_mapping
from seeds.reading.mapping.reader import MAPPING, MappedFields, MappedReader
from seeds.reading.records import PlaceRecord
from seeds.reading.spreadsheet_equipment import absent, equipment
from seeds.sources.mediation_numerique import standard_record
from seeds.sources.source import Companion, Source
from seeds.sources.spreadsheet_funded import wheelchair_access

NAME = "territory"


def _to_place(fields: MappedFields, record_id: str) -> PlaceRecord:
    record = _of_kind(fields, standard_record(fields, record_id))
    listed = equipment(fields)
    record = replace(
        record,
        equipment=listed,
        equipment_absent=absent(fields, listed),
        wheelchair=fields.optional("wheelchair", wheelchair_access, "wheelchair_unreadable"),
    )
    return replace(record, remarks=fields.remarks)


def _of_kind(fields: MappedFields, record: PlaceRecord) -> PlaceRecord:
    typed = fields.text("kind")
    if typed is None:
        return record
    if is_unknown_kind(typed):
        fields.remark("kind_unknown")
    return replace(record, kind=place_kind(typed, record.name), assumed=("status",))


read_territory = MappedReader(_to_place)
"""Reader of a territory's file."""


def with_mapping(source: Source, path: Path) -> Source:
    """Return the source as it reads one list's file: the mapping is a companion, and states the terms.

    Raises
    ------
    MappingError
        When the mapping cannot be used.

    """
    mapping = load_mapping(path)
    stated = ListTerms(title=mapping.title, publisher=mapping.publisher, licence=mapping.licence)
    return replace(
        source,
        companions=(Companion(name=MAPPING, file_name=str(path.absolute())),),
        said_list=source.said_list or mapping.list,
        list_terms=source.list_terms.before(stated),
    )
