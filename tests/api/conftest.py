"""Fixtures of the API's tests: a directory made by the test, and one made of generated rows."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.databases import Databases
from support.rows import Rows
from support.sample import Sample


@pytest.fixture(scope="module")
def module_client(module_url: str) -> Iterator[FlaskClient]:
    """A client over the module's database."""
    with client_of(module_url) as client:
        yield client


@pytest.fixture(scope="session")
def sample() -> Sample:
    """What the sampled directory holds, known without the database."""
    return Sample.generate()


@pytest.fixture(scope="session")
def sample_url(all_databases: Databases, empty_template: str, sample: Sample) -> str:
    """The sampled directory; tests only read it."""

    def fill(url: str) -> None:
        with Rows.into(url) as rows:
            sample.write(rows)

    return all_databases.shared(all_databases.template("tpl_sample", fill, based_on=empty_template))


@pytest.fixture(scope="session")
def sampled(sample_url: str) -> Iterator[FlaskClient]:
    """A client over the sampled directory."""
    with client_of(sample_url) as client:
        yield client
