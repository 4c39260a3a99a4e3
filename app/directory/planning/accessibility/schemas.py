"""Parameters and response of catchment scores."""

from typing import Any

import marshmallow as ma
from webargs.fields import DelimitedList

from app.directory.planning.accessibility.scores import PLACES, SUPPLIES
from app.directory.planning.schemas import OfferQuery, TerritoryFields
from app.directory.planning.selection import PEOPLE, WEIGHTS
from app.directory.territories.vocabulary import DEFAULT_LEVEL, LEVELS
from app.platform.http import fields
from geo.catchment import Step

MOST_STEPS, MOST_KM = 10, 100.0
DEFAULT_STEPS = "20:1"
STEP = r"[0-9]{1,3}(\.[0-9]{1,3})?:[0-9](\.[0-9]{1,4})?"


class AccessibilityQuery(OfferQuery, TerritoryFields):
    """Whom, what, how far, and where."""

    weight = fields.one_of(
        WEIGHTS, "weight", load_default=PEOPLE, metadata={"description": "Who shares.", "default": PEOPLE}
    )
    supply = fields.one_of(
        SUPPLIES,
        "supply",
        load_default=PLACES,
        metadata={
            "description": "What is shared: places, or the seats of those that state them; never both.",
            "default": PLACES,
        },
    )
    steps = DelimitedList(
        fields.pattern(STEP, "kilometres:weight, such as 10:0.68"),
        load_default=lambda: [DEFAULT_STEPS],
        validate=ma.validate.Length(min=1, max=MOST_STEPS),
        metadata={
            "description": "Weight of everything up to so many kilometres, growing: one step is 2SFCA,"
            " several are E2SFCA. At most 100 km.",
            "example": "5:1,10:0.68,20:0.22",
        },
    )
    level = fields.one_of(
        LEVELS,
        "level",
        load_default=DEFAULT_LEVEL,
        metadata={"description": "Level of the territories.", "default": DEFAULT_LEVEL},
    )

    @ma.post_load
    def read_steps(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Replace the texts by steps in metres."""
        pairs = [one.split(":") for one in data["steps"]]
        steps = [Step(float(km) * 1000.0, float(weight)) for km, weight in pairs]
        distances = [0.0, *(step.until_m for step in steps)]
        if sorted(set(distances)) != distances or distances[-1] > MOST_KM * 1000:
            raise ma.ValidationError("Kilometres must grow, from above 0 to at most 100.", field_name="steps")
        if not any(step.weight for step in steps):
            raise ma.ValidationError("One weight at least must be above 0.", field_name="steps")
        return data | {"steps": steps}


class AccessibilityTerritory(ma.Schema):
    """Score of a territory."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    weight = ma.fields.Float(required=True, metadata={"description": "People, learners or organisations."})
    score = ma.fields.Float(required=True, metadata={"description": "In `unit`; the mean over the weight."})


class AccessibilityAnswer(ma.Schema):
    """Catchment scores by territory."""

    unit = ma.fields.String(required=True)
    steps = ma.fields.List(ma.fields.List(ma.fields.Float()), required=True)
    facilities = ma.fields.Integer(required=True)
    without_seats = ma.fields.Integer(
        required=True, metadata={"description": "Matching places that state no seats, left out."}
    )
    supply = ma.fields.Float(required=True)
    shared = ma.fields.Float(
        required=True, metadata={"description": "Supply that the origins share: the sum of weight and score."}
    )
    unused = ma.fields.Float(
        required=True, metadata={"description": "Supply that nobody is near; with `shared` it is `supply`."}
    )
    level = ma.fields.String(required=True)
    territories = ma.fields.List(ma.fields.Nested(AccessibilityTerritory), required=True)
