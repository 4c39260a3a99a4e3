"""`/health`: whether the process lives, and whether it can serve."""

import psycopg
from flask import Blueprint, Response, current_app

from app.migrations.upgrade import head_revision
from app.platform.http.errors import problem
from app.platform.services import database

blueprint = Blueprint("health", __name__, url_prefix="/health")

STATE = "SELECT (SELECT version_num FROM alembic_version), content FROM directory_state"


@blueprint.get("/live")
def live() -> dict[str, str]:
    """Answer whenever the process does."""
    return {"status": "live"}


@blueprint.get("/ready")
def ready() -> Response | dict[str, str]:
    """Answer 200 only when the database answers, is migrated and holds its initial load."""
    try:
        row = database().fetch_one(STATE)
    except psycopg.errors.UndefinedTable:
        row = None
    revision, content = row or (None, "empty")
    expected = current_app.config.setdefault("SCHEMA_REVISION", head_revision())
    if revision != expected:
        return problem(503, "The database is not migrated: run `proxilieux db upgrade`.", headers=_RETRY)
    if content == "empty":
        return problem(503, "The initial load is not complete.", headers=_RETRY)
    return {"status": "ready", "content": content}


_RETRY = {"Retry-After": "5"}
