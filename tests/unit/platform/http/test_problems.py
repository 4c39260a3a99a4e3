"""The one shape of errors."""

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, TooManyRequests, abort

from app.platform.http.errors import database_away, from_http_exception, problem


def test_the_shape() -> None:
    response = problem(404, "Nothing there.")
    assert response.status_code == 404
    assert response.mimetype == "application/json"
    assert response.get_json() == {"code": 404, "status": "Not Found", "message": "Nothing there."}


def test_details_and_headers() -> None:
    response = problem(429, "Slower.", {"a": ["b"]}, {"Retry-After": "7"})
    assert response.get_json()["errors"] == {"a": ["b"]}
    assert response.headers["Retry-After"] == "7"


def test_lone_surrogates_can_be_written() -> None:
    assert problem(400, "x", {"\ud800": ["\udfff"]}).get_json()["errors"] == {"\ud800": ["\udfff"]}


def test_the_database_is_away() -> None:
    response = database_away()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "code", [400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 422, 429, 500, 501, 503]
)
def test_whatever_werkzeug_raises(code: int) -> None:
    with pytest.raises(HTTPException) as caught:
        abort(code)
    body = from_http_exception(caught.value).get_json()
    assert body["code"] == code
    assert body["message"]


def test_what_a_client_needs_to_go_on_is_kept() -> None:
    assert from_http_exception(MethodNotAllowed(["GET", "HEAD"])).headers["Allow"] == "GET, HEAD"
    assert from_http_exception(TooManyRequests(retry_after=3)).headers["Retry-After"] == "3"


def test_a_description_may_hold_anything() -> None:
    with Flask("x").test_request_context():
        response = from_http_exception(NotFound("<script>alert(1)</script>"))
    assert response.get_json()["message"] == "<script>alert(1)</script>"
    assert response.mimetype == "application/json"
