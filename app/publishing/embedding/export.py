"""The filtered map as one file that works without a network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import url_for
from flask_babel import format_decimal as decimal
from flask_babel import gettext as _
from flask_babel import ngettext

import maps
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.imports.queries import EXPORT_FACTS
from app.platform.clock import now_in_paris
from app.platform.services import database, services
from app.platform.site.assets import bundles
from app.platform.site.i18n import absolute, language, long_date
from app.publishing.embedding.view import features, territory_name, understand
from app.publishing.pages.cards import Card, address_line, card, offered
from app.publishing.pages.finder.links import chips
from app.publishing.pages.finder.map_data import outlines_text
from app.publishing.pages.finder.query import bbox_text
from app.publishing.pages.labels import equipment_label, licence
from app.publishing.pages.listing import Feature
from app.publishing.pages.page_maps import map_labels
from app.publishing.pictures.ground import rough_land

MOST_PLACES = 5000
"""In one file; it stays smooth, and a few megabytes."""
ANY_ID = "__id__"
KIND_SYMBOL = re.compile(r'<symbol id="kind-(\w+)".*?</symbol>', re.DOTALL)
STYLES = ("css/tokens.css", "css/map.css")


@dataclass(frozen=True, slots=True)
class StandaloneMap:
    """The file, and how many places it holds."""

    document: "maps.StandaloneDocument"
    places: int
    of: int
    """Number that the filters leave."""


def standalone_map(parameters: dict[str, Any]) -> StandaloneMap:
    """Return the file for the parameters (`ExportQuery`), in the request's language."""
    places, total = features(parameters, MOST_PLACES)
    origin = understand(parameters).origin
    fictional, credits_, *_when = database().fetch_one(EXPORT_FACTS) or (False, None)
    document = maps.write_standalone(
        _places(places),
        texts=_texts(
            parameters,
            len(places),
            total,
            credits_,
            offline=str(_("Sans réseau : le fond de carte est simplifié.")),
            fictional=bool(fictional),
        ),
        labels=map_labels("finder"),
        base_map=services().settings.base_map.partition(",")[0],
        outlines=outlines_text("department", rough_land()),
        icons=_icons({feature["properties"]["kind"] for feature in places}),
        start=(origin.latitude, origin.longitude) if origin else None,
        styles="".join(bundles()["app"].assets[name].content.decode() for name in STYLES),
    )
    return StandaloneMap(document, len(places), total)


def _places(places: list[Feature]) -> Iterator["maps.StandalonePlace"]:
    # Thousands of places share these; each would ask for the request's language anew.
    labels = [
        str(label)
        for label in (
            _("Distance"),
            _("Adresse"),
            _("Équipement"),
            _("Horaires"),
            _("Accès"),
            _("Téléphone"),
            _("Financements publics"),
            _("Licence"),
        )
    ]
    pattern = absolute(url_for("web.place", public_id=ANY_ID))
    names = {fact.code: equipment_label(fact.code) for fact in EQUIPMENT_TYPES}
    for feature in places:
        entry, properties = card(feature), feature["properties"]
        values = (
            entry.distance,
            address_line(properties),
            ", ".join(names.get(item["type"], item["type"]) for item in offered(properties)),
            entry.hours,
            entry.wheelchair,
            properties["telephone"],
            ", ".join(entry.programmes),
            licence(properties["licence"]).name,
        )
        yield maps.StandalonePlace(
            name=entry.name,
            address=pattern.replace(ANY_ID, quote(entry.id, safe="")),
            summary=f"{entry.kind}, {_('En projet')}" if entry.is_planned else entry.kind,
            facts=[(label, value) for label, value in zip(labels, values, strict=True) if value],
            position=_position(entry),
            icon=f"kind-{entry.kind_code}",
            is_approximate=entry.is_approximate,
        )


def _icons(kinds: set[str]) -> str:
    """Return the drawings of some kinds, out of the site's own file."""
    drawn = bundles()["app"].assets["icons.svg"].content.decode()
    return "".join(symbol[0] for symbol in KIND_SYMBOL.finditer(drawn) if symbol[1] in kinds)


def _position(entry: Card) -> tuple[float, float] | None:
    if entry.latitude is None or entry.longitude is None:
        return None
    return entry.latitude, entry.longitude


def _filters(parameters: dict[str, Any]) -> str:
    """Say where the places lie and what they have in common; nothing where all are there."""
    understood = understand(parameters)
    origin = understood.origin
    labels = [chip.label for chip in chips(parameters, origin) if chip.is_filter]
    where = [] if origin is None else [_("Lieux autour de %(label)s", label=origin.label)]
    if understood.text is not None:
        where.append(_("Lieux dont le nom ou l’adresse contient « %(text)s »", text=understood.text))
    if "bbox" in parameters:
        bbox = bbox_text(parameters["bbox"]).replace(",", ", ")
        where.append(_("Zone de la carte (ouest, sud, est, nord) : %(bbox)s", bbox=bbox))
    filters = [_("Filtres : %(filters)s", filters=", ".join(labels))] if labels else []
    return " · ".join(str(part) for part in (*where, *filters))


def _texts(
    parameters: dict[str, Any],
    shown: int,
    total: int,
    credits_: str | None,
    *,
    offline: str,
    fictional: bool,
) -> "maps.StandaloneTexts":
    territory = territory_name(parameters)
    count = ngettext("%(count)s lieu", "%(count)s lieux", total, count=decimal(total))
    if shown < total:
        count = _(
            "%(shown)s lieux sur %(total)s : le fichier est limité.",
            shown=decimal(shown),
            total=decimal(total),
        )
    if filters := _filters(parameters):
        count = f"{count} · {filters}"
    text = _(
        "Carte tirée de Proxilieux le %(day)s. Elle s’ouvre sans réseau ;"
        " les données peuvent avoir changé depuis.",
        day=long_date(now_in_paris().date()),
    )
    if fictional:
        text = f"{_('Données de démonstration : lieux et organismes fictifs.')} {text}"
    return maps.StandaloneTexts(
        language=language(),
        title=_("Tiers-lieux : %(territory)s", territory=territory)
        if territory
        else _("Tiers-lieux et équipements"),
        introduction=text,
        count=count,
        credits=_("Sources : %(sources)s.", sources=credits_) if credits_ else "Proxilieux",
        skip=_("Aller à la liste"),
        show_on_map=_("Voir sur la carte"),
        more=_("Voir la fiche"),
        offline=offline,
        close=_("Fermer"),
        cluster=_("{count} lieux, agrandir"),
        start=_("Point de départ de la recherche"),
        approximate=_("Position approximative : le centre de la commune"),
        unplaced=_("Position inconnue : ce lieu n’apparaît pas sur la carte."),
    )
