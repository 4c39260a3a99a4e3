"""Places that cost nothing, and places that offer one of several types: in lists, exports and counts."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import API, client_of, collection, ids
from support.rows import Rows

from app.publishing.exports.formats import FORMATS


@pytest.fixture
def client(empty_url: str) -> Iterator[FlaskClient]:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-fee", equipment=[{"type_code": "printer_3d", "price": "5 € la demi-heure"}])
        rows.place(public_id="tl-free", equipment=[{"type_code": "computer", "price": "Gratuit"}])
        rows.place(
            public_id="tl-open", standard={"frais_a_charge": "Gratuit|Payant"}, equipment=["projector"]
        )
        rows.place(public_id="tl-paid", standard={"frais_a_charge": "Payant"})
    with client_of(empty_url) as made:
        yield made


def test_what_is_stated_to_cost_nothing(client: FlaskClient) -> None:
    assert ids(collection(client, "/third-places", free="true")) == ["tl-free", "tl-open"]
    assert ids(collection(client, "/third-places", free="true", equipment="computer")) == ["tl-free"]


@pytest.mark.parametrize("suffix", [*FORMATS, "json"])
def test_every_export_takes_it(client: FlaskClient, suffix: str) -> None:
    with client.get(f"{API}/exports/third-places.{suffix}", query_string={"free": "true"}) as response:
        assert response.status_code == 200
        assert response.data


@pytest.mark.parametrize(
    ("equipment_any", "places"),
    [
        (["printer_3d"], ["tl-fee"]),
        (["printer_3d", "computer"], ["tl-fee", "tl-free"]),
        (["computer", "projector", "fabrication"], ["tl-fee", "tl-free", "tl-open"]),
    ],
)
def test_either_type_serves(client: FlaskClient, equipment_any: list[str], places: list[str]) -> None:
    assert ids(collection(client, "/third-places", equipment_any=equipment_any)) == places
    near = collection(client, "/third-places", equipment_any=equipment_any, lat="48.85", lon="2.35")
    assert sorted(ids(near)) == places
