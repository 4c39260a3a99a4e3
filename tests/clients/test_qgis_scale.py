"""Debian's QGIS over the published files and 148,000 generated organisations: no feature is lost."""

from collections.abc import Iterator

import pytest
from support.collections import count
from support.databases import Databases, proxilieux
from support.qgis_runner import Qgis, needed, started
from support.rows import execute
from support.servers import served

from app.publishing.ogc.collections import COLLECTIONS

ORGANISATIONS = 148_000
"""As many as the public list has."""
PLACES = 3500
SECONDS = 1800
"""Patience with a step of QGIS: there are some 700,000 matches."""
pytestmark = [pytest.mark.shared_data, pytest.mark.large]


def _generate_and_match(url: str) -> None:
    sizes = ("--places", str(PLACES), "--organisations", str(ORGANISATIONS))
    proxilieux(url, "generate", *sizes, "--beside-published")
    proxilieux(url, "match")


@pytest.fixture(scope="module")
def large_url(all_databases: Databases, published_template: str) -> str:
    needed()
    return all_databases.shared(
        all_databases.template("tpl_large", _generate_and_match, based_on=published_template)
    )


@pytest.fixture(scope="module")
def large_ogc(large_url: str) -> Iterator[str]:
    with served(large_url) as base:
        yield f"{base}/ogc"


@pytest.fixture(scope="module")
def qgis() -> Iterator[Qgis]:
    """One QGIS for every collection."""
    with started(SECONDS) as one:
        yield one


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_every_feature_of_a_large_directory_arrives(
    qgis: Qgis, large_ogc: str, large_url: str, collection_id: str
) -> None:
    layer = qgis.take({"do": "ids", "ogc": large_ogc, "collection": collection_id})
    wanted = count(large_url, collection_id)
    assert layer["count"] == wanted
    assert len(layer["ids"]) == wanted
    table = COLLECTIONS[collection_id].source.__tablename__
    assert set(layer["ids"]) == {one for (one,) in execute(large_url, f"SELECT public_id FROM {table}")}  # noqa: S608 - names of ours


def test_the_directory_is_large(large_url: str) -> None:
    assert count(large_url, "organisations") > ORGANISATIONS
    assert count(large_url, "third-places") > PLACES
    assert count(large_url, "matches") > ORGANISATIONS
