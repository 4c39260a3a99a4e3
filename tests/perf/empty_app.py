"""The floor: a Flask route that does nothing, under the same server."""

from flask import Flask, Response

app = Flask(__name__)


@app.get("/")
def nothing() -> Response:
    """Answer an empty object."""
    return Response("{}", content_type="application/json")
