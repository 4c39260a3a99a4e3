"""The agreement on an accepted request, on the secret pages of its two parties; looking changes nothing."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.agreements import service
from app.directory.agreements.content import Content
from app.directory.agreements.facts import known
from app.directory.agreements.fields import BOTH, FIELDS, ITEM_LABELS, PARTS, STATE_LABELS, Field
from app.directory.agreements.records import Agreement
from app.directory.agreements.routes import file_response
from app.directory.agreements.template_files import find
from app.directory.agreements.vocabulary import LOAN, MODELS, ORGANISATION, PLACE, STATES
from app.directory.requests.records import Request
from app.directory.requests.records import Response as Answer
from app.directory.requests.service import find_followed, find_response, responses_of
from app.directory.requests.vocabulary import ACCEPTED
from app.platform.services import database, services
from app.platform.site.i18n import language
from app.publishing.pages.labels import AGREEMENT_MODELS
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.requests.agreement_form import filled, merge, read, rows_of, translated
from app.publishing.pages.requests.reading import Form

blueprint = Blueprint("agreements", __name__)

BAD_REQUEST, CONFLICT, GONE = 400, 409, 410
SUFFIX = "<int:version>.<any(docx, pdf):suffix>"


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an accepted request, by its secret link."""

    role: str
    secret: str
    request: Request
    answer: Answer

    def url(self, endpoint: str, **values: Any) -> str:  # noqa: ANN401 - parts of addresses
        """Return the address of one of its pages."""
        if self.role == ORGANISATION:
            values["number"] = self.answer.id
        return url_for(f"web.agreements.{self.role}_{endpoint}", secret=self.secret, **values)

    @property
    def back(self) -> str:
        """The address of the page of the request."""
        endpoint = "web.requests.followed" if self.role == ORGANISATION else "web.request_answers.place"
        return url_for(endpoint, secret=self.secret)


@blueprint.get("/demandes/<string:secret>/convention/<int:number>", endpoint="organisation_page")
def show_to_organisation(secret: str, number: int) -> Response:
    """Show the agreement with one place to the organisation."""
    return _show(_organisation(secret, number))


@blueprint.post("/demandes/<string:secret>/convention/<int:number>", endpoint="organisation_make")
def make_as_organisation(secret: str, number: int) -> Response | AnyResponse:
    """Make a version as the organisation."""
    return _make(_organisation(secret, number))


@blueprint.get(f"/demandes/<string:secret>/convention/<int:number>/{SUFFIX}", endpoint="organisation_file")
def give_to_organisation(secret: str, number: int, version: int, suffix: str) -> Response:
    """Give a version to the organisation."""
    return _give(_organisation(secret, number), version, suffix)


@blueprint.get("/demandes/lieu/<string:secret>/convention", endpoint="place_page")
def show_to_place(secret: str) -> Response:
    """Show the agreement to the place."""
    return _show(_place(secret))


@blueprint.post("/demandes/lieu/<string:secret>/convention", endpoint="place_make")
def make_as_place(secret: str) -> Response | AnyResponse:
    """Make a version as the place."""
    return _make(_place(secret))


@blueprint.get(f"/demandes/lieu/<string:secret>/convention/{SUFFIX}", endpoint="place_file")
def give_to_place(secret: str, version: int, suffix: str) -> Response:
    """Give a version to the place."""
    return _give(_place(secret), version, suffix)


def _organisation(secret: str, number: int) -> Party | None:
    with database().connection() as connection:
        usage = find_followed(connection, secret)
        answers = responses_of(connection, usage.id) if usage else []
    answer = next((one for one in answers if one.id == number and one.status == ACCEPTED), None)
    return Party(ORGANISATION, secret, usage, answer) if usage and answer else None


def _place(secret: str) -> Party | None:
    with database().connection() as connection:
        followed = find_response(connection, secret)
    if followed is None or followed[1].status != ACCEPTED:
        return None
    return Party(PLACE, secret, *followed)


def _show(party: Party | None) -> Response:
    if party is None:
        return _gone()
    with database().connection() as connection:
        versions = service.versions_of(connection, party.answer)
        facts = known(connection, party.request, party.answer)
        content = _shown_content(connection, party, versions, facts)
    return _page(party, versions, facts, filled(content, versions[0].model if versions else ""))


def _shown_content(
    connection: service.Connection, party: Party, versions: list[Agreement], facts: Content
) -> Content:
    """Return the newest content; what nobody wrote themselves is in the language of the page."""
    if not versions or versions[0].language == language():
        return versions[0].content if versions else facts
    with force_locale(versions[0].language):
        before = known(connection, party.request, party.answer)
    return translated(versions[0].content, before, facts)


def _make(party: Party | None) -> Response | AnyResponse:
    if party is None:
        return _gone()
    form, code = Form(), BAD_REQUEST
    with database().transaction() as connection:
        facts = known(connection, party.request, party.answer)
        model, content = read(form, facts)
        if not form.errors:
            code = _keep(
                connection, party, form, service.Draft(model, language(), content, party.role, _base(form))
            )
        versions = service.versions_of(connection, party.answer)
    if form.errors:
        return _page(party, versions, facts, form, code)
    return redirect(party.url("page"), 303)


def _base(form: Form) -> int:
    typed = form.typed.get("base", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("99999") else 0


def _keep(connection: service.Connection, party: Party, form: Form, draft: service.Draft) -> int:
    try:
        service.make(connection, party.request, party.answer, draft)
    except service.StaleError as error:
        merge(form, _before(connection, party, draft), error.latest.content)
        form.errors["form"] = _(
            "L’autre partie a fait une version %(version)s entre-temps."
            " Ce qu’elle a changé est repris ci-dessous ; vérifiez, puis envoyez de nouveau.",
            version=error.latest.version,
        )
    except service.FullError:
        form.errors["form"] = _("Cette convention a trop de versions : modifiez le fichier DOCX.")
    return CONFLICT


def _before(connection: service.Connection, party: Party, draft: service.Draft) -> Content:
    """Return the content that a form began with."""
    versions = {one.version: one.content for one in service.versions_of(connection, party.answer)}
    return versions.get(draft.base) or known(connection, party.request, party.answer)


def _give(party: Party | None, version: int, suffix: str) -> Response:
    if party is None:
        return _gone()
    with database().connection() as connection:
        file = service.find_file(connection, party.answer, version, suffix)
    return file_response(file, suffix) if file else _gone()


def _page(party: Party, versions: list[Agreement], facts: Content, form: Form, code: int = 200) -> Response:
    folder = services().settings.agreement_templates
    latest = versions[0] if versions else None
    typed_model = form.typed.get("model", "")
    model = typed_model if typed_model in MODELS else LOAN
    return private_page(
        "requests/agreement.html",
        code,
        party=party,
        versions=versions,
        latest=latest,
        facts=facts,
        form=form,
        errors=form.errors,
        sections=_sections(form, model),
        agreed=[one for one in FIELDS if not one.is_typed],
        evidence={code: [str(one.label) for one in FIELDS if code in one.evidence] for code in BOTH},
        models=AGREEMENT_MODELS,
        states=[(code, STATE_LABELS[code]) for code in STATES],
        item_labels=ITEM_LABELS,
        rows=rows_of(form),
        missing=latest.content.missing(latest.model) if latest else [],
        is_ours=any(find(folder, code, language()).is_ours for code in MODELS),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form; it is open while something of it is missing or wrong."""

    code: str
    label: str
    fields: list[Field]
    empty: int

    @property
    def is_open(self) -> bool:
        """Whether there is something to do in it."""
        return self.empty > 0


def _sections(form: Form, model: str) -> list[Section]:
    sections = []
    for code, label in PARTS.items():
        fields = [one for one in FIELDS if one.part == code and one.is_typed]
        empty = [one for one in fields if model in one.models and not form.typed.get(one.name, "").strip()]
        wrong = [one for one in fields if one.name in form.errors]
        sections.append(Section(code, str(label), fields, len(empty) or len(wrong)))
    return sections


def _gone() -> Response:
    text = _(
        "La convention se fait une fois la demande acceptée. Le dernier courriel reçu contient le bon lien."
    )
    return private_page("requests/message.html", GONE, title=_("Pas de convention ici"), text=text)
