"""Revisions in words: names of fields, values, authors."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.directory.contributions.editable import show_terms
from app.directory.contributions.history import Change, Entry
from app.directory.third_places.labels import MANAGER_KINDS, STATUSES
from app.platform import clock
from app.platform.site.i18n import long_date
from app.publishing.pages import labels
from app.publishing.pages.hours import short_hours

FIELDS = {
    **labels.SOURCE_FIELDS,
    "commune_code": _l("code de la commune"),
    "email": _l("adresse électronique"),
    "booking_page": _l("page de réservation"),
    "accessibility_page": _l("fiche acceslibre"),
    "fees": _l("frais d’accès"),
    "source_updated_on": _l("mise à jour par la source"),
    "licence": _l("licence"),
    "vanished_at": _l("n’est plus publié par sa source"),
    "merged_into": _l("réuni avec un autre lieu"),
    "shown_with": _l("montré avec un autre lieu"),
}
ROLES = {
    "manager": _l("Le gestionnaire du lieu"),
    "contributor": _l("Un contributeur"),
    "moderator": _l("Un modérateur"),
    "system": _l("L’annuaire"),
}


def field_label(field: str) -> str:
    """Return the name of a field."""
    if field.startswith("equipment."):
        return labels.equipment_label(field.removeprefix("equipment."))
    if field.startswith("award."):
        return labels.programme_label(field.removeprefix("award.").split(", ")[0])
    return str(FIELDS.get(field, field))


def author_label(entry: Entry) -> str:
    """Return who made a revision, as everybody may see it."""
    if entry.role == "import":
        return str(_("Import : %(source)s", source=entry.source) if entry.source else _("Un import"))
    return str(ROLES[entry.role])


def value_text(change: Change, value: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return a value in words; None where nothing was said."""
    if value is None:
        return None
    if change.field.startswith("equipment."):
        return _item(value)
    if change.field.startswith("award."):
        return ", ".join(str(part) for part in (value["call"], value["year"], value["amount"]) if part) or _(
            "oui"
        )
    return _FORMS[change.field](value) if change.field in _FORMS else str(value)


def _item(item: Mapping[str, Any]) -> str:
    parts = [
        _("quantité : %(number)s", number=item["quantity"]) if item["quantity"] else None,
        _("places : %(number)s", number=item["seats"]) if item["seats"] else None,
        _("partagé : %(answer)s", answer=str(labels.SHAREABLE[item["shareable"]]).lower()),
        item["conditions"],
        item["price"],
        show_terms(item["terms"] or {}, with_past=True),
    ]
    return ", ".join(part for part in parts if part)


def _day(text: str) -> str:
    return long_date(date.fromisoformat(text))


def _moment(text: str) -> str:
    return long_date(clock.paris_time(datetime.fromisoformat(text)).date())


_FORMS: Mapping[str, Callable[[Any], str]] = {
    "kind": labels.kind_label,
    "status": lambda code: str(STATUSES[code]),
    "wheelchair": lambda code: str(labels.WHEELCHAIR[code]),
    "manager_kind": lambda code: str(MANAGER_KINDS[code]),
    "licence": lambda code: labels.licence(code).name,
    "position": lambda point: f"{point[1]}, {point[0]}",
    "opening_hours": short_hours,
    "equipment_absent": lambda codes: ", ".join(map(labels.equipment_label, codes)),
    "source_updated_on": _day,
    "vanished_at": _moment,
}
