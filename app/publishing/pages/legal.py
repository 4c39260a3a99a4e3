"""Legal notice, and what is kept of people: why, how long, and what rights they have."""

from flask import Blueprint

from app.directory.retention.rules import RULES
from app.platform.services import services
from app.publishing.pages.pages import page

blueprint = Blueprint("legal", __name__)


@blueprint.get("/mentions-legales")
def notice() -> str:
    """Say who publishes and hosts the site."""
    return page("legal_notice.html", settings=services().settings)


@blueprint.get("/donnees-personnelles")
def privacy() -> str:
    """Say what is kept of people; the times are those of the rules that end it."""
    kept = {rule.name: rule.kept.days for rule in RULES}
    return page("privacy.html", settings=services().settings, kept=kept)
