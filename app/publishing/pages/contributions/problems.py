"""Sentences for values that the directory refuses to write."""

from flask_babel import gettext as _

from app.directory.contributions.values import InvalidValuesError


def problems_of(error: InvalidValuesError) -> dict[str, str]:
    """Return a sentence by the name of the form's field."""
    sentences = {
        "commune_unknown": _("Aucune commune de ce nom n’a ce code postal : vérifiez les deux."),
        "far_from_commune": _("Cette position est loin de la commune : corrigez l’une ou l’autre."),
        "required": _("Ce champ ne peut pas rester vide."),
        "too_long": _("Ce texte est trop long."),
    }
    other = _("Cette valeur ne peut pas être enregistrée : vérifiez-la.")
    places = {"latitude": "position", "longitude": "position", "commune_code": "postcode"}
    return {places.get(name, name): sentences.get(code, other) for name, code in error.errors.items()}
