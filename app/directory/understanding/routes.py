"""`/understand`: what a text asks for, and what it may be going to ask."""

from typing import Any

from flask.views import MethodView

from app.directory.geocoding.communes import Commune
from app.directory.geocoding.online import online_geocoder
from app.directory.understanding.reading import Reading
from app.directory.understanding.schemas import UnderstandQuery, Understood
from app.directory.understanding.service import read_text
from app.directory.understanding.suggestions import suggestions
from app.platform.http.blueprint import Blueprint
from app.platform.services import database

blueprint = Blueprint("understand", __name__, description="What a text as people type it asks for.")


@blueprint.route("/understand")
class Understand(MethodView):
    """The reader of texts."""

    @blueprint.query(UnderstandQuery)
    @blueprint.response(200, Understood)
    def get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Read a text as the search pages do: equipment, kinds, a territory, a time, what is not understood.

        A misspelt word is taken for what it resembles, and said to be a guess. `suggestions` are towns,
        territories, equipment, kinds and places that the text may be the beginning of.
        """
        q = parameters["q"]
        reading = read_text(database(), q)
        suggested = suggestions(database(), q, parameters["limit"], online_geocoder())
        return _document(reading) | {"q": q, "suggestions": suggested}


def _document(reading: Reading[Commune]) -> dict[str, Any]:
    return {
        "parts": reading.parts,
        "town": _town(reading),
        "territory": reading.territory,
        "equipment": reading.equipment,
        "either": reading.is_either,
        "kinds": reading.kinds,
        "when": reading.when,
        "wheelchair": "wheelchair" in reading.also,
        "free": "free" in reading.also,
        "by_appointment": "appointment" in reading.also,
        "radius_km": reading.radius_km,
        "not_understood": reading.unknown,
    }


def _town(reading: Reading[Commune]) -> dict[str, Any] | None:
    if reading.town is None:
        return None
    town = reading.town.town
    return {
        "code": town.code,
        "name": town.name,
        "match": reading.town.how,
        "lon": town.longitude,
        "lat": town.latitude,
    }
