"""Tiles over HTTP, without a server in between."""

import pytest
from flask.testing import FlaskClient
from support.tiles import Tiles


@pytest.fixture(scope="session")
def tiles(client: FlaskClient, demonstration_url: str) -> Tiles:
    """Tiles of the demonstration."""
    return Tiles(client, demonstration_url)


@pytest.fixture(scope="session")
def published_tiles(published_client: FlaskClient, published_url: str) -> Tiles:
    """Tiles of the published files."""
    return Tiles(published_client, published_url)
