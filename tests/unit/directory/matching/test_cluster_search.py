"""Several machines answer as one, bit for bit, whoever dies meanwhile."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.dask_cluster import Cluster, dask_cluster
from support.program import run
from support.servers import free_port

from app.directory.matching.bulk import dask_search as module
from app.directory.matching.bulk.dask_search import ClusterError, cluster_search
from app.directory.matching.bulk.search import local_search
from geo.chunks import Part, joined, nearest_of_part
from geo.nearest import Nearest, NearestIndex

K, MAX_M, PART_ROWS = 5, 80_000.0, 2_000
SITES = 60_000

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, of which one test kills the first."""
    with dask_cluster(2, tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture(scope="module")
def index() -> NearestIndex:
    random = np.random.default_rng(2026)
    return NearestIndex(random.uniform(-5, 9, 3_500), random.uniform(41, 51, 3_500))


@pytest.fixture(scope="module")
def sites() -> Part:
    random = np.random.default_rng(7)
    return Part(random.uniform(-5, 9, SITES), random.uniform(41, 51, SITES))


def assert_the_same(found: Nearest, expected: Nearest) -> None:
    assert found.index.tobytes() == expected.index.tobytes()
    assert found.distance_m.tobytes() == expected.distance_m.tobytes()


def test_the_command_on_a_cluster(cluster: Cluster, demonstration_url: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    assert run(demonstration_url, "match", "--output", str(here)).exit_code == 0
    done = run(demonstration_url, "match", "--scheduler", cluster.address, "--output", str(there))
    assert done.exit_code == 0, done.output
    assert there.read_bytes() == here.read_bytes()


def test_two_workers_and_one_that_dies_half_way(cluster: Cluster, index: NearestIndex, sites: Part) -> None:
    expected = local_search()(index, sites.longitude, sites.latitude, K, MAX_M)()
    seen: list[tuple[int, int]] = []

    def kill_at_half(done: int, begun: int) -> None:
        seen.append((done, begun))
        if done == begun // 2:
            cluster.kill_worker(0)

    with cluster_search(cluster.address, part_rows=PART_ROWS) as search:
        assert_the_same(search(index, sites.longitude, sites.latitude, K, MAX_M)(), expected)
    parts = SITES // PART_ROWS
    with cluster_search(cluster.address, part_rows=PART_ROWS, done=kill_at_half) as search:
        pending = search(index, sites.longitude, sites.latitude, K, MAX_M)
        assert_the_same(pending(), expected)
    assert seen == [(done, parts) for done in range(1, parts + 1)]
    assert [worker.poll() is None for worker in cluster.workers] == [False, True]


def test_the_parts_are_the_whole(index: NearestIndex, sites: Part) -> None:
    expected = index.query(sites.longitude[:999], sites.latitude[:999], K, max_m=MAX_M)
    parts = list(Part.divide(sites.longitude[:999], sites.latitude[:999], 100))
    assert [len(part.longitude) for part in parts] == [100] * 9 + [99]
    assert_the_same(joined([nearest_of_part(index, part, K, MAX_M) for part in parts], K), expected)
    assert joined([], K).index.shape == (0, K)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ClusterError, match="No Dask scheduler answers at tcp"), cluster_search(address):
        pass


def test_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 2)
    with (
        dask_cluster(0, tmp_path) as empty,
        pytest.raises(ClusterError, match="has no worker"),
        cluster_search(empty.address),
    ):
        pass


def test_other_versions(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {**module.versions(), "PROJ": "4.9.3"}
    # The name is looked up here when the workers are asked, and there when they answer.
    monkeypatch.setattr("geo.chunks.pyproj.proj_version_str", "4.9.3")
    assert module.versions() == here
    with (
        pytest.raises(ClusterError, match=r"has numpy .*, this machine .* PROJ 4\.9\.3"),
        cluster_search(cluster.address),
    ):
        pass


def test_dask_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"proxilieux\[dask\]"), cluster_search("tcp://127.0.0.1:8786"):
        pass
