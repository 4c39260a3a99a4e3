"""`proxilieux export-map`: the file that the page would send, on the command line."""

import re
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from support.pages import HOSTILE, Document
from support.program import run as run_command
from support.program import run_program
from support.rows import PARIS, Rows

pytestmark = pytest.mark.slow

LYON = (4.8357, 45.7640)


@pytest.fixture
def two(empty_url: str) -> str:
    """Two places in two régions."""
    with Rows.into(empty_url) as rows:
        rows.place(
            PARIS, name=f"À Paris {HOSTILE}", region_code="11", department_code="75", equipment=["wifi"]
        )
        rows.place(LYON, name="À Lyon", region_code="84", department_code="69")
    return empty_url


def run(url: str, *arguments: str) -> Result:
    return run_command(url, "export-map", *arguments)


def at_the_site(html: str) -> str:
    """Return the file as the site would send it."""
    return html.replace("http://localhost/", "https://example.org/")


def test_it_is_what_the_page_sends(made: FlaskClient, two: str, tmp_path: Path) -> None:
    path = tmp_path / "carte.html"
    query = "region=11&equipment=wifi"
    arguments = (str(path), "--query", query, "--lang", "en", "--site", "https://example.org")
    done = run_program(two, "export-map", *arguments)
    assert done.returncode == 0, done.stderr
    assert "1 place." in done.stderr
    html = path.read_text(encoding="utf-8")
    assert html == at_the_site(made.get(f"/embed/export.html?{query}&lang=en").text)
    page = Document(html)
    assert f"À Paris {HOSTILE}" in page.text
    assert "À Lyon" not in page.text
    assert re.search(r"https://example\.org/lieux/tl-\d+\?lang=en", html)
    assert [found.name for found in tmp_path.iterdir()] == ["carte.html"]


def test_it_filters_as_the_page_does(two: str, tmp_path: Path) -> None:
    path = tmp_path / "carte.html"
    for query, names in (
        ("", 2),
        ("lat=45.7&lon=4.8&radius_km=50", 1),
        ("?department=75", 1),
        ("kind=fablab", 0),
    ):
        assert run(two, str(path), "--query", query).exit_code == 0
        page = Document(path.read_text(encoding="utf-8"))
        assert len([item for item in page.all("li") if "data-lat" in item]) == names, query


def test_it_says_what_it_was_filtered_by(two: str, tmp_path: Path) -> None:
    path = tmp_path / "carte.html"
    assert run(two, str(path), "--query", "lat=48.8&lon=2.3&label=Paris&equipment=wifi").exit_code == 0
    text = Document(path.read_text(encoding="utf-8")).text
    assert "Lieux autour de Paris · Filtres : Wi-Fi" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--query", "region=99"), "region"),
        (("--query", "radius=5"), "there is no filter radius"),
        (("--query", "lat=48"), "go together"),
        (("--site", "example.org"), "https://example.org"),
        (("--lang", "de"), "'de' is not one of"),
    ],
)
def test_what_is_wrong_is_told(two: str, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(two, str(tmp_path / "carte.html"), *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_told(two: str, tmp_path: Path) -> None:
    done = run(two, str(tmp_path / "nowhere" / "carte.html"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
