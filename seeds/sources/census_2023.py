"""The census of third places of 2023 (France Tiers-Lieux): some 3,500 places without coordinates.

Two files: the identity of each place, and its activities (`seeds.sources.census_activities`), which the
reader joins by ID_UNIQUE where they lie beside the first. Without them the places are loaded without
activities and equipment, and the report says so. Rows of activities that belong to no place are counted.

Kind: a third place; the file has no column for it. Position: none, the commune's centroid stands in.
"""

from contextlib import closing
from dataclasses import replace

from seeds.reading.base import CsvReader, Fields, Progress, Records
from seeds.reading.files import SourceFile
from seeds.reading.records import Note, PlaceRecord, Refusal
from seeds.reading.refused_rows import is_part
from seeds.sources.census import (
    ADDRESS,
    CITY,
    ID,
    NAME,
    POSTCODE,
    WEBSITE,
    description,
    labelled,
    location,
    read_website,
)
from seeds.sources.census_activities import Activities, ActivitiesByPlace, read_activities

ACTIVITIES = "activities"
"""The companion's name."""
COMMUNE, CARRIER = "Insee", "NOM_STRC_PORT"
COLUMNS = (ID, NAME, COMMUNE, ADDRESS, POSTCODE, CITY)


def _to_record(fields: Fields, record_id: str) -> PlaceRecord:
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        name=fields.name(NAME),
        kind="third_place",
        location=location(fields, None, COMMUNE),
        website=read_website(fields),
        description=description(labelled("Structure porteuse", fields.text(CARRIER))),
        remarks=fields.remarks,
    )


IDENTITY = CsvReader(COLUMNS, lambda fields: fields.text(ID), _to_record, optional=(CARRIER, WEBSITE))


class _Census2023:
    """Reads the identity of each place and joins its activities."""

    columns = COLUMNS
    """Columns by which `proxilieux check` recognises the file."""

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every place, then notes on the second file.

        Raises
        ------
        SourceFileError
            When one of the two files is another one, or when quotes are out of step.

        """
        companion = file.companions.get(ACTIVITIES)
        activities = read_activities(companion) if companion else ActivitiesByPlace("")
        seen: set[str] = set()
        with closing(IDENTITY(file, progress)) as records:
            for record in records:
                if isinstance(record, PlaceRecord):
                    seen.add(record.source_record_id)
                    yield _joined(record, activities.by_id.get(record.source_record_id))
                else:
                    if isinstance(record, Refusal) and record.source_record_id:
                        seen.add(record.source_record_id)
                    yield record
        if companion is None:
            yield Note("companion_missing", f"No activities lie beside {file.path.name}.")
        yield from activities.notes
        # A part holds some of the places only: the others' activities are no strays.
        if not is_part(file):
            yield from activities.unused(seen)


def _joined(place: PlaceRecord, activities: Activities | None) -> PlaceRecord:
    if activities is None:
        return place
    equipment = activities.equipment()
    sentences = activities.sentences(equipment_read=bool(equipment))
    return replace(place, description=description(place.description, *sentences), equipment=equipment)


read_census_2023 = _Census2023()
