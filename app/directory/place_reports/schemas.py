"""The form of a report."""

from typing import Any

import marshmallow as ma

from app.directory.place_reports.vocabulary import KINDS, LONGEST_MESSAGE, SHORTEST_MESSAGE

MAX_TOKEN = 400
HONEYPOT = "homepage"
"""A field that people do not see; programs that fill in every form fill it in, too."""
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))


class ReportForm(ma.Schema):
    """Form of a report; errors are the names of fields, their words are the page's."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    message = ma.fields.String(
        required=True, validate=ma.validate.Length(min=SHORTEST_MESSAGE, max=LONGEST_MESSAGE)
    )
    token = ma.fields.String(required=True, validate=ma.validate.Length(max=MAX_TOKEN))

    @ma.pre_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Take control characters off; browsers send line breaks as two characters, people count one."""
        message = str(data.get("message", "")).replace("\r\n", "\n").replace("\r", "\n")
        return {**data, "message": message.translate(CONTROL).strip()}
