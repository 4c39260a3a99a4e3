"""People by squares of 200 metres: made-up files in INSEE's format, read and planned with."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import box
from support.program import run
from support.rows import Rows

from app.directory.planning.grid import ADULTS, ALL, GridError, read_grid
from geo.geodesic import distance_m

COLUMNS = (
    "idcar_200m", "idcar_1km", "idcar_nat", "i_est_200", "i_est_1km", "lcog_geo", "ind", "men", "men_pauv",
    "ind_snv", "ind_0_3", "ind_11_17", "ind_18_24", "ind_25_39", "ind_40_54",
)  # fmt: skip
EAST = (0.0, 0.1, 0.3, 0.5, 0.9)
Square = dict[str, object]


def square(lon: float, lat: float, commune: str = "72000", crs: int = 3035, **counts: float) -> Square:
    """Return the square that a point lies in, with as many people of each age as are named."""
    east, north = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(lon, lat)
    corner = f"N{int(north // 200 * 200)}E{int(east // 200 * 200)}"
    name = f"CRS{crs}RES200m{corner}"
    return {**dict.fromkeys(COLUMNS, 0), "idcar_200m": name, "lcog_geo": commune, "ind": 10, **counts}


def as_csv(path: Path, squares: list[Square]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows(squares)
    return path


def as_geopackage(path: Path, squares: list[Square]) -> Path:
    shapes = [box(0, 0, 200, 200)] * len(squares)
    gpd.GeoDataFrame(squares, geometry=shapes, crs=3035).to_file(path, layer="carreaux_200m_met")
    return path


FILES = pytest.mark.parametrize(("write", "suffix"), [(as_csv, "csv"), (as_geopackage, "gpkg")])
Write = Callable[[Path, list[Square]], Path]


@FILES
def test_squares_are_read_where_they_are(tmp_path: Path, write: Write, suffix: str) -> None:
    points = [(2.35, 48.85), (-4.48, 48.39), (7.75, 48.58)]
    squares = [
        square(*points[0], commune="7510175102", ind=120.5, ind_18_24=20.5, ind_25_39=30),
        square(*points[1], commune="29019", ind=7, ind_18_24=1),
        square(*points[2], commune="67482", ind=3),  # nobody of 18 to 39
    ]

    everybody = read_grid(write(tmp_path / f"all.{suffix}", squares), ALL)
    adults = read_grid(tmp_path / f"all.{suffix}", ADULTS)

    assert everybody.people.tolist() == [120.5, 7, 3]
    assert adults.people.tolist() == [50.5, 1]
    assert [adults.communes[one] for one in adults.commune] == ["75101", "29019"]
    lon, lat = np.array(points).T
    # The centre of a square is 141 metres from its corners.
    assert (distance_m(everybody.longitude, everybody.latitude, lon, lat) <= 142).all()


def test_squares_overseas_have_systems_of_their_own(tmp_path: Path) -> None:
    points = {5490: (-61.05, 14.6), 2975: (55.45, -20.9)}
    path = as_csv(tmp_path / "far.csv", [square(*at, crs=crs) for crs, at in points.items()])

    found = read_grid(path, ALL)

    lon, lat = np.array([*points.values()]).T
    assert (distance_m(found.longitude, found.latitude, lon, lat) <= 142).all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("idcar_200m,ind\nx,1\n", "lcog_geo"),
        ("idcar_200m,lcog_geo,ind\nCRS3035RES1000mN1E1,72000,1\n", "names no square of 200 m"),
        ("idcar_200m,lcog_geo,ind\nCRS9999RES200mN0E0,72000,1\n", "EPSG:9999"),
        ("idcar_200m,lcog_geo,ind\nCRS3035RES200mN0E0,72000,many\n", "cannot be read"),
        ("idcar_200m,lcog_geo,ind\nCRS3035RES200mN0E0,72000,-1\n", "counts no people"),
        ("idcar_200m,lcog_geo,ind\n", "no square"),
        ("", "cannot be read"),
    ],
)
def test_what_is_no_grid_is_told(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(content)
    with pytest.raises(GridError, match=said):
        read_grid(path, ALL)


def test_a_geopackage_without_the_columns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[box(0, 0, 1, 1)], crs=3035).to_file(path)
    with pytest.raises(GridError, match="idcar_200m"):
        read_grid(path, ALL)


@pytest.fixture
def towns_url(empty_url: str) -> str:
    """Five communes of Sarthe where nobody is counted, and an equipped place in the first one."""
    with Rows.into(empty_url) as rows:
        for number, lon in enumerate(EAST):
            rows.commune(f"72{number:03}", f"Ville {number}", (lon, 48.0), population=1)
        rows.place((0.0, 48.0), equipment=["printer_3d"], department_code="72", region_code="52")
    return empty_url


def test_coverage_and_plans_count_the_people_of_the_squares(towns_url: str, tmp_path: Path) -> None:
    counts = (500, 300, 200, 900, 100)
    squares = [
        square(lon, 48.0, f"72{number:03}", ind=10 * people, ind_18_24=people / 2, ind_25_39=people / 2)
        for number, (lon, people) in enumerate(zip(EAST, counts, strict=True))
    ]
    grid = ("--weight", "people", "--within-km", "10", "--grid", str(as_csv(tmp_path / "grid.csv", squares)))

    done = run(towns_url, "coverage", *grid, "--level", "department", "--json")
    report = json.loads(done.stdout)
    assert (report["coverage"]["covered"], report["coverage"]["uncovered"]) == (800, 1200)
    assert [(one["code"], one["covered"]) for one in report["territories"]] == [("72", 800)]
    everybody = json.loads(run(towns_url, "coverage", *grid, "--ages", "all", "--json").stdout)
    assert everybody["coverage"]["covered"] == 8000
    # Off by default: the communes' own people are what they were.
    usual = json.loads(run(towns_url, "coverage", *grid[:4], "--json").stdout)
    assert usual["coverage"]["total"] == 5

    made = json.loads(run(towns_url, "plan", "maximise_coverage", *grid, "--count", "1", "--json").stdout)
    assert (made["value"], made["status"]) == (900, "optimal")
    assert made["places"]["features"][0]["properties"]["name"] == "Ville 3"


def test_a_grid_counts_people_alone(towns_url: str, tmp_path: Path) -> None:
    path = str(as_csv(tmp_path / "grid.csv", [square(0.0, 48.0)]))
    assert "say --weight people" in run(towns_url, "coverage", "--grid", path).stderr
    output = str(tmp_path / "out.csv")
    refused = run(towns_url, "coverage", "--grid", path, "--weight", "people", "--output", output)
    assert "leave --grid out" in refused.stderr
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n")
    wrong = ("--grid", str(tmp_path / "wrong.csv"), "--weight", "people")
    assert "lacks a column" in run(towns_url, "coverage", *wrong).stderr
