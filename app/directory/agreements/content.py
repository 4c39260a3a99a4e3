"""Content of an agreement: what is known, what is blank, and the list of what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from flask_babel import gettext as _

from app.directory.agreements.fields import FIELDS, ITEM_LABELS, STATE_LABELS, of_model
from app.directory.agreements.vocabulary import BLANK

Row = Mapping[str, str]
NEEDED_OF_ITEMS = ("quantity", "state")


@dataclass(frozen=True, slots=True)
class Content:
    """Values by name of their field, the inventory, and the sessions; what is not known is not there."""

    values: Mapping[str, str]
    equipment: Sequence[Row] = ()
    sessions: Sequence[Row] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the content of its JSON."""
        return cls(stored["values"], stored["equipment"], stored["sessions"])

    def json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        values = {name: value for name, value in self.values.items() if value}
        equipment = [{name: value for name, value in row.items() if value} for row in self.equipment]
        return {"values": values, "equipment": equipment, "sessions": [dict(row) for row in self.sessions]}

    def missing(self, model: str) -> list[str]:
        """Return the labels of what is not known, in the language of the moment."""
        labels = [str(one.label) for one in of_model(model) if not self.values.get(one.name)]
        labels += [
            _("%(label)s : %(name)s", label=ITEM_LABELS[column], name=row["name"])
            for row in self.equipment
            for column in NEEDED_OF_ITEMS
            if not row.get(column)
        ]
        return labels


@dataclass(frozen=True, slots=True)
class Frame:
    """Words around the content: number, version, day, and the tags for a service of electronic signature."""

    model: str
    number: str
    version: int
    made_on: str
    signatures: Mapping[str, str] = field(default_factory=dict)


def variables(content: Content, frame: Frame) -> dict[str, Any]:
    """Return the variables of the templates; a blank stands for what is not known."""
    return {
        **{one.name: content.values.get(one.name) or BLANK for one in FIELDS},
        "equipment": [_item(row) for row in content.equipment],
        "sessions": list(content.sessions),
        "missing": content.missing(frame.model),
        "model": frame.model,
        "number": frame.number,
        "version": str(frame.version),
        "made_on": frame.made_on,
        "signature_place": frame.signatures.get("place", ""),
        "signature_organisation": frame.signatures.get("organisation", ""),
    }


def _item(row: Row) -> dict[str, str]:
    state = row.get("state", "")
    return {
        "name": row["name"],
        "quantity": row.get("quantity") or BLANK,
        "state": str(STATE_LABELS[state]) if state else BLANK,
        "remarks": row.get("remarks", ""),
    }
