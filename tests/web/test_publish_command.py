"""`proxilieux publish`, against a stand-in for the portal over HTTP."""

import csv
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from support.portal import KEY, UdataPortal
from support.program import run
from support.rows import Rows, execute
from support.stand_in import Behaviour, instead, serving, status, well

Publish = Callable[..., Result]
PUBLISH = ("publish", "third-places", "lieux", "--licence", "LO-2.0")


@pytest.fixture
def portal() -> Iterator[UdataPortal]:
    """The portal."""
    with serving(UdataPortal()) as portal:
        yield portal


@pytest.fixture
def publish(empty_url: str, portal: UdataPortal) -> Publish:
    """The command, over places under two licences."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-open", name="Le Hangar", licence="LO-2.0", source="cget-2019")
        rows.place(public_id="tl-other", licence="ODbL-1.0", source="fabriques")

    def publish(*options: str, key: str = KEY) -> Result:
        address = f"{portal.url}/api/1"
        return run(empty_url, *PUBLISH, "--portal", address, *options, PROXILIEUX_DATA_GOUV_KEY=key)

    return publish


def test_made_once_then_replaced_then_left_alone(
    publish: Publish, portal: UdataPortal, empty_url: str
) -> None:
    first = publish("--format", "csv", "--format", "mediation-numerique")
    assert first.exit_code == 0, first.output
    assert [resource["title"] for resource in portal.resources] == [
        "Tiers-lieux, CSV", "Tiers-lieux, standard national",
    ]  # fmt: skip
    assert portal.resources[1]["schema"] == {"name": "LaMednum/standard-mediation-num"}
    assert portal.resources[0]["extras"]["check"] == "ok"
    rows = list(csv.DictReader(portal.contents["r1"].decode().splitlines()))
    assert [row["id"] for row in rows] == ["tl-open"]
    again = publish("--format", "csv")
    assert "unchanged" in again.output
    execute(empty_url, "UPDATE third_place SET name = 'Autre nom' WHERE public_id = 'tl-open'")
    third = publish("--format", "csv")
    assert "replaced" in third.output
    assert len(portal.resources) == 2
    assert "Autre nom" in portal.contents["r1"].decode()


def test_another_licence_is_refused_before_anything_is_sent(publish: Publish, portal: UdataPortal) -> None:
    portal.licence = "odc-odbl"
    refused = publish()
    assert refused.exit_code == 1
    assert "set it to lov2" in refused.output
    assert portal.requests == ["GET /api/1/datasets/lieux/"]


def test_a_key_that_may_not(publish: Publish, portal: UdataPortal) -> None:
    refused = publish(key="another")
    assert refused.exit_code == 1
    assert "the key may not do that (401)" in refused.output
    assert "Set PROXILIEUX_DATA_GOUV_KEY" in publish(key="").output
    assert portal.resources == []


def test_what_passes_is_tried_again(publish: Publish, portal: UdataPortal) -> None:
    portal.behaves = [status(503, Retry_After="0"), well]
    assert publish("--format", "csv").exit_code == 0
    assert len(portal.resources) == 1


def test_a_creation_is_never_sent_twice(publish: Publish, portal: UdataPortal) -> None:
    portal.behaves = [well, status(502), well]
    failed = publish("--format", "csv")
    assert failed.exit_code == 1
    assert "look at the dataset" in failed.output
    assert portal.requests.count("POST /api/1/datasets/lieux/upload/") == 1


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (instead("<html>"), "no JSON"),
        (instead("[]"), "no object"),
        (status(418), "the portal answers 418"),
        (status(410), "no such dataset"),
    ],
)
def test_an_answer_that_is_none(
    publish: Publish, portal: UdataPortal, behaviour: Behaviour, sentence: str
) -> None:
    portal.behaves = [behaviour]
    refused = publish()
    assert refused.exit_code == 1
    assert sentence in refused.output
