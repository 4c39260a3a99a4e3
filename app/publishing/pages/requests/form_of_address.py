"""The form of a request as an address fills it in: what it says wrongly is left out, not refused."""

from flask import request
from flask_babel import gettext as _

from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.requests.vocabulary import MOST_LEARNERS, MOST_QUANTITY
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.requests.asking_link import NUMBERS, TEXTS, TIMES
from app.publishing.pages.requests.reading import WEEKDAYS, Form

MOST = {"quantity": MOST_QUANTITY, "learners": MOST_LEARNERS}


def form_of_address() -> Form:
    """Return the form that this address asks for (docs/requests.md names its parameters)."""
    typed_form = Form({name: request.args.get(name, "") for name in (*NUMBERS, *TIMES)})
    for name in NUMBERS:
        typed_form.number(name, MOST[name])
    typed_form.schedule()
    typed = {
        name: value for name, value in typed_form.typed.items() if value and name not in typed_form.errors
    }
    days = [
        day for day in " ".join(request.args.getlist("days")).replace(",", " ").split() if day in WEEKDAYS
    ]
    wanted = [code for code in dict.fromkeys(request.args.getlist("equipment")) if code in TYPE_CODES]
    texts = {name: request.args.get(name, "") for name in TEXTS}
    if wanted[1:]:
        others = ", ".join(equipment_label(code) for code in wanted[1:])
        texts["message"] = _("Nous aurions aussi besoin de : %(what)s.", what=others)
    typed |= {name: value for name, value in texts.items() if value}
    typed |= {"days": " ".join(days)} if days else {}
    return Form(typed | ({"equipment": wanted[0]} if wanted else {}))
