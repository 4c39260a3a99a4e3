"""Workbooks about lists of sites: the template to fill in, and the result of a list."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.matching.queries import FEATURES_OF
from app.directory.matching.uploads.headings import LIST_COLUMNS
from app.directory.matching.uploads.response import MATCHED, Line, MatchedSite
from app.platform import clock
from app.platform.files.workbook import Sheet, write_sheets
from app.platform.files.workbook_cells import XLSX
from app.platform.services import database
from app.platform.site.i18n import labelled, language, long_date
from app.publishing.pages.matching.file import LABELS, place_cells
from app.publishing.pages.matching.lists import MOST_ROWS, NOT_LOCATED, label_of, text_of, where_of

PLACE_COLUMNS = ("telephone", "website", "address", "postcode", "city", "opening_hours", "wheelchair", "page")
"""Columns of a place, in the words of `matching.file`."""


def template_response() -> Response:
    """Return the workbook to fill in: headings alone, and what to write on a sheet of its own."""
    is_english = language() == "en"
    header = [column.english if is_english else column.french for column in LIST_COLUMNS]
    explained = [
        (name, column.meaning if is_english else column.explanation, column.example)
        for name, column in zip(header, LIST_COLUMNS, strict=True)
    ]
    equipment = [(labelled(fact), fact.code) for fact in EQUIPMENT_TYPES]
    most = _(
        "Une ligne par site, %(most)s au plus. Une seule position suffit : SIRET, adresse ou degrés.",
        most=format_decimal(MOST_ROWS),
    )
    sheets = [
        Sheet(_("Sites"), header, ()),
        Sheet(_("Explications"), (_("Colonne"), _("À écrire"), _("Exemple")), [*explained, ("", most, "")]),
        Sheet(_("Équipements"), (_("Équipement"), _("Code")), equipment),
    ]
    return _response(sheets, _("proxilieux-modele.xlsx"))


def result_response(sites: Sequence[MatchedSite], max_km: float) -> Response:
    """Return what was found for a list: places, sites without any, sites that were not found."""
    without = [site for site in sites if _status(site) not in NOT_LOCATED | {MATCHED}]
    lost = [site for site in sites if _status(site) in NOT_LOCATED]
    failures = (_("identifiant"), _("site"), _("adresse du site"), _("pourquoi"))
    sheets = [
        Sheet(_("Lieux"), list(_columns().values()), _matches(sites)),
        Sheet(_("Sans lieu"), failures, map(_failure, without)),
        Sheet(_("Non situés"), failures, map(_failure, lost)),
        Sheet(_("Résumé"), (_("Résumé"), ""), _summary(sites, len(without), len(lost), max_km)),
    ]
    return _response(sheets, f"proxilieux-sites-{clock.now_in_paris():%Y-%m-%d}.xlsx")


def _status(site: MatchedSite) -> str:
    return site.lines[0].status


def _columns() -> dict[str, str]:
    return {
        "id": _("identifiant"),
        "site": _("site"),
        "site_address": _("adresse du site"),
        "rank": _("rang"),
        "third_place": _("lieu"),
        "kilometres": _("kilomètres à vol d’oiseau"),
        "precision": _("distance approximative"),
        "equipment": _("équipement qui convient"),
        "reasons": _("pourquoi, et ce qui reste à vérifier"),
        "telephone": _("téléphone"),
        "website": _("site web"),
        "address": _("adresse"),
        "postcode": _("code postal"),
        "city": _("commune"),
        "opening_hours": _("horaires"),
        "wheelchair": _("fauteuil roulant"),
        "page": _("fiche"),
        "position": _("comment le site a été situé"),
    }


def _matches(sites: Sequence[MatchedSite]) -> Iterator[list[Any]]:
    ids = {line.match.place.public_id for site in sites for line in site.lines if line.match}
    places = _places(ids)
    keys = list(_columns())
    for site in sites:
        for line in site.lines:
            if line.match:
                cells = _site_cells(site, line) | places.get(line.match.place.public_id, {})
                yield [cells.get(key) for key in keys]


def _places(ids: set[str]) -> dict[str, dict[str, Any]]:
    rows = database().fetch_all(FEATURES_OF, {"ids": sorted(ids)})
    cells = {public_id: place_cells(json.loads(text)) for public_id, text in rows}
    return {public_id: {key: row[key] for key in PLACE_COLUMNS} for public_id, row in cells.items()}


def _site_cells(site: MatchedSite, line: Line) -> dict[str, Any]:
    assert line.match is not None  # noqa: S101 - as the caller has seen
    return {
        "id": site.placed.id,
        "site": label_of(site),
        "site_address": where_of(site),
        "rank": line.rank,
        "third_place": line.match.place.name,
        "kilometres": round(line.match.distance_m / 1000, 1),
        "precision": _("oui") if line.match.approximate else _("non"),
        "equipment": "; ".join(labelled(LABELS[code]) for code in line.offer.equipment),
        "reasons": " ".join(text_of(one) for one in line.reasons),
        "position": text_of(line.message),
    }


def _failure(site: MatchedSite) -> list[str]:
    return [site.placed.id, label_of(site), where_of(site), text_of(site.lines[0].message)]


def _summary(
    sites: Sequence[MatchedSite], without: int, lost: int, max_km: float
) -> list[tuple[str, str | int | float]]:
    return [
        (_("sites lus"), len(sites)),
        (_("sites situés"), len(sites) - lost),
        (_("sites avec au moins un lieu"), len(sites) - lost - without),
        (_("distance la plus longue (km)"), max_km),
        (_("état de l’annuaire du"), long_date(clock.now_in_paris().date())),
    ]


def _response(sheets: Sequence[Sheet], name: str) -> Response:
    with TemporaryDirectory(prefix="proxilieux-list-") as folder:
        path = Path(folder) / "sites.xlsx"
        write_sheets(path, sheets)
        response = Response(path.read_bytes(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
