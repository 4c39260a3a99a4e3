"""The service as clients meet it: gunicorn behind a proxy that writes down what they ask."""

from collections.abc import Iterator

import pytest
from support.databases import Databases, fill_with_demonstration, fill_with_published_files, proxilieux
from support.recorder import Recorder, recording
from support.servers import served


def _demonstration(url: str) -> None:
    fill_with_demonstration(url)
    proxilieux(url, "match")


def _published(url: str) -> None:
    fill_with_published_files(url)
    proxilieux(url, "match")


@pytest.fixture(scope="session")
def matched_url(all_databases: Databases) -> str:
    """The demonstration and a run of matching; tests only read it."""
    return all_databases.copy(all_databases.template("tpl_demonstration_matched", _demonstration), "matched")


@pytest.fixture(scope="session")
def published_matched_url(all_databases: Databases, shared_data: object) -> str:  # noqa: ARG001 - it skips
    """Every published file and a run of matching; tests only read it."""
    return all_databases.copy(
        all_databases.template("tpl_published_matched", _published), "published_matched"
    )


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
