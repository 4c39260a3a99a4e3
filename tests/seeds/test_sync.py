"""`proxilieux sources` and `sync`, from a real local server into a real database."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from support import stand_in
from support.clients import client_of
from support.databases import environment
from support.program import run, run_program
from support.published_rows import ACTIVITIES, CENSUS_2023, as_csv
from support.publisher import Publisher, file, publisher
from support.rows import execute

from seeds.importing.fetching.sync import live_sources
from seeds.sources.registry import BY_NAME, SOURCES

pytestmark = pytest.mark.slow

HEADER = (
    "id,nom,label,code_insee,commune,code_departement,departement,code_region,region,latitude,longitude,"
    "precision\n"
)
FABRIQUES = (
    HEADER + "f1,La Fabrique d'essai,Fabrique de territoire,18033,Bourges,18,Cher,24,Centre-Val de Loire,"
    "47.08,2.39,commune_centroid\n"
)
MORE = FABRIQUES + (
    "f2,L'Autre Fabrique d'essai,Fabrique de territoire,18033,Bourges,18,Cher,24,Centre-Val de Loire,"
    "47.08,2.39,commune_centroid\n"
)
Command = Callable[..., Result]
RUNS = "SELECT source, status, created, unchanged, error FROM import_run ORDER BY id"


@pytest.fixture
def away() -> Iterator[Publisher]:
    """The publishers' server."""
    with publisher() as made:
        yield made


@pytest.fixture
def command(empty_url: str, tmp_path: Path) -> Command:
    """`proxilieux` over an empty directory and a home of its own."""
    return partial(run, empty_url, PROXILIEUX_HOME=str(tmp_path))


def test_every_source_says_what_an_operator_must_know() -> None:
    for source in SOURCES:
        assert source.title
        assert source.publisher
        assert source.attribution
        assert source.updates
        assert 0 <= source.trust <= 100
    assert {source.name for source in live_sources()} >= {
        "communes",
        "training-organisations",
        "census-2023",
        "census-2026",
    }
    assert all((source.address or "").startswith("https://") for source in live_sources())
    for source in SOURCES:
        for companion in source.companions:
            assert companion.file_name != source.file_name
            assert (companion.address or "https://").startswith("https://")


def test_download_import_and_nothing_the_second_time(
    command: Command, away: Publisher, empty_url: str, tmp_path: Path
) -> None:
    address = away.says("/fabriques.csv", file(FABRIQUES.encode(), ETag='"1"'))
    with environment(PROXILIEUX_HOME=str(tmp_path)):
        first = run_program(empty_url, "sync", "fabriques", "--address", f"fabriques={address}")
    assert first.returncode == 0, first.stderr
    kept = tmp_path / "downloads" / "fabriques" / BY_NAME["fabriques"].file_name
    assert kept.read_text() == FABRIQUES
    second = command("sync", "fabriques", "--address", f"fabriques={address}")
    assert second.exit_code == 0, second.stderr
    assert "not changed" in second.stderr
    assert "skipped" in second.stdout
    assert away.asked[1][1]["if-none-match"] == '"1"'
    assert execute(empty_url, RUNS) == [("fabriques", "succeeded", 1, 0, None)]


def test_a_file_that_was_touched_comes_again(
    command: Command, away: Publisher, empty_url: str, tmp_path: Path
) -> None:
    address = away.says("/fabriques.csv", file(FABRIQUES.encode(), ETag='"1"'))
    command("sync", "fabriques", "--address", f"fabriques={address}")
    kept = tmp_path / "downloads" / "fabriques" / BY_NAME["fabriques"].file_name
    kept.write_text(HEADER)
    again = command("sync", "fabriques", "--address", f"fabriques={address}")
    assert again.exit_code == 0, again.stderr
    assert "if-none-match" not in away.asked[1][1]
    assert execute(empty_url, "SELECT count(*) FROM third_place WHERE vanished_at IS NULL") == [(1,)]


def test_what_is_new_is_imported(command: Command, away: Publisher, empty_url: str) -> None:
    address = away.says("/f", file(FABRIQUES.encode()), file(MORE.encode()))
    for _ in range(2):
        done = command("sync", "fabriques", "--address", f"fabriques={address}")
        assert done.exit_code == 0, done.stderr
    assert execute(empty_url, RUNS) == [
        ("fabriques", "succeeded", 1, 0, None),
        ("fabriques", "succeeded", 1, 1, None),
    ]


def test_a_second_file_comes_with_the_first(
    command: Command, away: Publisher, empty_url: str, tmp_path: Path
) -> None:
    identity = away.says("/identity", file(as_csv([CENSUS_2023], ";").encode(), ETag='"1"'))
    scanner = as_csv([{**ACTIVITIES, "EQPT_NUM": "scanner"}], ";")
    activities = away.says(
        "/activities",
        file(as_csv([ACTIVITIES], ";").encode()),
        file(scanner.encode()),
        file(scanner.encode()),
        file(b"<html>moved</html>"),
    )
    equipment = "SELECT type_code FROM equipment ORDER BY 1"
    arguments = (
        "sync", "census-2023",
        "--address", f"census-2023={identity}", "--address", f"census-2023.activities={activities}",
    )  # fmt: skip
    first = command(*arguments)
    assert first.exit_code == 0, first.stderr
    assert execute(empty_url, equipment) == [("laser_cutter",), ("printer_3d",)]
    (companion,) = BY_NAME["census-2023"].companions
    assert (tmp_path / "downloads" / "census-2023" / companion.file_name).is_file()
    # only the second file has changed
    second = command(*arguments)
    assert second.exit_code == 0, second.stderr
    assert execute(empty_url, equipment) == [("scanner",)]
    assert "skipped" in command(*arguments).stdout
    # the second file cannot be fetched: nothing is imported
    failed = command(*arguments)
    assert failed.exit_code == 1
    assert "web page" in failed.stdout
    assert execute(empty_url, equipment) == [("scanner",)]
    assert execute(empty_url, "SELECT status, updated FROM import_run ORDER BY id") == [
        ("succeeded", 0),
        ("succeeded", 1),
        ("failed", 0),
    ]


def test_one_that_fails_leaves_the_others_alone(command: Command, away: Publisher, empty_url: str) -> None:
    page = away.says("/gone", file(b"<html>moved</html>", Content_Type="text/html"))
    good = away.says("/good", file(FABRIQUES.encode()))
    done = command(
        "sync", "fabriques", "manufactures",
        "--address", f"manufactures={page}", "--address", f"fabriques={good}",
    )  # fmt: skip
    assert done.exit_code == 1
    assert "web page" in done.stdout
    runs = {source: (status, error) for source, status, _, _, error in execute(empty_url, RUNS)}
    assert runs["fabriques"] == ("succeeded", None)
    assert runs["manufactures"][0] == "failed"
    assert "web page" in runs["manufactures"][1]


def test_a_bad_download_leaves_what_was_loaded(command: Command, away: Publisher, empty_url: str) -> None:
    address = away.says("/f", file(FABRIQUES.encode()), stand_in.status(404))
    command("sync", "fabriques", "--address", f"fabriques={address}")
    assert command("sync", "fabriques", "--address", f"fabriques={address}").exit_code == 1
    assert execute(empty_url, "SELECT name, vanished_at FROM third_place") == [("La Fabrique d'essai", None)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "There is no source nowhere"),
        (["cget-2019"], "no live address"),
        (["--address", "fabriques"], "write SOURCE=URL"),
        (["--address", "fabriques=file:///etc/passwd"], "write SOURCE=URL"),
        (["--address", "nowhere=http://127.0.0.1/"], "write SOURCE=URL"),
    ],
)
def test_what_cannot_be_meant(command: Command, arguments: list[str], message: str) -> None:
    done = command("sync", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_sources_for_people_and_machines(command: Command, away: Publisher) -> None:
    before = json.loads(command("sources", "--json").stdout)
    assert [fact["name"] for fact in before] == [source.name for source in SOURCES]
    assert all(fact["last_run"] is None for fact in before)
    address = away.says("/f", file(FABRIQUES.encode()))
    command("sync", "fabriques", "--address", f"fabriques={address}")
    after = {fact["name"]: fact for fact in json.loads(command("sources", "--json").stdout)}
    assert after["fabriques"]["last_run"]["created"] == 1
    shown = command("sources")
    assert shown.exit_code == 0
    assert "1 read, 0 refused" in shown.stdout
    assert "never" in shown.stdout
    for source in SOURCES:
        assert source.attribution in shown.stdout
        for companion in source.companions:
            assert f"with it: {companion.address or companion.file_name}" in shown.stdout
            assert companion.name in [other["name"] for other in after[source.name]["companions"]]


def test_pages_and_exports_credit_what_was_imported(
    command: Command, away: Publisher, empty_url: str
) -> None:
    address = away.says("/f", file(FABRIQUES.encode()))
    command("sync", "fabriques", "--address", f"fabriques={address}")
    execute(empty_url, "UPDATE data_source SET title = 'Fabriques <script>alert(1)</script>'")
    ((public_id,),) = execute(empty_url, "SELECT public_id FROM third_place")
    with client_of(empty_url) as client:
        page = client.get(f"/lieux/{public_id}").text
        assert "Fabriques &lt;script&gt;alert(1)&lt;/script&gt;" in page
        export = client.get("/api/v1/exports/third-places.geojson").get_json(force=True)
        assert BY_NAME["fabriques"].attribution in export["attribution"]
        assert BY_NAME["organisations-cfa"].attribution not in export["attribution"]
