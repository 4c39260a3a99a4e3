"""Links of the finder's list: filters to remove, what to relax when nothing is left, files."""

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import gettext as _

from app.publishing.pages.finder.facets import Facets
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.finder.query import (
    ANY_PROGRAMME,
    Address,
    Arguments,
    api_query,
    finder_url,
    without,
)
from app.publishing.pages.labels import (
    OPEN,
    WHEELCHAIR_SHORT,
    equipment_label,
    kind_label,
    programme_label,
)

FAMILY = {"open": "hours", "radius_km": "radius", "programme": "funding"}
"""The name under which a filter is counted, where it has another than in the address."""
EXPORTS = ("geojson", "csv")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, with the address of the list without it."""

    name: str
    label: str
    url: str
    counted_as: str
    """Its name among the relaxable parts (`Facets.without`)."""
    is_filter: bool = True
    """False for the area of the map, which is where to look rather than what for."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Something to let go of when nothing is left."""

    label: str
    url: str
    count: int | None
    """Number of places it would leave; None where that was not counted."""


@dataclass(frozen=True, slots=True)
class Download:
    """The list as a file."""

    label: str
    url: str


def chips(arguments: Arguments, origin: Origin | None, address: Address = finder_url) -> tuple[Chip, ...]:
    """Return the filters that are set, in the order of the form; `address` writes the page's addresses."""
    found: list[Chip] = []

    def add(name: str, label: str, code: str | None = None, family: str | None = None) -> None:
        counted_as = family or FAMILY.get(name, name)
        url = without(arguments, name, code, address)
        found.append(Chip(name, label, url, counted_as, is_filter=name != "bbox"))

    if "bbox" in arguments:
        add("bbox", _("Zone de la carte"))
    for code in arguments["equipment"]:
        add("equipment", equipment_label(code), code, f"equipment:{code}")
    if "open" in arguments:
        add("open", str(OPEN[arguments["open"]]))
    if "radius_km" in arguments and origin is not None:
        add("radius_km", _("À moins de %(km)s km", km=f"{arguments['radius_km']:g}"))
    for code in arguments["wheelchair"]:
        add("wheelchair", str(WHEELCHAIR_SHORT[code]), code)
    for code in arguments["kind"]:
        add("kind", kind_label(code), code)
    if "programme" in arguments:
        code = arguments["programme"]
        add("programme", _("Financé") if code == ANY_PROGRAMME else programme_label(code))
    return tuple(found)


def relaxations(
    arguments: Arguments,
    set_chips: tuple[Chip, ...],
    facets: Facets,
    text: str | None,
    address: Address = finder_url,
) -> tuple[Relaxation, ...]:
    """Return what to let go of, what leaves most places first; only what would leave some."""
    families: dict[str, list[Chip]] = {}
    for chip in set_chips:
        families.setdefault(chip.counted_as, []).append(chip)
    counted = [
        Relaxation(
            label=_("Sans « %(filter)s »", filter=", ".join(chip.label for chip in together)),
            url=together[0].url if len(together) == 1 else address(arguments, **{together[0].name: None}),
            count=facets.without[family],
        )
        for family, together in families.items()
        if facets.without.get(family)
    ]
    counted.sort(key=lambda relaxation: -(relaxation.count or 0))
    counted = [*other_moments(arguments, facets, address), *counted]
    if "bbox" in arguments:
        counted.append(
            Relaxation(_("Chercher hors de la zone de la carte"), address(arguments, bbox=None), None)
        )
    filters = [chip for chip in set_chips if chip.is_filter]
    if len(filters) > 1 or (filters and not counted):
        everything = {chip.name: None for chip in filters}
        counted.append(Relaxation(_("Retirer tous les filtres"), address(arguments, **everything), None))
    if text is not None:
        counted.append(Relaxation(_("Voir tous les lieux"), address(arguments, q=None, mode=None), None))
    return tuple(counted)


def other_moments(
    arguments: Arguments, facets: Facets, address: Address = finder_url
) -> tuple[Relaxation, ...]:
    """Return other times to come at, where one was asked for, that leave some places."""
    asked = arguments.get("open")
    return tuple(
        Relaxation(str(label), address(arguments, open=code), facets.open[code])
        for code, label in OPEN.items()
        if asked is not None and code != asked and facets.open.get(code)
    )


def downloads(asked: Arguments, total: int) -> tuple[Download, ...]:
    """Return the files of exactly what is filtered; nothing of nothing."""
    if total == 0:
        return ()
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    query = api_query(asked)
    found = []
    for kind in EXPORTS:
        path = f"/api/v1/exports/third-places.{kind}"
        if path in served:
            found.append(
                Download(
                    kind.upper() if kind == "csv" else "GeoJSON",
                    request.script_root + (f"{path}?{query}" if query else path),
                )
            )
    return tuple(found)
