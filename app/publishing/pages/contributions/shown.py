"""Globals of the templates of contributions: fields, labels, and where an error stands on the page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.directory.contributions import editable
from app.directory.contributions.completeness import ANY_EQUIPMENT
from app.directory.contributions.forms import PlaceForm, errors_in
from app.directory.proposals import needs
from app.publishing.pages.hours import day_names, short_hours

KINDS = {
    "correction": _l("Correction"),
    "closure": _l("Fermeture"),
    "addition": _l("Nouveau lieu"),
    "need": _l("Besoin"),
    "grant": _l("Subvention"),
}
STATUSES = {
    "new": _l("attend d’être lue"),
    "asked": _l("une question attend une réponse"),
    "answered": _l("réponse reçue, attend d’être lue"),
    "accepted": _l("acceptée"),
    "refused": _l("non retenue"),
    "withdrawn": _l("retirée"),
}
RESPONSE_STATUSES = {
    "waiting": _l("attend votre réponse"),
    "asked": _l("une question attend une réponse"),
    "proposed": _l("un autre horaire est proposé"),
    "accepted": _l("acceptée"),
    "refused": _l("refusée"),
    "withdrawn": _l("retirée"),
    "expired": _l("restée sans réponse"),
}
OWN_LABELS = {
    "reason": _l("Votre mot"),
    "mail": _l("Votre adresse"),
}
HOURS_ERROR, DATED_ERROR = "hours-", "hours-date-"


def field_label(name: str) -> str:
    """Return what a field is called, of a place or of an organisation's need."""
    if name in editable.BY_NAME or editable.equipment_code(name):
        return editable.label_of(name)
    return needs.label_of(name)


def error_label(name: str) -> str:
    """Return what an error is about, before the error's sentence."""
    label = _label_of_error(name)
    return f"{label} : " if label else ""


def _label_of_error(name: str) -> str:
    if name in OWN_LABELS:
        return str(OWN_LABELS[name])
    if name.startswith(DATED_ERROR) or name == "hours":
        return editable.label_of("opening_hours")
    if name.startswith(HOURS_ERROR):
        return day_names()[int(name.removeprefix(HOURS_ERROR))].capitalize()
    head = ".".join(name.split(".")[:2])
    known = head in editable.BY_NAME or head in needs.BY_NAME
    return field_label(head) if known or editable.equipment_code(head) or needs.need_code(head) else ""


def error_anchor(name: str) -> str:
    """Return the id of the element that an error is about."""
    if name == "position":
        return "f-latitude"
    if name.startswith("hours") or name == "opening_hours":
        return "section-hours"
    if name.startswith(editable.EQUIPMENT) and name.count(".") == 1:
        return "section-equipment"
    return f"f-{name.replace('.', '-')}"


def lacking_label(name: str) -> str:
    """Return what is called a field that nobody has stated, of a place or of a piece of equipment."""
    if name == ANY_EQUIPMENT:
        return str(editable.SECTIONS[ANY_EQUIPMENT])
    head, _dot, key = name.rpartition(".")
    if not editable.equipment_code(head):
        return field_label(name)
    labels = {field.name: field.label for field in editable.ITEM_FIELDS}
    return str(_("%(field)s : %(value)s", field=field_label(head), value=str(labels[key]).lower()))


def section_has_error(form: PlaceForm, section: str) -> bool:
    """Return whether something in a section has to be changed, or was changed by another meanwhile."""
    if section == "hours":
        return errors_in(form, [section]) or "opening_hours" in form.meanwhile
    if section == "equipment":
        is_new = any(item.is_new for item in form.items)
        return is_new or errors_in(form, [section]) or any(map(editable.equipment_code, form.meanwhile))
    names = [field.name for field in editable.FIELDS if field.section == section]
    return any(name in form.errors or name in form.meanwhile for name in names)


TEMPLATE_GLOBALS: dict[str, Any] = {
    "day_names": day_names,
    "spoken_hours": short_hours,
    "item_text": editable.show_item,
    "terms_text": editable.show_terms,
    "item_fields": editable.ITEM_FIELDS,
    "term_fields": editable.TERM_FIELDS,
    "edit_fields": editable.FIELDS,
    "edit_sections": editable.SECTIONS,
    "field_label": field_label,
    "error_label": error_label,
    "error_anchor": error_anchor,
    "section_has_error": section_has_error,
    "lacking_label": lacking_label,
    "response_status": RESPONSE_STATUSES.__getitem__,
    "proposal_kind": KINDS.__getitem__,
    "proposal_status": STATUSES.__getitem__,
}
