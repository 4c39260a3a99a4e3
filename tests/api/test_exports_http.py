"""Exports as answers over HTTP: in every format, conditional, in ranges, compressed, refused, let go of."""

import csv
import gzip
import io
import json
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from support.clients import client_of, get, listed, problem
from support.opened import OPENERS, features, opened
from support.rows import PARIS, Rows, execute
from support.sample import Sample
from support.strategies import ORGANISATION_SELECTIONS, PLACE_SELECTIONS
from support.strength import scaled

from app.platform.files.formulas import escape_formula
from app.publishing.exports import file_response
from app.publishing.exports.about import slug
from app.publishing.exports.catalogue import RESOURCES
from app.publishing.exports.formats import FORMATS, Filed, Streamed
from app.publishing.exports.writers import sheet_limit

STREAMED = tuple(suffix for suffix, format_ in FORMATS.items() if isinstance(format_, Streamed))
FILED = tuple(suffix for suffix, format_ in FORMATS.items() if isinstance(format_, Filed))
TERMINATE_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
BUSY = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND state <> 'idle'"
)


def path_of(name: str, suffix: str) -> str:
    return f"/exports/{name}.{suffix}"


def ids_of(client: FlaskClient, folder: Path, name: str, suffix: str, asked: dict[str, Any]) -> list[str]:
    """Return the ids of an export, opened by its own tool."""
    path = folder / f"{name}.{suffix}"
    with get(client, path_of(name, suffix), **asked) as response:
        assert response.status_code == 200, response.text
        path.write_bytes(response.data)
    rows = opened(path, name) if suffix in OPENERS else features(path)
    return [row["id"] for row in rows]


def wanted(client: FlaskClient, name: str, asked: dict[str, Any]) -> list[str]:
    """Return the ids of a list in its file's order: without an origin, planned places among the others."""
    found = listed(client, f"/{name}", **asked)
    return found if "lat" in asked else sorted(found)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=scaled(0.1), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=PLACE_SELECTIONS, sites=ORGANISATION_SELECTIONS)
def test_any_format_holds_what_the_list_holds(
    sampled: FlaskClient, tmp_path: Path, suffix: str, places: dict[str, Any], sites: dict[str, Any]
) -> None:
    for name, asked in (("third-places", places), ("organisations", sites)):
        found, expected = ids_of(sampled, tmp_path, name, suffix, asked), wanted(sampled, name, asked)
        assert sorted(found) == sorted(expected)
        if suffix != "fgb":  # whose index has an order of its own
            assert found == expected


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "asked",
    [
        {"filter": "name LIKE '%a%' AND kind IN ('fablab','library')"},
        {"filter": '{"op":"isNull","args":[{"property":"wheelchair"}]}', "filter-lang": "cql2-json"},
        {"lat": PARIS[1], "lon": PARIS[0], "radius_km": 30},
        {"lat": PARIS[1], "lon": PARIS[0], "filter": "funded = TRUE"},
    ],
    ids=["text", "json", "near", "both"],
)
def test_filters_in_cql2_and_an_origin(
    sampled: FlaskClient, tmp_path: Path, suffix: str, asked: dict[str, Any]
) -> None:
    found, expected = (
        ids_of(sampled, tmp_path, "third-places", suffix, asked),
        wanted(sampled, "third-places", asked),
    )
    assert expected
    assert sorted(found) == sorted(expected)
    if suffix != "fgb":
        assert found == expected


def test_distances_are_those_of_the_list(sampled: FlaskClient, tmp_path: Path) -> None:
    near = {"lat": PARIS[1], "lon": PARIS[0]}
    body = json.loads(get(sampled, "/third-places", limit=1000, **near).data)
    metres = {feature["id"]: feature["properties"]["distance_m"] for feature in body["features"]}
    for suffix in OPENERS:
        path = tmp_path / f"near.{suffix}"
        with get(sampled, path_of("third-places", suffix), **near) as response:
            path.write_bytes(response.data)
        assert {row["id"]: row["distance_m"] for row in opened(path, "third-places")} == metres


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        "region=99",
        "bbox=1,2,3",
        "lat=48",
        "q=%00",
        "equipment='%3B--",
        "limit=10",
        "profile=other",
        "filter=name%20LIKE",
        "filter=1%3D1%3B%20DROP%20TABLE%20third_place",
        "licence=",
        "licence=LO-2.0&licence=MIT",
        "unknown=1",
    ],
)
def test_what_is_wrong_is_refused(sampled: FlaskClient, suffix: str, query: str) -> None:
    problem(sampled.get(f"/api/v1{path_of('third-places', suffix)}?{query}"), 400)


def test_a_format_that_there_is_not(sampled: FlaskClient) -> None:
    problem(get(sampled, "/exports/third-places.shp"), 404)
    problem(get(sampled, "/exports/organisations.json"), 404)
    problem(sampled.post("/api/v1/exports/third-places.csv"), 405)


@pytest.mark.parametrize("suffix", FORMATS)
def test_head_says_what_get_says(sampled: FlaskClient, suffix: str) -> None:
    asked = {"equipment": "wifi"}
    head = sampled.head(f"/api/v1{path_of('third-places', suffix)}", query_string=asked)
    whole = get(sampled, path_of("third-places", suffix), **asked)
    assert head.status_code == whole.status_code == 200
    assert head.data == b""
    assert whole.data
    said = [{**response.headers, "Date": ""} for response in (head, whole)]  # a second may lie between them
    assert said[0] == said[1]
    if suffix in FILED:
        assert int(head.headers["Content-Length"]) == len(whole.data)
    for response in (head, whole):
        response.close()


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_known_is_not_sent_again(made: FlaskClient, empty_url: str, suffix: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.organisation()
    path = path_of("organisations", suffix)
    with get(made, path) as first:
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    assert tag.startswith("W/") == (suffix in STREAMED)
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}, {"If-Modified-Since": since}):
        with made.get(f"/api/v1{path}", headers=headers) as again:
            assert again.status_code == 304
            assert again.data == b""
    with made.get(f"/api/v1{path}?kind=cfa", headers={"If-None-Match": tag}) as other:
        assert other.status_code == 200
    with Rows.into(empty_url) as rows:
        rows.organisation(public_id="of-later", source_record_id="later")
    with made.get(f"/api/v1{path}", headers={"If-None-Match": tag}) as changed:
        assert changed.status_code == 200
        assert changed.headers["ETag"] != tag
        assert parsedate_to_datetime(changed.headers["Last-Modified"]) >= parsedate_to_datetime(since)


def test_hours_are_never_known(sampled: FlaskClient) -> None:
    for suffix in ("geojson", "parquet"):
        with get(sampled, path_of("third-places", suffix), open_at="now") as response:
            assert response.status_code == 200
            assert "ETag" not in response.headers
            assert "Last-Modified" not in response.headers


@pytest.mark.parametrize("suffix", FILED)
def test_ranges_are_parts_of_one_file(sampled: FlaskClient, suffix: str) -> None:
    path = f"/api/v1{path_of('third-places', suffix)}"
    whole = sampled.get(path)
    content, size = whole.data, len(whole.data)
    assert whole.headers["Accept-Ranges"] == "bytes"
    middle = size // 2
    for asked, expected in (
        ("bytes=0-99", content[:100]),
        (f"bytes={middle}-", content[middle:]),
        ("bytes=-7", content[-7:]),
    ):
        with sampled.get(path, headers={"Range": asked, "If-Range": whole.headers["ETag"]}) as part:
            assert part.status_code == 206
            assert part.data == expected
            assert part.headers["Content-Range"].endswith(f"/{size}")
    with sampled.get(path, headers={"Range": "bytes=0-9", "If-Range": '"another"'}) as other:
        assert other.status_code == 200
        assert other.data == content
    for several in ("bytes=0-9,20-29", "items=0-9", "bytes=9-1"):
        with sampled.get(path, headers={"Range": several}) as all_of_it:
            assert all_of_it.status_code == 200
            assert len(all_of_it.data) == size
    refused = sampled.get(path, headers={"Range": f"bytes={size}-"})
    problem(refused, 416)
    assert refused.headers["Content-Range"] == f"bytes */{size}"
    whole.close()


@pytest.mark.parametrize("suffix", STREAMED)
def test_text_is_compressed_for_those_who_take_it(sampled: FlaskClient, suffix: str) -> None:
    path = f"/api/v1{path_of('third-places', suffix)}"
    with sampled.get(path, headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        content = gzip.decompress(packed.data)
    with sampled.get(path) as plain:
        assert "Content-Encoding" not in plain.headers
        assert without_time(plain.data) == without_time(content)
        assert len(packed.data) < len(content) / 2


def without_time(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if b"generated_at" not in line]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_name_that_any_disk_takes(sampled: FlaskClient, suffix: str) -> None:
    with get(sampled, path_of("third-places", suffix), q='"../é <b>', region="11") as response:
        disposition = response.headers["Content-Disposition"]
    name = disposition.removeprefix('attachment; filename="').removesuffix('"')
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.startswith("proxilieux-third-places-20")
    assert name.endswith(f"-q-b-region-11.{suffix}")


def test_a_slug_is_short() -> None:
    assert slug("") == ""
    assert slug("equipment=printer_3d&equipment=wifi") == "equipment-printer-3d-equipment-wifi"
    assert len(slug("q=" + "x" * 500)) == 60


def test_what_stands_beside_a_file(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for licence in ("LO-2.0", "ODbL-1.0", "ODbL-1.0"):
            rows.place(licence=licence)
    with get(made, path_of("third-places", "csv"), licence="LO-2.0") as response:
        links = response.headers.getlist("Link")
    described = next(link for link in links if 'rel="describedby"' in link)
    assert '<https://www.etalab.gouv.fr/licence-ouverte-open-licence/>; rel="license"' in links
    address = described.partition("<")[2].partition(">")[0]
    assert address == "http://localhost/api/v1/exports/third-places?licence=LO-2.0"
    body = json.loads(made.get(address).data)
    assert body["numberMatched"] == 1
    assert body["left_out"] == {"ODbL-1.0": 2}
    assert body["query"] == "licence=LO-2.0"
    assert body["bbox"] == [PARIS[0], PARIS[1], PARIS[0], PARIS[1]]
    header = next(csv.reader(io.StringIO(get(made, path_of("third-places", "csv")).text)))
    assert [column["name"] for column in body["columns"]] == header
    for link in body["links"]:
        with made.get(link["href"]) as response:
            assert response.status_code == 200
            assert response.content_type == link["type"]


def test_csv_as_rfc_4180_has_it(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(name='a "b", c\nd')
    content = get(made, path_of("third-places", "csv")).data
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 2
    assert b'"a ""b"", c\nd"' in content


FORMULAS = ("=1", "@x", "\tx", "\rx", "+33142345678", "-1.5", "+a", "-", "+", "'=x", "", "a=b", "+1\n", "é")


def test_the_database_disarms_formulas_as_python_does(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        ids = {rows.place(name=name or "nothing", address=name): name for name in FORMULAS}
    text = get(made, path_of("third-places", "csv")).text
    rows_ = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    assert {row["id"]: row["address"] for row in rows_} == {
        public_id: escape_formula(name) for public_id, name in ids.items()
    }


def test_too_many_rows_for_a_sheet_are_refused_beforehand(
    sampled: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_limit, "MOST_ROWS", 3)
    body = problem(get(sampled, path_of("organisations", "xlsx")), 400)
    assert "A sheet of XLSX holds 3 rows" in body["message"]


@pytest.fixture(scope="module")
def heavy(module_client: FlaskClient, module_url: str) -> FlaskClient:
    """A client over a directory of 10 MB, which tests only read."""
    with Rows.into(module_url) as rows:
        for number in range(200):
            rows.place(description="x" * 50_000, public_id=f"tl-{number:04}", source_record_id=str(number))
    return module_client


@pytest.mark.parametrize("suffix", FORMATS)
def test_who_goes_away_leaves_nothing_behind(heavy: FlaskClient, module_url: str, suffix: str) -> None:
    folder = heavy.application.extensions["proxilieux"].file_cache.folder
    before = set(folder.glob("*"))
    for turn in range(5):
        response = get(heavy, path_of("third-places", suffix))
        assert response.status_code == 200
        if turn % 2:
            next(iter(response.iter_encoded()))
        response.close()
    assert execute(module_url, BUSY + " AND pid <> pg_backend_pid()") == [(0,)]
    kept = [path for path in set(folder.glob("*")) - before if path.suffix != ".lock"]
    assert len(kept) == (1 if suffix in FILED else 0)


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_connection_that_breaks_is_seen(heavy: FlaskClient, module_url: str, suffix: str) -> None:
    chunks = iter(get(heavy, path_of("third-places", suffix)).iter_encoded())
    next(chunks)
    execute(module_url, TERMINATE_OTHERS)
    with pytest.raises(psycopg.OperationalError):
        list(chunks)
    assert get(heavy, "/third-places", limit=1).status_code == 200


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_error_of_the_database_is_an_answer(made: FlaskClient, empty_url: str, suffix: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place()
    execute(empty_url, "ALTER TABLE third_place_listing RENAME COLUMN public_id TO lost")
    response = get(made, path_of("third-places", suffix))
    assert problem(response, 500)
    execute(empty_url, "ALTER TABLE third_place_listing RENAME COLUMN lost TO public_id")
    with get(made, path_of("third-places", suffix)) as again:
        assert again.status_code == 200


def test_not_more_at_once_than_there_is_room_for(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_response, "SLOT_SECONDS", 0.01)
    with client_of(sample_url) as client:
        held = [get(client, path_of("third-places", "csv")) for _ in range(3)]
        refused = get(client, path_of("third-places", "csv"))
        problem(refused, 503)
        assert int(refused.headers["Retry-After"]) > 0
        assert get(client, "/third-places", limit=1).status_code == 200
        held[0].close()
        with get(client, path_of("third-places", "csv")) as response:
            assert response.status_code == 200
        for response in held:
            response.close()


def test_one_file_serves_those_who_ask_at_the_same_time(sample_url: str, sample: Sample) -> None:
    with client_of(sample_url) as client:
        spool = client.application.extensions["proxilieux"].file_cache
        assert sample.places
        tags = set()
        for _ in range(3):
            with get(client, path_of("third-places", "fgb")) as response:
                tags.add(response.headers["ETag"])
        assert len(tags) == 1
        spool.remove()
        assert not spool.folder.exists()
        with get(client, path_of("third-places", "fgb")) as response:
            assert response.status_code == 200


def test_every_resource_of_the_catalogue_has_every_format(sampled: FlaskClient) -> None:
    rules = {str(rule) for rule in sampled.application.url_map.iter_rules()}
    assert {f"/api/v1/exports/{name}.{suffix}" for name in RESOURCES for suffix in FORMATS} <= rules
