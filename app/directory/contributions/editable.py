"""Registry of what people can edit of a place: names, labels, inputs, and where each stands on a form.

A value is one of JSON (`inputs.Value`), by the name of its field. Equipment is a field a type,
`equipment.CODE`: an object of `ITEM_FIELDS`, whose terms stand under `terms`; null where the place does not
have it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.directory.common.extent import in_france, on_earth
from app.directory.contributions.inputs import (
    Choice,
    Day,
    Euros,
    Input,
    Line,
    Mail,
    Paragraph,
    Pattern,
    Problem,
    Siret,
    Telephone,
    Truth,
    Value,
    Website,
    Whole,
)
from app.directory.equipment.terms import HIGHEST_AGE, LOWEST_AGE, MOST_EUROS, OUT_OF_ORDER
from app.directory.equipment.vocabulary import TYPE_CODES, by_code
from app.directory.third_places import labels
from app.directory.third_places.vocabulary import KINDS
from app.directory.third_places.written_hours import opening_hours
from app.platform import clock
from app.platform.site.i18n import labelled

EQUIPMENT = "equipment."
"""Beginning of the names of fields of equipment."""
MOST_PIECES = 10_000
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,15})?")
_DIGITS = 6
"""Decimals of degrees that are kept: a tenth of a metre."""


class ProblemsError(ValueError):
    """Values that cannot be taken: a sentence by the name of a field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in problems.items()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Hours(Line):
    """Opening hours in OpenStreetMap's syntax; people type them into a table (`hours_form`)."""

    longest: int = 1000
    kind: str = "hours"

    def read(self, typed: str) -> Value:
        """Return them as the directory writes them."""
        text = " ".join(typed.split())
        if not text:
            return None
        try:
            return opening_hours(text)
        except ValueError as error:
            raise Problem(
                _("Écrivez des horaires dans la syntaxe d’OpenStreetMap, par exemple Mo-Fr 09:00-18:00.")
            ) from error


@dataclass(frozen=True, slots=True)
class Position:
    """A position in France: latitude and longitude in degrees, WGS 84."""

    kind: str = "position"

    def read(self, typed: str) -> Value:
        """Return the position of `48.85, 2.35`, latitude first."""
        if not typed.strip(" ;"):
            return None
        latitude, _sign, longitude = typed.partition(";" if ";" in typed else ", ")
        return self._checked(_degrees(latitude), _degrees(longitude))

    def accept(self, values: Value) -> Value:
        """Return what an object with `latitude` and `longitude` says."""
        if values is None:
            return None
        if not isinstance(values, Mapping) or set(values) != {"latitude", "longitude"}:
            raise Problem(_("Donnez latitude et longitude, en degrés."))
        numbers = values["latitude"], values["longitude"]
        if any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
            raise Problem(_("Donnez latitude et longitude, en degrés."))
        return self._checked(*numbers)

    def write(self, value: Value) -> str:
        """Return a value as it stands in a form."""
        return f"{value['latitude']}; {value['longitude']}" if value else ""

    def show(self, value: Value) -> str:
        """Return a value as people read it."""
        return f"{value['latitude']:.5f}, {value['longitude']:.5f}" if value else ""

    @staticmethod
    def _checked(latitude: float, longitude: float) -> Value:
        if not in_france(latitude, longitude):
            if in_france(longitude, latitude):
                raise Problem(_("Latitude et longitude sont échangées : la latitude vient d’abord."))
            if not on_earth(latitude, longitude):
                raise Problem(_("Ce point n’existe pas : donnez des degrés, par exemple 48,8566 et 2,3522."))
            raise Problem(_("Ce point n’est pas en France : vérifiez la latitude et la longitude."))
        return {"latitude": round(float(latitude), _DIGITS), "longitude": round(float(longitude), _DIGITS)}


def _degrees(typed: str) -> float:
    text = typed.strip().removesuffix("°").strip()
    if not _DEGREES.fullmatch(text):
        raise Problem(_("Donnez latitude et longitude en degrés, par exemple 48,8566 et 2,3522."))
    return float(text.replace(",", "."))


@dataclass(frozen=True, slots=True)
class Field:
    """A field that people can edit."""

    name: str
    label: Any
    section: str
    input: Input | Position
    hint: Any = ""
    is_required: bool = False


SECTIONS: Mapping[str, Any] = {
    "identity": _l("Le lieu"),
    "address": _l("Adresse et accès"),
    "hours": _l("Horaires"),
    "contact": _l("Contact"),
    "equipment": _l("Équipement"),
}
FIELDS: tuple[Field, ...] = (
    Field("name", _l("Nom"), "identity", Line(), is_required=True),
    Field(
        "kind",
        _l("Type de lieu"),
        "identity",
        Choice({fact.code: LazyString(labelled, fact) for fact in KINDS}),
        is_required=True,
    ),
    Field("status", _l("État"), "identity", Choice(labels.STATUSES), is_required=True),
    Field("description", _l("Description"), "identity", Paragraph(), _l("Deux ou trois phrases suffisent.")),
    Field("manager_kind", _l("Qui porte le lieu"), "identity", Choice(labels.MANAGER_KINDS)),
    Field("siret", _l("SIRET de la structure"), "identity", Siret()),
    Field("address", _l("Numéro et rue"), "address", Line()),
    Field(
        "postcode",
        _l("Code postal"),
        "address",
        Pattern(shape="[0-9]{5}", message=_l("Un code postal a cinq chiffres.")),
    ),
    Field("city", _l("Ville"), "address", Line(100)),
    Field(
        "position",
        _l("Position"),
        "address",
        Position(),
        _l("Degrés, par exemple 48,8566 et 2,3522 ; laissez vide si vous ne savez pas."),
    ),
    Field("wheelchair", _l("Accès en fauteuil roulant"), "address", Choice(labels.WHEELCHAIR)),
    Field(
        "accessibility_page",
        _l("Fiche Acceslibre"),
        "address",
        Website(),
        _l("L’adresse de la page du lieu sur acceslibre.beta.gouv.fr."),
    ),
    Field("opening_hours", _l("Horaires"), "hours", Hours()),
    Field("telephone", _l("Téléphone"), "contact", Telephone()),
    Field("email", _l("Adresse électronique publiée"), "contact", Mail(), _l("Jamais celle d’une personne.")),
    Field("website", _l("Site web"), "contact", Website()),
    Field("booking_page", _l("Page de réservation"), "contact", Website()),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
STANDARD: Mapping[str, str] = {
    "accessibility_page": "fiche_acces_libre",
    "email": "courriels",
    "booking_page": "prise_rdv",
}
"""Fields of ours that the national standard's fields hold (`third_place.standard`)."""

ITEM_FIELDS: tuple[Field, ...] = (
    Field("quantity", _l("Quantité"), "item", Whole(1, MOST_PIECES)),
    Field("seats", _l("Personnes à la fois"), "item", Whole(1, MOST_PIECES)),
    Field("shareable", _l("Partagé"), "item", Choice(labels.SHAREABLE)),
    Field("conditions", _l("Conditions, en une phrase"), "item", Line(500)),
    Field("price", _l("Prix, en une phrase"), "item", Line(200)),
)
TERM_FIELDS: tuple[Field, ...] = (
    Field("qualification", _l("Formation demandée"), "terms", Choice(labels.QUALIFICATIONS)),
    Field("supervised", _l("Avec un encadrant du lieu"), "terms", Truth()),
    Field("minimum_age", _l("À partir de (ans)"), "terms", Whole(LOWEST_AGE, HIGHEST_AGE)),
    Field("price_hour", _l("Prix de l’heure (€)"), "terms", Euros(most=MOST_EUROS)),
    Field("price_half_day", _l("Prix de la demi-journée (€)"), "terms", Euros(most=MOST_EUROS)),
    Field("price_day", _l("Prix de la journée (€)"), "terms", Euros(most=MOST_EUROS)),
    Field("consumables", _l("Consommables"), "terms", Choice(labels.CONSUMABLES)),
    Field(OUT_OF_ORDER, _l("En panne jusqu’au"), "terms", Day()),
)
"""Terms of use as data (`app.directory.equipment.terms`)."""


def equipment_code(name: str) -> str | None:
    """Return the type of equipment that a field is about, or None where it is about none."""
    code = name.removeprefix(EQUIPMENT)
    return code if name.startswith(EQUIPMENT) and code in TYPE_CODES else None


def label_of(name: str) -> str:
    """Return what a field is called."""
    code = equipment_code(name)
    return labelled(by_code(code)) if code else str(BY_NAME[name].label)


def show(name: str, value: Value) -> str:
    """Return a value of a field as people read it; nothing where it says nothing."""
    if equipment_code(name) is None:
        return BY_NAME[name].input.show(value)
    return "" if value is None else show_item(value)


def show_item(item: Mapping[str, Value]) -> str:
    """Return equipment in one line."""
    stated = (_show_named(field, item.get(field.name)) for field in ITEM_FIELDS)
    return " · ".join([*filter(None, stated), *filter(None, [show_terms(item.get("terms") or {})])])


def show_terms(terms: Mapping[str, Value], *, with_past: bool = False) -> str:
    """Return the terms of use of equipment in one line; a day that is past says nothing any more.

    `with_past` shows it nevertheless: a history tells what was said.
    """
    today = clock.now_in_paris().date().isoformat()
    held = {
        name: value
        for name, value in terms.items()
        if with_past or name != OUT_OF_ORDER or (value and value >= today)
    }
    return " · ".join(filter(None, (_show_named(field, held.get(field.name)) for field in TERM_FIELDS)))


def _show_named(field: Field, value: Value) -> str:
    shown = field.input.show(value)
    return _("%(field)s : %(value)s", field=field.label, value=shown) if shown else ""


def accept(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return values of JSON as the directory has them; raises as `accept_each`."""
    return accept_each(values, _accept_one)


def accept_each(values: Mapping[str, Any], accept_one: Callable[[str, Value], Value]) -> dict[str, Value]:
    """Return values of JSON, each as `accept_one` takes it by name.

    Raises
    ------
    ProblemsError
        With a sentence for each field that is unknown or cannot be taken.

    """
    taken: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for name, value in values.items():
        try:
            taken[name] = accept_one(name, value)
        except Problem as problem:
            problems[name] = str(problem)
    if problems:
        raise ProblemsError(problems)
    return taken


def _accept_one(name: str, value: Value) -> Value:
    if equipment_code(name):
        return None if value is None else _accept_item(value)
    field = BY_NAME.get(name)
    if field is None:
        raise Problem(_("Ce champ n’existe pas."))
    accepted = field.input.accept(value)
    if accepted is None and field.is_required:
        raise Problem(required(field))
    return accepted


def _accept_item(value: Value) -> Value:
    if not isinstance(value, Mapping):
        raise Problem(_("Donnez un objet, ou null pour ce que le lieu n’a pas."))
    terms = value.get("terms") or {}
    allowed = {field.name for field in ITEM_FIELDS} | {"terms"}
    if (
        not isinstance(terms, Mapping)
        or set(value) - allowed
        or set(terms) - {one.name for one in TERM_FIELDS}
    ):
        raise Problem(_("Donnez seulement : %(names)s.", names=", ".join(sorted(allowed))))
    return item_of(
        {field.name: field.input.accept(value.get(field.name)) for field in ITEM_FIELDS},
        {field.name: field.input.accept(terms.get(field.name)) for field in TERM_FIELDS},
    )


def item_of(stated: Mapping[str, Value], terms: Mapping[str, Value]) -> dict[str, Value]:
    """Return equipment as a value: every field of it, and the terms that are known."""
    return {
        **{field.name: stated.get(field.name) for field in ITEM_FIELDS},
        "shareable": stated.get("shareable") or "unknown",
        "terms": {name: value for name, value in terms.items() if value is not None},
    }


def required(field: Field) -> str:
    """Return what is said where a field that must be there is empty."""
    return str(_("Donnez : %(field)s.", field=str(field.label).lower()))
