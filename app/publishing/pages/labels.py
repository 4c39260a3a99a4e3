"""Labels of the directory's codes in the request's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.directory.common.columns import DEMONSTRATION_SOURCE
from app.directory.common.france import REGIONS
from app.directory.common.licences import LICENCE_FACTS
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.organisations.vocabulary import KINDS as ORGANISATION_KINDS
from app.directory.organisations.vocabulary import SUPPORT_FIELDS
from app.directory.programmes.vocabulary import PROGRAMMES
from app.directory.projects.vocabulary import PROJECT_PROGRAMMES
from app.directory.support_offers.vocabulary import HELPERS
from app.directory.third_places import labels as place_labels
from app.directory.third_places.opening_periods import WEEKDAYS
from app.directory.third_places.vocabulary import KINDS as PLACE_KINDS
from app.platform.site.i18n import labelled, language
from app.publishing.pages.hours import time_text

_EQUIPMENT = {fact.code: fact for fact in EQUIPMENT_TYPES}
_PLACE_KINDS = {fact.code: fact for fact in PLACE_KINDS}
_ORGANISATION_KINDS = {fact.code: fact for fact in ORGANISATION_KINDS}

WHEELCHAIR, SHAREABLE = place_labels.WHEELCHAIR, place_labels.SHAREABLE
WHEELCHAIR_SHORT = {
    "yes": _l("Accessible en fauteuil"),
    "limited": _l("Accessible en partie"),
}
OPEN = {
    "now": _l("Ouvert maintenant"),
    "evening": _l("Ouvert ce soir"),
    "weekend": _l("Ouvert ce week-end"),
    "appointment": _l("Sur rendez-vous"),
}
DAYS = {
    "today": _l("Aujourd’hui"),
    "tomorrow": _l("Demain"),
    "monday": _l("Lundi"),
    "tuesday": _l("Mardi"),
    "wednesday": _l("Mercredi"),
    "thursday": _l("Jeudi"),
    "friday": _l("Vendredi"),
    "saturday": _l("Samedi"),
    "sunday": _l("Dimanche"),
}
SEVERAL_DAYS = {
    "workdays": _l("Lun.–ven. en journée"),
    "weekend": OPEN["weekend"],
    "evening": OPEN["evening"],
}
PRECISION = {
    "address": _l("Position à l’adresse."),
    "street": _l("Position dans la rue, sans le numéro."),
    "commune_centroid": _l(
        "Position approximative : le centre de la commune. Les distances sont données « environ »."
    ),
}
SOURCE_FIELDS = {
    "name": _l("nom"),
    "kind": _l("type de lieu"),
    "status": _l("état (ouvert, en projet)"),
    "position": _l("position"),
    "commune": _l("commune"),
    "address": _l("adresse"),
    "postcode": _l("code postal"),
    "city": _l("ville de l’adresse"),
    "opening_hours": _l("horaires"),
    "wheelchair": _l("accès en fauteuil roulant"),
    "website": _l("site web"),
    "description": _l("description"),
    "manager_kind": _l("type de gestionnaire"),
    "siret": _l("SIRET"),
    "telephone": _l("téléphone"),
    "equipment": _l("équipement"),
    "equipment_absent": _l("équipement absent"),
    "awards": _l("financements"),
}
"""Fields that a record gave to the place that it is shown as."""
MAIL_STATUSES = {
    "waiting": _l("en attente"),
    "sending": _l("en cours d’envoi"),
    "sent": _l("envoyé"),
    "doubtful": _l("peut-être envoyé"),
    "failed": _l("refusé"),
    "expired": _l("périmé"),
}
MANAGER_STATUSES = {
    "pending": _l("demande en attente"),
    "active": _l("géré par vous"),
    "refused": _l("demande refusée"),
    "ended": _l("gestion terminée"),
}
PROOFS = {
    "domain": _l("adresse du domaine du site"),
    "published_address": _l("adresse publiée par le lieu"),
    "moderator": _l("accepté par un modérateur"),
    "named": _l("nommé par un gérant"),
}
REPORT_KINDS = {
    "closed": _l("Le lieu est fermé ou a déménagé"),
    "position": _l("L’adresse ou la position sur la carte est fausse"),
    "hours": _l("Les horaires sont faux"),
    "equipment": _l("L’équipement ou ses conditions sont faux"),
    "equipment_gone": _l("Un équipement n’est plus là"),
    "access": _l("L’accès en fauteuil roulant est mal décrit"),
    "contact": _l("Le site web ou le téléphone est faux"),
    "duplicate": _l("Ce lieu figure deux fois dans l’annuaire"),
    "other": _l("Autre chose"),
}
AGREEMENT_MODELS = {
    "loan": (_l("Gratuite"), _l("Le lieu prête l’espace et l’équipement.")),
    "priced": (_l("Payante"), _l("L’organisme paie un prix.")),
    "public": (
        _l("Bien d’une personne publique"),
        _l("Commune, département, université… : avec ou sans redevance."),
    ),
}
EQUIPMENT_STATUS = {
    "equipped": _l("se déclare équipé"),
    "unequipped": _l("se déclare non équipé"),
    "unknown": _l("équipement non renseigné"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A name with the address where to read on."""

    name: str
    url: str | None = None


LICENCES = {fact.code: Reference(fact.name, fact.url) for fact in LICENCE_FACTS}
DEMONSTRATION = _l("Données de démonstration (inventées)")
PEOPLE = {"manager": _l("Gestionnaire du lieu"), "contributions": _l("Contributions")}
"""Sources of what people have stated."""


def when_label(day: str | None, hour: str | None) -> str:
    """Return a day with its part or its hour in words: `Samedi matin`, `Mardi, 14 h`."""
    code, _dash, part = (day or "today").partition("_")
    label = str(DAYS.get(code) or SEVERAL_DAYS[code])
    if part == "morning":
        return str(_("%(day)s matin", day=label))
    if part == "afternoon":
        return str(_("%(day)s après-midi", day=label))
    if part == "evening":
        return str(_("%(day)s soir", day=label))
    if hour is not None and code in DAYS:
        return str(_("%(day)s, %(time)s", day=label, time=time_text(hour)))
    return label


def days() -> tuple[tuple[str, str], ...]:
    """Return code and label of every time beside now that the finder offers to choose."""
    days = ((code, str(label)) for code, label in DAYS.items() if code != "today")
    return (("workdays", str(SEVERAL_DAYS["workdays"])), *days)


def weekdays() -> tuple[tuple[str, str], ...]:
    """Return code and label of every weekday, Monday first."""
    return tuple((code, str(DAYS[code])) for code in WEEKDAYS)


def equipment_label(code: str) -> str:
    """Return the label of an equipment type or group."""
    fact = _EQUIPMENT.get(code)
    return labelled(fact) if fact else code


def kind_label(code: str) -> str:
    """Return the label of a kind of place."""
    return labelled(_PLACE_KINDS[code])


def place_kinds() -> tuple[tuple[str, str], ...]:
    """Return code and label of every kind of place."""
    return tuple((fact.code, labelled(fact)) for fact in PLACE_KINDS)


def programmes() -> tuple[tuple[str, str], ...]:
    """Return code and name of every programme."""
    return tuple((fact.code, programme_label(fact.code)) for fact in PROGRAMMES)


def programme_label(code: str, published: str | None = None) -> str:
    """Return the name of a programme; the published one where the vocabulary has none."""
    fact = next((fact for fact in PROGRAMMES if fact.code == code), None)
    if fact is None:
        return published or code
    return fact.name_en if fact.name_en and language() == "en" else fact.name


def organisation_kind_label(code: str) -> str:
    """Return the label of a kind of organisation."""
    return labelled(_ORGANISATION_KINDS[code])


def support_fields() -> tuple[tuple[str, str], ...]:
    """Return code and label of every field in which organisations may need support."""
    return tuple((fact.code, labelled(fact)) for fact in SUPPORT_FIELDS)


def support_label(code: str) -> str:
    """Return the label of a field in which organisations may need support."""
    return dict(support_fields())[code]


def organisation_kinds() -> tuple[tuple[str, str], ...]:
    """Return code and label of every kind of organisation."""
    return tuple((fact.code, labelled(fact)) for fact in ORGANISATION_KINDS)


def project_programmes() -> tuple[tuple[str, str], ...]:
    """Return code and label of every programme that funds projects."""
    return tuple((fact.code, labelled(fact)) for fact in PROJECT_PROGRAMMES)


def project_programme_label(code: str) -> str:
    """Return the label of a programme that funds projects."""
    return dict(project_programmes())[code]


def helper_label(code: str) -> str:
    """Return the label of a kind of body that offers support."""
    return next(labelled(fact) for fact in HELPERS if fact.code == code)


def regions() -> tuple[tuple[str, str], ...]:
    """Return code and name of every région, by name."""
    return tuple(sorted(((fact.code, fact.name) for fact in REGIONS), key=lambda one: one[1]))


def licence(code: str) -> Reference:
    """Return a licence's name; one that nobody confirmed is said to be so."""
    return LICENCES.get(code) or Reference(_("à confirmer"))


def source_label(record: Mapping[str, Any]) -> str:
    """Return what the source of a record of a place is called, and who publishes it."""
    if record["source"] == DEMONSTRATION_SOURCE:
        return str(DEMONSTRATION)
    if record["source"] in PEOPLE:
        return str(PEOPLE[record["source"]])
    title = record["title"] or record["source"]
    return f"{title} ({record['publisher']})" if record["publisher"] else str(title)


@dataclass(frozen=True, slots=True)
class EquipmentGroup:
    """A group of the vocabulary with its types."""

    code: str
    label: str
    types: tuple[tuple[str, str], ...]
    """Code and label of each."""


def equipment_groups() -> tuple[EquipmentGroup, ...]:
    """Return the vocabulary of equipment as people choose from it."""
    return tuple(
        EquipmentGroup(
            group.code,
            labelled(group),
            tuple((fact.code, labelled(fact)) for fact in EQUIPMENT_TYPES if fact.parent == group.code),
        )
        for group in EQUIPMENT_TYPES
        if group.parent is None
    )


WEBHOOK_EVENTS = {
    "booking.made": _l("une réservation faite"),
    "booking.changed": _l("une réservation déplacée, confirmée ou annulée"),
    "request.sent": _l("une demande envoyée"),
    "request.answered": _l("une réponse à une demande"),
}
USAGE_GROUPINGS = {
    "territory": _l("par région"),
    "place": _l("par lieu"),
    "programme": _l("par programme"),
    "quarter": _l("par trimestre"),
}
