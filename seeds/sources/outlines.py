"""Outlines of régions and of départements, from GeoJSON.

Two forms are known by their properties: the shared files (`insee_reg`, `lib_reg`; `insee_dep`, `lib_dep`) and
Etalab's at the live address (`code`, `nom`).

Each has two: the published one, and a light one for drawing. The light ones are made of all outlines
together (Visvalingam-Whyatt over the whole coverage), so that neighbours keep their common border; every
island stays.
"""

from codecs import BOM_UTF8
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.directory.common.france import DEPARTMENTS, REGIONS
from seeds.reading.base import Progress, Records
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.normalise.text import one_line
from seeds.reading.records import Origin, OutlineRecord, Refusal

if TYPE_CHECKING:
    import geopandas

WGS_84 = 4326
TOLERANCE = 0.01
"""Degrees: corners of triangles smaller than the square of this are cut, some 700 m in France."""
POLYGON, MULTIPOLYGON = "Polygon", "MultiPolygon"

Features = list[tuple[Origin, str | None, str | None, BaseGeometry | None]]


@dataclass(frozen=True, slots=True)
class OutlineReader:
    """A reader of outlines: which properties hold code and name in each form, and the codes there are."""

    forms: tuple[tuple[str, str], ...]
    codes: frozenset[str]

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every feature.

        Raises
        ------
        SourceFileError
            When the file is no GeoJSON, or its features lack the properties.

        """
        features = self._features(file)
        progress(file.size)
        usable: list[tuple[Origin, str, str, BaseGeometry]] = []
        for origin, code, name, outline in features:
            refusal = self._refusal(origin, code, outline)
            if refusal:
                yield refusal
            elif code is not None and outline is not None:
                usable.append((origin, code, name or code, _multipolygon(outline)))
        drawings = _drawings([outline for *_, outline in usable])
        for (origin, code, name, outline), drawing in zip(usable, drawings, strict=True):
            yield OutlineRecord(
                origin=origin,
                code=code,
                name=name,
                outline=shapely.to_wkb(outline),
                drawing=shapely.to_wkb(_multipolygon(drawing)),
            )

    def _features(self, file: SourceFile) -> Features:
        frame = _read_frame(file)
        code_property, name_property = self._form(file, set(frame.columns))
        properties = frame.drop(columns="geometry").astype(object).to_dict("records")
        return [
            (
                Origin(None, {str(key): _as_text(value) for key, value in row.items()}),
                one_line(_as_text(row[code_property])),
                one_line(_as_text(row[name_property])),
                outline,
            )
            for row, outline in zip(properties, frame.geometry, strict=True)
        ]

    def _form(self, file: SourceFile, properties: set[str]) -> tuple[str, str]:
        for form in self.forms:
            if properties.issuperset(form):
                return form
        expected = " or ".join(" and ".join(form) for form in self.forms)
        raise SourceFileError(f"{file.path.name} is not the expected file: its features have no {expected}.")

    def _refusal(self, origin: Origin, code: str | None, outline: BaseGeometry | None) -> Refusal | None:
        if code not in self.codes:
            return Refusal(origin, "territory_unknown", f"{code!r} is not the code of such a territory.")
        if outline is None or outline.is_empty or outline.geom_type not in {POLYGON, MULTIPOLYGON}:
            return Refusal(origin, "outline_missing", "The feature has no polygon.", code)
        return None


def _drawings(outlines: list[BaseGeometry]) -> list[BaseGeometry]:
    return list(shapely.coverage_simplify(np.array(outlines), TOLERANCE)) if outlines else []


def _read_frame(file: SourceFile) -> "geopandas.GeoDataFrame":
    # Read with the first outlines: every import and check of other files would wait for it.
    import geopandas  # noqa: PLC0415
    from pyogrio.errors import DataSourceError  # noqa: PLC0415

    content = file.path.read_bytes().removeprefix(BOM_UTF8)
    if not content.lstrip().startswith(b"{"):
        raise SourceFileError(f"{file.path.name} is not GeoJSON.")
    try:
        # From memory, so that the name of the file does not decide on its format.
        frame = geopandas.read_file(BytesIO(content), engine="pyogrio")
    except DataSourceError as error:
        raise SourceFileError(f"{file.path.name} is not GeoJSON.") from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.crs is None:
        raise SourceFileError(f"{file.path.name} holds no features with a geometry.")
    return frame.to_crs(WGS_84)


def _as_text(value: object) -> str | None:
    return None if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _multipolygon(outline: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(outline if outline.is_valid else shapely.make_valid(outline))
    polygons = shapely.multipolygons([part for part in shapely.get_parts(parts) if part.geom_type == POLYGON])
    # RFC 7946, 3.1.6: outer rings counterclockwise, holes clockwise; files have them either way.
    return shapely.orient_polygons(polygons)


ETALAB = ("code", "nom")

read_regions = OutlineReader((("insee_reg", "lib_reg"), ETALAB), frozenset(fact.code for fact in REGIONS))
read_departments = OutlineReader(
    (("insee_dep", "lib_dep"), ETALAB), frozenset(fact.code for fact in DEPARTMENTS)
)
