"""What a server imports before it answers: libraries of single pages and files come when asked for."""

import subprocess
import sys

import pytest

IMPORTED_LATER = (
    "docx",
    "docxtpl",
    "folium",
    "geopandas",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pyogrio",
    "rdflib",
    "scipy.optimize",
    "scipy.sparse",
    "scipy.spatial",
    "typst",
)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    code = "import app.cli, app.commands.agreements, app.commands.base, app.server, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("library", IMPORTED_LATER)
def test_the_server_starts_without(library: str, imported: set[str]) -> None:
    assert "app.factory" in imported
    assert library not in imported


def test_maps_are_named_without_folium_and_drawn_with_it() -> None:
    code = (
        "import maps, sys; assert 'folium' not in sys.modules; maps.FinderMap;"
        " assert 'folium' in sys.modules; assert all(getattr(maps, name) for name in maps.__all__)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
