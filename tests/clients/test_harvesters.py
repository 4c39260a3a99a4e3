"""The catalogue as udata's and CKAN's own harvesters read it, where a Python that has them is named.

They need other libraries than ours, so each has a virtual environment of its own:
`PROXILIEUX_UDATA_PYTHON` (udata, mongomock), `PROXILIEUX_CKAN_PYTHON` (`ckan[requirements]`, ckanext-dcat).
"""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph
from support.axes import add_axes
from support.databases import REPOSITORY
from support.rows import Rows
from support.servers import served_here

UDATA, CKAN = "PROXILIEUX_UDATA_PYTHON", "PROXILIEUX_CKAN_PYTHON"
FORMS = {"jsonld": "json-ld", "ttl": "turtle", "rdf": "xml"}
PARIS, REUNION = (2.35, 48.85), (55.5, -21.1)
SECONDS = 240
PLACELESS = {"projects-lo-2.0", "grants-lo-2.0"}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def base(module_url: str) -> Iterator[str]:
    """A site with six datasets."""
    with Rows.into(module_url) as rows:
        rows.place(PARIS, licence="ODbL-1.0", source="fabriques")
        rows.place(REUNION, licence="ODbL-1.0", source="fabriques")
        rows.place(PARIS, licence="LO-2.0", source="cget-2019")
        rows.organisation(licence="LO-2.0")
    add_axes(module_url)
    with served_here(module_url) as address:
        yield address


@pytest.fixture(scope="module")
def ours(base: str) -> dict[str, set[str]]:
    """The address of every distribution, by the identifier of its dataset."""
    with urlopen(f"{base}/catalog.ttl") as answer:  # noqa: S310 - our own server
        graph = Graph().parse(data=answer.read(), format="turtle")
    return {
        str(graph.value(node, DCTERMS.identifier)): {
            str(graph.value(one, DCAT.downloadURL) or graph.value(one, DCAT.accessURL))
            for one in graph.objects(node, DCAT.distribution)
        }
        for node in graph.subjects(RDF.type, DCAT.Dataset)
    }


def harvested(variable: str, program: str, *arguments: str, page: str | None = None) -> dict[str, Any]:
    python = os.environ.get(variable)
    if python is None:
        pytest.skip(f"{variable} names no Python: this harvester is not here")
    done = subprocess.run(
        [python, "-I", str(REPOSITORY / "tests" / "support" / program), *arguments],
        input=page,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(
    "path", ["/catalog.jsonld", "/catalog.ttl", "/catalog.rdf", "/catalog.ttl?page_size=1"]
)
def test_udata_keeps_every_dataset_and_resource(base: str, ours: dict[str, set[str]], path: str) -> None:
    told = harvested(UDATA, "harvest_udata.py", base + path)
    assert told["errors"] == []
    assert {item["id"]: item["errors"] for item in told["items"]} == {name: [] for name in ours}
    kept = {item["id"]: item["dataset"] for item in told["items"]}
    for name, dataset in kept.items():
        assert {one["url"] for one in dataset["resources"]} == ours[name]
        assert dataset["title"]
        assert dataset["licence"] == ("lov2" if name.endswith("lo-2.0") else "odc-odbl")
        assert dataset["frequency"] == "daily"
        assert dataset["spatial"] == (None if name in PLACELESS else "MultiPolygon")
        assert dataset["modified"]
        assert "formation" in dataset["tags"]
        assert all(one["title"] and one["mime"] for one in dataset["resources"])
        # The European table of file types, by which formats are told, has no FlatGeobuf.
        unknown = [one["mime"] for one in dataset["resources"] if one["format"] is None]
        assert unknown == ["application/flatgeobuf"]
        assert [one["type"] for one in dataset["resources"]].count("api") == 2
        assert any(one["schema"] for one in dataset["resources"]) == name.startswith("third-places")


@pytest.mark.parametrize("suffix", FORMS)
def test_ckan_keeps_every_dataset_and_resource(base: str, ours: dict[str, set[str]], suffix: str) -> None:
    address: str | None = f"{base}/catalog.{suffix}?page_size=1"
    datasets: dict[str, Any] = {}
    while address:
        with urlopen(address) as answer:  # noqa: S310 - our own server
            page = answer.read().decode()
        told = harvested(CKAN, "harvest_ckan.py", FORMS[suffix], page=page)
        for dataset in told["datasets"]:
            extras = {extra["key"]: extra["value"] for extra in dataset["extras"]}
            datasets[extras["identifier"]] = {**dataset, **extras}
        address = told["next"]
    assert datasets.keys() == ours.keys()
    for name, dataset in datasets.items():
        assert {one.get("download_url") or one["access_url"] for one in dataset["resources"]} == ours[name]
        if name not in PLACELESS:
            assert json.loads(dataset["spatial_bbox"])["type"] == "MultiPolygon"
        assert dataset["title"]
        assert dataset["notes"]
        assert dataset["modified"]
        assert dataset["publisher_name"] == "Proxilieux"
        assert dataset["frequency"].endswith("/DAILY")
        assert dataset["language"]
        assert dataset["theme"]
        assert "formation" in {tag["name"] for tag in dataset["tags"]}
        assert all(one["name"] and one["license"] and one["format"] for one in dataset["resources"])
        assert ["access_services" in one for one in dataset["resources"]].count(True) == 2
        assert any("conforms_to" in one for one in dataset["resources"]) == name.startswith("third-places")
        # CKAN looks for the address in its own list, which has other ones.
        assert dataset["license_id"] == ""
