"""Every table of the directory, gathered for the migrations and for `create_all`-like tools."""

from app.db.base import Base
from app.equipment import models as equipment
from app.geocoding import models as geocoding
from app.imports import models as imports
from app.matching.runs import models as match_runs
from app.ogc import models as ogc
from app.organisations import models as organisations
from app.place_reports import models as place_reports
from app.programmes import models as programmes
from app.territories import models as territories
from app.third_places import models as third_places

__all__ = [
    "equipment",
    "geocoding",
    "imports",
    "match_runs",
    "metadata",
    "ogc",
    "organisations",
    "place_reports",
    "programmes",
    "territories",
    "third_places",
]

metadata = Base.metadata
