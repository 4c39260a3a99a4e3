"""The form of an agreement: from what is known to its fields, and from what was typed to a content."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.directory.agreements.content import Content
from app.directory.agreements.fields import FIELDS, ITEM_FIELDS, NUMBER, Field
from app.directory.agreements.texts import clean, clean_line
from app.directory.agreements.vocabulary import LONGEST_LINE, MODELS, MOST_ITEMS, STATES
from app.publishing.pages.requests.reading import Form

MOST_UNITS = 9999
SPARE_ROWS = 2
"""Empty rows of the inventory that a form offers beside those that are filled."""


def filled(content: Content, model: str) -> Form:
    """Return the form as a content fills it."""
    typed = {"model": model, **content.values}
    for number, row in enumerate(content.equipment, 1):
        typed |= {f"item-{number}-{name}": value for name, value in row.items()}
    return Form(typed)


def translated(content: Content, before: Content, now: Content) -> Content:
    """Return a content with what is as `before` said it as `now` says it, in another language."""
    values = {
        name: now.values.get(name, value) if value == before.values.get(name) else value
        for name, value in content.values.items()
    }
    names = {
        old["name"]: new["name"] for old, new in zip(before.equipment, now.equipment, strict=False)
    }  # fmt: skip
    items = [{**row, "name": names.get(row["name"], row["name"])} for row in content.equipment]
    return Content(values, items, now.sessions)


def rows_of(form: Form) -> range:
    """Return the numbers of the inventory's rows: those with something in them, and some to spare."""
    used = [
        number
        for number in range(1, MOST_ITEMS + 1)
        if any(form.typed.get(f"item-{number}-{name}", "").strip() for name in ITEM_FIELDS)
    ]
    return range(1, min(max(used, default=0) + SPARE_ROWS, MOST_ITEMS) + 1)


def read(form: Form, known: Content) -> tuple[str, Content]:
    """Return the model and the content; what has to be changed is in the form's errors."""
    model = form.typed.get("model", "")
    if model not in MODELS:
        form.errors["model"] = _("Choisissez un modèle.")
    values = {field.name: _value(form, field) for field in FIELDS if field.is_typed}
    values |= {field.name: known.values.get(field.name, "") for field in FIELDS if not field.is_typed}
    items = [row for number in range(1, MOST_ITEMS + 1) if (row := _item(form, number))]
    return model, Content(values, items, known.sessions)


def _value(form: Form, field: Field) -> str:
    if field.kind == NUMBER:
        number = form.number(field.name, field.most, 0)
        return "" if number is None else str(number)
    text = clean(form.typed.get(field.name, "")) if field.longest > LONGEST_LINE else _line(form, field.name)
    if len(text) > field.longest:
        form.errors[field.name] = _("Écrivez %(longest)s caractères au plus.", longest=field.longest)
    return text


def _line(form: Form, name: str) -> str:
    return clean_line(form.typed.get(name, ""))


def _item(form: Form, number: int) -> dict[str, str]:
    names = {name: f"item-{number}-{name}" for name in ITEM_FIELDS}
    row = {name: _line(form, typed) for name, typed in names.items()}
    if not any(row.values()):
        return {}
    if not row["name"]:
        form.errors[names["name"]] = _("Donnez un nom à cet équipement, ou videz la ligne.")
    for name in ("name", "remarks"):
        if len(row[name]) > LONGEST_LINE:
            form.errors[names[name]] = _("Écrivez %(longest)s caractères au plus.", longest=LONGEST_LINE)
    units = form.number(names["quantity"], MOST_UNITS)
    row["quantity"] = str(units) if units else ""
    row["state"] = row["state"] if row["state"] in STATES else ""
    return {name: value for name, value in row.items() if value}


def merge(form: Form, before: Content, latest: Content) -> None:
    """Bring what the other party wrote meanwhile into a form; where both wrote, keep what is typed.

    `before` is the content that the form began with.
    """
    theirs = filled(latest, form.typed.get("model", "")).typed
    ours_before = filled(before, form.typed.get("model", "")).typed
    for name, value in _fields(theirs, ours_before).items():
        typed, base = form.typed.get(name, "").strip(), ours_before.get(name, "")
        if value in (base, typed):
            continue
        if _same(typed, base):
            form.typed[name] = value
        else:
            words = value or _("rien")
            form.errors[name] = _("L’autre partie a écrit ici : « %(words)s ».", words=words[:200])


def _same(typed: str, base: str) -> bool:
    return clean(typed) == clean(base)


def _fields(theirs: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    names = dict.fromkeys([*theirs, *before])
    return {name: theirs.get(name, "") for name in names if name != "model"}
