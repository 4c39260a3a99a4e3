"""Error pages, which need nothing but the templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l

from app.platform.cache.directory_state import last_known
from app.platform.http.errors import RETRY_AFTER_SECONDS
from app.platform.site.security import FRAMED_PATHS

SERVICE_UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class ErrorText:
    """Texts of an error page."""

    title: str
    explanation: str


TEXTS = {
    400: ErrorText(
        _l("Cette adresse n’est pas valable"),
        _l(
            "Un des paramètres de la page est incomplet ou mal écrit. Reprenez la recherche depuis l’accueil."
        ),
    ),
    403: ErrorText(
        _l("Cela ne vous est pas permis"),
        _l(
            "Votre compte n’en a pas le droit, ou la page était ouverte depuis trop longtemps :"
            " revenez en arrière, rechargez-la, puis recommencez."
        ),
    ),
    404: ErrorText(
        _l("Cette page n’existe pas"),
        _l(
            "L’adresse est peut-être mal recopiée, ou le lieu a été retiré de l’annuaire"
            " par ceux qui le publient."
        ),
    ),
    405: ErrorText(
        _l("Cette action n’est pas possible ici"),
        _l("La page ne reçoit pas ce type de demande."),
    ),
    413: ErrorText(
        _l("L’envoi est trop lourd"),
        _l("Réduisez la taille de ce que vous envoyez, puis recommencez."),
    ),
    429: ErrorText(
        _l("Trop de demandes en peu de temps"),
        _l("Attendez une minute, puis recommencez."),
    ),
    500: ErrorText(
        _l("Quelque chose s’est mal passé de notre côté"),
        _l("L’erreur est enregistrée. Réessayez dans un moment ; si elle revient, dites-le-nous."),
    ),
    503: ErrorText(
        _l("L’annuaire ne répond pas pour le moment"),
        _l("Vos données ne sont pas en cause. Réessayez dans quelques secondes."),
    ),
}


def error_page(code: int, wrong: Sequence[str] = ()) -> Response:
    """Return the page of an HTTP error; it works while the database is away.

    `wrong` are the names of the parameters that are wrong.
    """
    text = TEXTS.get(code) or TEXTS[400 if code < 500 else 500]  # noqa: PLR2004 - where server errors begin
    template = "embed_error.html" if request.path in FRAMED_PATHS else "error.html"
    response = Response(
        render_template(template, code=code, text=text, wrong=wrong, directory=last_known()),
        code,
        mimetype="text/html",
    )
    response.headers["Cache-Control"] = "no-store"
    if code == SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
