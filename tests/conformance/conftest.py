"""The service under test: gunicorn, over HTTP/1.1, over the demonstration."""

from collections.abc import Iterator

import pytest
from support.ogc import Service


@pytest.fixture(scope="session")
def service(server_url: str) -> Iterator[Service]:
    """The service of the demonstration."""
    with Service(server_url) as found:
        yield found


@pytest.fixture(scope="session", params=["third-places", "equipment", "organisations", "departments"])
def collection_id(request: pytest.FixtureRequest) -> str:
    """Collections of points and of areas, with and without a time."""
    return str(request.param)
