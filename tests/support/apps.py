"""The application over a database of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient

from app.factory import create_app
from app.settings import Settings


@contextmanager
def client_of(url: str) -> Iterator[FlaskClient]:
    """Yield a client of the application over the database at `url`."""
    app = create_app(Settings(), url)
    app.testing = False  # errors become answers, as they do in production
    yield app.test_client()
    app.extensions["proxilieux"].database.close()
