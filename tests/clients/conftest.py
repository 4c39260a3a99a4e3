"""The service as clients meet it: gunicorn behind a proxy that writes down what they ask."""

from collections.abc import Iterator

import pytest
from support.recorder import Recorder, recording
from support.servers import served


@pytest.fixture(scope="session")
def demonstration_service(matched_url: str) -> Iterator[Recorder]:
    """The service over the demonstration."""
    with served(matched_url) as base, recording(base) as recorder:
        yield recorder


@pytest.fixture(scope="session")
def published_service(published_matched_url: str) -> Iterator[Recorder]:
    """The service over the published files."""
    with served(published_matched_url) as base, recording(base) as recorder:
        yield recorder


@pytest.fixture
def recorder(demonstration_service: Recorder) -> Recorder:
    """The service over the demonstration, with nothing asked yet."""
    demonstration_service.forget()
    return demonstration_service
