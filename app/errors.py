"""Responses to errors: JSON below the API's paths, a page everywhere else."""

import logging

import marshmallow as ma
import psycopg
from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.platform.database.connection import DatabaseAwayError
from app.platform.http.errors import (
    WRONG_PARAMETERS,
    database_away,
    from_http_exception,
    problem,
)
from app.publishing.pages.errors import error_page
from app.publishing.pages.schemas import WrongParametersError

API_PREFIXES = ("/api/", "/health/", "/ogc", "/catalog")
log = logging.getLogger(__name__)


def _is_api() -> bool:
    return request.path.startswith(API_PREFIXES)


def _on_http(error: HTTPException) -> AnyResponse:
    if _is_api():
        return from_http_exception(error)
    if error.response is not None:  # a redirect that routing asks for
        return error.get_response()
    wrong = error.names if isinstance(error, WrongParametersError) else []
    return error_page(error.code or 500, wrong)


def _on_unanswerable(error: ma.ValidationError) -> AnyResponse:
    """Answer a parameter that is valid, and of which the directory cannot say anything."""
    by_name = error.normalized_messages()  # type: ignore[no-untyped-call]
    return problem(400, WRONG_PARAMETERS, {"query": by_name}) if _is_api() else error_page(400, list(by_name))


def _on_database_away(error: Exception) -> Response:
    log.warning("database away: %s", error)
    return database_away() if _is_api() else error_page(503)


def _on_timeout(error: Exception) -> Response:
    log.warning("statement cancelled: %s", error)
    message = "The question takes too long to answer. Ask for a smaller area or fewer features."
    return problem(503, message, headers={"Retry-After": "30"}) if _is_api() else error_page(503)


def _on_not_migrated(error: Exception) -> Response:
    log.error("the database is not migrated: %s", error)
    message = "The database is not migrated yet. Try again in a minute."
    return problem(503, message, headers={"Retry-After": "30"}) if _is_api() else error_page(503)


def _on_anything(error: Exception) -> Response:
    log.error("unhandled error", exc_info=error)
    return problem(500, "Something went wrong on our side.") if _is_api() else error_page(500)


def register_error_handlers(app: Flask) -> None:
    """Give every error its answer; nothing of the database or of Python reaches a caller."""
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(ma.ValidationError, _on_unanswerable)
    app.register_error_handler(DatabaseAwayError, _on_database_away)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(psycopg.errors.QueryCanceled, _on_timeout)
    for missing in (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction):
        app.register_error_handler(missing, _on_not_migrated)
    app.register_error_handler(Exception, _on_anything)
