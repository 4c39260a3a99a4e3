"""Every table of the directory, gathered for the migrations and for `create_all`-like tools."""

from app.directory.agreements import models as agreements
from app.directory.api_keys import models as api_keys
from app.directory.audit import models as audit
from app.directory.bookings import models as bookings
from app.directory.building_access import models as building_access
from app.directory.changes import models as changes
from app.directory.common import listed as ogc
from app.directory.common import listed_axes
from app.directory.contributions import models as contributions
from app.directory.equipment import models as equipment
from app.directory.following import models as following
from app.directory.geocoding import models as geocoding
from app.directory.grants import models as grants
from app.directory.history import models as history
from app.directory.imports import models as imports
from app.directory.matching.runs import models as match_runs
from app.directory.organisations import models as organisations
from app.directory.people import models as people
from app.directory.place_reports import models as place_reports
from app.directory.planning import models as planning
from app.directory.programmes import models as programmes
from app.directory.projects import models as projects
from app.directory.proposals import models as proposals
from app.directory.reminders import models as reminders
from app.directory.requests import models as requests
from app.directory.support_offers import models as support_offers
from app.directory.territories import models as territories
from app.directory.third_places import models as third_places
from app.directory.webhooks import models as webhooks
from app.platform.daily import models as daily
from app.platform.database.base import Base
from app.platform.mail import models as mail
from app.platform.sessions import models as sessions
from app.platform.throttle import models as throttle

__all__ = [
    "agreements",
    "api_keys",
    "audit",
    "bookings",
    "building_access",
    "changes",
    "contributions",
    "daily",
    "equipment",
    "following",
    "geocoding",
    "grants",
    "history",
    "imports",
    "listed_axes",
    "mail",
    "match_runs",
    "metadata",
    "ogc",
    "organisations",
    "people",
    "place_reports",
    "planning",
    "programmes",
    "projects",
    "proposals",
    "reminders",
    "requests",
    "sessions",
    "support_offers",
    "territories",
    "third_places",
    "throttle",
    "webhooks",
]

metadata = Base.metadata
