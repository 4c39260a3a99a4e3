"""Links of the finder's list: filters to remove, what to relax when nothing is left, files."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.publishing.pages.finder.facets import Facets
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.finder.query import (
    ANY_PROGRAMME,
    APPOINTMENT,
    EVERYWHERE_KM,
    RADII_KM,
    Address,
    Parameters,
    api_query,
    finder_url,
    without,
)
from app.publishing.pages.finder.territory import territory_name
from app.publishing.pages.labels import (
    OPEN,
    WHEELCHAIR_SHORT,
    equipment_label,
    kind_label,
    programme_label,
    when_label,
)

FAMILY = {"open": "hours", "day": "hours", "hour": "hours", "radius_km": "radius", "programme": "funding"}
"""The name under which a filter is counted, where it has another than in the address."""
MOST_FURTHER = 2
"""Wider radii that are offered beside all of them."""
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
    """False for an area, a territory, any distance: where to look rather than what for."""


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


def chips(parameters: Parameters, origin: Origin | None, address: Address = finder_url) -> tuple[Chip, ...]:
    """Return the filters that are set, in the order of the form; `address` writes the page's addresses."""
    collected: list[Chip] = []

    is_everywhere = parameters.get("radius_km", 0) >= EVERYWHERE_KM

    def add(name: str, label: str, code: str | None = None, family: str | None = None) -> None:
        counted_as = family or FAMILY.get(name, name)
        url = without(parameters, name, code, address)
        is_filter = name not in {"bbox", "territory"} and not (name == "radius_km" and is_everywhere)
        collected.append(Chip(name, label, url, counted_as, is_filter=is_filter))

    if "bbox" in parameters:
        add("bbox", _("Zone de la carte"))
    if "territory" in parameters:
        add("territory", territory_name(parameters["territory"]) or parameters["territory"])
    is_either = bool(parameters.get("either")) and len(parameters["equipment"]) > 1
    for code in parameters["equipment"]:
        family = "equipment_any" if is_either else f"equipment:{code}"
        add("equipment", equipment_label(code), code, family)
    if is_either:
        add("either", _("L’un ou l’autre suffit"))
    collected += _time_chips(parameters, address)
    if "radius_km" in parameters and origin is not None:
        label = (
            _("À toute distance")
            if is_everywhere
            else _("À moins de %(km)s km", km=format_decimal(parameters["radius_km"]))
        )
        add("radius_km", label)
    _add_plain(parameters, add)
    return tuple(collected)


def _add_plain(parameters: Parameters, add: Callable[..., None]) -> None:
    """Add the filters that are the same wherever one looks: access, price, kind, funding."""
    for code in parameters["wheelchair"]:
        add("wheelchair", str(WHEELCHAIR_SHORT[code]), code)
    if parameters.get("free"):
        add("free", _("Gratuit"))
    if parameters.get("confirmed"):
        add("confirmed", _("Confirmé depuis un an"))
    for code in parameters["kind"]:
        add("kind", kind_label(code), code)
    if "programme" in parameters:
        code = parameters["programme"]
        add("programme", _("Financé") if code == ANY_PROGRAMME else programme_label(code))


def _time_chips(parameters: Parameters, address: Address) -> list[Chip]:
    """Return the times that are set: a chosen day goes before now, this evening and this weekend."""
    collected = []
    is_dated = "day" in parameters or "hour" in parameters
    if "open" in parameters and (parameters["open"] == APPOINTMENT or not is_dated):
        collected.append(Chip("open", str(OPEN[parameters["open"]]), address(parameters, open=None), "hours"))
    if is_dated:
        label = when_label(parameters.get("day"), parameters.get("hour"))
        collected.append(Chip("day", label, address(parameters, day=None, hour=None), "hours"))
    return collected


def wider(
    parameters: Parameters, reach: float | None, address: Address = finder_url
) -> tuple[Relaxation, ...]:
    """Return the radii beyond the one that a list ends at; nothing where it has no end."""
    radius = parameters.get("radius_km", reach)
    if radius is None or radius >= EVERYWHERE_KM:
        return ()
    further = [
        Relaxation(_("%(km)s km", km=format_decimal(km)), address(parameters, radius_km=km), None)
        for km in RADII_KM
        if km > radius
    ]
    everywhere = Relaxation(_("partout"), address(parameters, radius_km=EVERYWHERE_KM), None)
    return (*further[:MOST_FURTHER], everywhere)


def relaxations(
    parameters: Parameters,
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
            url=_relaxed(parameters, family, together, address),
            count=facets.without[family],
        )
        for family, together in families.items()
        if facets.without.get(family)
    ]
    counted.sort(key=lambda relaxation: -(relaxation.count or 0))
    counted = [*other_moments(parameters, facets, address), *counted]
    if "territory" in parameters:
        label = _("Chercher hors de ce territoire")
        counted.append(Relaxation(label, address(parameters, territory=None), None))
    if "bbox" in parameters:
        counted.append(
            Relaxation(_("Chercher hors de la zone de la carte"), address(parameters, bbox=None), None)
        )
    filters = [chip for chip in set_chips if chip.is_filter]
    if len(filters) > 1 or (filters and not counted):
        everything = {chip.name: None for chip in filters} | {"hour": None}
        counted.append(Relaxation(_("Retirer tous les filtres"), address(parameters, **everything), None))
    if text is not None:
        counted.append(Relaxation(_("Voir tous les lieux"), address(parameters, q=None, mode=None), None))
    return tuple(counted)


def _relaxed(parameters: Parameters, family: str, together: list[Chip], address: Address) -> str:
    """Return the address without a family of filters; without a radius a list goes as far as was counted."""
    if family == "radius":
        return address(parameters, radius_km=EVERYWHERE_KM)
    return together[0].url if len(together) == 1 else address(parameters, **{together[0].name: None})


def other_moments(
    parameters: Parameters, facets: Facets, address: Address = finder_url
) -> tuple[Relaxation, ...]:
    """Return other times to come at, where one was asked for, that leave some places."""
    chosen = parameters.get("open")
    return tuple(
        Relaxation(str(label), address(parameters, open=code), facets.open[code])
        for code, label in OPEN.items()
        if chosen is not None and code != chosen and facets.open.get(code)
    )


def downloads(api_parameters: Parameters, total: int) -> tuple[Download, ...]:
    """Return the files of exactly what is filtered; nothing of nothing."""
    if total == 0:
        return ()
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    query = api_query(api_parameters, start="bbox" not in api_parameters)
    collected = []
    for kind in EXPORTS:
        path = f"/api/v1/exports/third-places.{kind}"
        if path in served:
            collected.append(
                Download(
                    kind.upper() if kind == "csv" else "GeoJSON",
                    request.script_root + (f"{path}?{query}" if query else path),
                )
            )
    return tuple(collected)
