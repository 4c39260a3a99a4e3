"""The filtered map as one file that works without a network."""

from typing import Any

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import format_decimal as decimal
from flask_babel import gettext as _

from app.embedding.view import features, territory_name
from app.extensions import database, services
from app.imports.queries import EXPORT_FACTS
from app.web.assets import bundles
from app.web.cards import address_line, card, offered
from app.web.i18n import absolute, language
from app.web.listing import Feature
from app.web.map_data import outlines_text
from app.web.page_maps import map_labels
from app.web.vocabulary import equipment_label, licence
from maps import StandaloneDocument, StandalonePlace, StandaloneTexts, write_standalone

MOST_PLACES = 5000
"""In one file; it stays smooth, and a few megabytes."""
STYLES = ("css/tokens.css", "css/map.css")


def standalone_page(arguments: dict[str, Any]) -> StandaloneDocument:
    """Return the file for the parameters (`ExportQuery`)."""
    found, total = features(arguments, MOST_PLACES)
    fictional, credits_ = database().fetch_one(EXPORT_FACTS) or (False, None)
    return write_standalone(
        (_place(feature) for feature in found),
        texts=_texts(arguments, len(found), total, credits_, fictional=bool(fictional)),
        labels=map_labels("finder"),
        base_map=services().settings.base_map.partition(",")[0],
        outlines=outlines_text("department"),
        styles="".join(bundles()["app"].assets[name].content.decode() for name in STYLES),
    )


def _place(feature: Feature) -> StandalonePlace:
    entry, properties = card(feature), feature["properties"]
    labels = ", ".join(equipment_label(item["type"]) for item in offered(properties))
    facts = (
        (_("Distance"), entry.distance),
        (_("Adresse"), address_line(properties)),
        (_("Équipement"), labels),
        (_("Horaires"), entry.hours),
        (_("Accès"), entry.wheelchair),
        (_("Téléphone"), properties["telephone"]),
        (_("Financements publics"), ", ".join(entry.programmes)),
        (_("Licence"), licence(properties["licence"]).name),
    )
    return StandalonePlace(
        name=entry.name,
        address=absolute(url_for("web.place", public_id=entry.id)),
        summary=entry.kind,
        facts=[(str(label), value) for label, value in facts if value],
        position=None
        if entry.latitude is None or entry.longitude is None
        else (entry.latitude, entry.longitude),
    )


def _texts(
    arguments: dict[str, Any], shown: int, total: int, credits_: str | None, *, fictional: bool
) -> StandaloneTexts:
    territory = territory_name(arguments)
    count = ngettext("%(count)s lieu", "%(count)s lieux", total, count=decimal(total))
    if shown < total:
        count = _(
            "%(shown)s lieux sur %(total)s : le fichier est limité.",
            shown=decimal(shown),
            total=decimal(total),
        )
    said = _(
        "Carte tirée de Proxilieux le %(day)s. Elle s’ouvre sans réseau ;"
        " les données peuvent avoir changé depuis.",
        day=format_date(format="long"),
    )
    if fictional:
        said = f"{_('Données de démonstration : lieux et organismes fictifs.')} {said}"
    return StandaloneTexts(
        language=language(),
        title=_("Tiers-lieux : %(territory)s", territory=territory)
        if territory
        else _("Tiers-lieux et équipements"),
        introduction=said,
        count=count,
        credits=_("Sources : %(sources)s.", sources=credits_) if credits_ else "Proxilieux",
        skip=_("Aller à la liste"),
        show_on_map=_("Voir sur la carte"),
        more=_("Voir la fiche"),
        offline=_("Sans réseau : les contours des départements tiennent lieu de fond de carte."),
        close=_("Fermer"),
        cluster=_("{count} lieux, agrandir"),
        unplaced=_("Position inconnue : ce lieu n’apparaît pas sur la carte."),
    )
