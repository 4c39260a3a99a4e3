"""Places of digital inclusion in the national standard, version 1.0.2, as CSV or as a JSON list.

What a column of ours holds exactly goes there; everything else of the standard is kept as it was written
(`PlaceRecord.standard`), so that the export in the same standard gives back what came in.

Position: the standard does not say how well it is known; `address` when the address has a house number,
else `street`.

Kind: from the codes of `typologie`. Equipment: the standard has no field for it, and the service "Accès
internet et matériel informatique" does not say what there is: nothing is inferred.
"""

from collections.abc import Mapping

from app.directory.common.websites import website
from app.directory.third_places.mediation_numerique import CHOICES, FIELDS, REQUIRED, SEPARATOR, kind_of
from app.directory.third_places.place_kinds import stated_or_assumed
from app.directory.third_places.written_hours import opening_hours
from seeds.reading.base import Fields
from seeds.reading.lists import ListTerms, in_list
from seeds.reading.normalise.choices import choices
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.postal import commune_code, insee_code
from seeds.reading.records import PlaceRecord
from seeds.reading.table import TableReader
from seeds.sources.standard_common import standard_location, standard_telephone

KEPT = (
    "complement_adresse", "typologie", "courriels", "presentation_resume", "presentation_detail", "source",
    "structure_parente", "autres_formations_labels", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
"""Fields of free text that no column of ours holds."""
PUBLISHER = "source"
"""The column that says whose list a place is in."""
PARAGRAPHS = frozenset({"presentation_resume", "presentation_detail"})
PIVOT_LENGTHS = range(9, 15)


def standard_record(fields: Fields, record_id: str) -> PlaceRecord:
    """Return the place of a row under the standard's names.

    Raises
    ------
    RowRefusedError
        When it has no name, or coordinates that cannot be used.

    """
    location = standard_location(fields)
    name, stated = fields.name("nom"), fields.text("typologie")
    kind, assumed = stated_or_assumed(stated and kind_of(stated), name)
    number = _pivot(fields)
    hours = fields.optional("horaires", opening_hours, "opening_hours_unreadable")
    site = fields.optional("site_web", website, "website_unreadable")
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=fields.list_named_by(PUBLISHER),
        terms=ListTerms(publisher=fields.text(PUBLISHER)),
        name=name,
        kind=kind,
        assumed=assumed,
        location=location,
        opening_hours=hours,
        website=site,
        telephone=standard_telephone(fields, location),
        description=fields.lines("presentation_detail") or fields.lines("presentation_resume"),
        siret=number,
        standard=_standard(fields, number=number, hours=hours, site=site),
        source_updated_on=fields.optional("date_maj", day, "date_unreadable"),
        remarks=fields.remarks,
    )


def _pivot(fields: Fields) -> str | None:
    """Return the SIRET; another pivot (an RNA, a RIDET) is kept by `_standard`."""
    text = fields.text("pivot")
    if text is None or not text.strip("0"):
        return None
    try:
        return fields.siret(text)
    except ValueError:
        if not (text.isascii() and text.isalnum() and len(text) in PIVOT_LENGTHS):
            fields.remark("pivot_unreadable")
        return None


def _standard(
    fields: Fields, *, number: str | None, hours: str | None, site: str | None
) -> Mapping[str, str]:
    """Return what no column of ours holds as it was written, under the standard's names."""
    kept = {name: fields.lines(name) if name in PARAGRAPHS else fields.text(name) for name in KEPT} | {
        name: _chosen(fields, name) for name in CHOICES
    }
    pivot = fields.text("pivot")
    if number is None and pivot and pivot.strip("0") and "pivot_unreadable" not in fields.remarks:
        kept["pivot"] = pivot
    if fields.text("horaires") != hours:  # in words, or the same in other words
        kept["horaires"] = fields.text("horaires")
    sites = fields.text("site_web")
    if site is not None and sites and SEPARATOR in sites:
        kept["site_web"] = sites
    kept["code_insee"] = _arrondissement(fields)
    return {name: value for name, value in kept.items() if value is not None}


def _chosen(fields: Fields, name: str) -> str | None:
    text = fields.text(name)
    if text is None:
        return None
    chosen = choices(text, CHOICES[name])
    if chosen.unknown:
        fields.remark("choice_unknown")
    return SEPARATOR.join(chosen.known) or None


def _arrondissement(fields: Fields) -> str | None:
    """Return the code of an arrondissement: our column holds its city's."""
    text = fields.text("code_insee")
    try:
        return text and (insee_code(text) if insee_code(text) != commune_code(text) else None)
    except ValueError:
        return None


read_mediation_numerique = TableReader(
    what="places",
    columns=REQUIRED,
    optional=tuple(name for name in FIELDS if name not in REQUIRED),
    record_id=lambda fields: in_list(fields.list_named_by(PUBLISHER), fields.text("id")),
    to_record=standard_record,
)
"""Reader of the national standard."""
