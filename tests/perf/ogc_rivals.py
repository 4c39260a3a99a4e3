"""tipg and pygeoapi, each from the bench's own virtual environment, on the same PostGIS and the same rows.

Both get a flat table with a primary key and an index on its geometry, and as many workers as our own server.
"""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, make_url

from app.platform.settings import default_workers
from tests.support.servers import free_port, wait_for_port

REPOSITORY = Path(__file__).parent.parent.parent
PROGRAMS = REPOSITORY / ".venv-bench" / "bin"
WORKERS = default_workers()
"""As many as ours."""
SCHEMA = "rival"
TABLES = {"places": "collection_third_place", "sites": "collection_organisation"}
MOST = 2_000_000
"""Features a request, for both: enough for a whole collection."""
GEOJSON = {"Accept": "application/geo+json"}


def tables_sql() -> list[str]:
    """Return the statements that make the tables: the properties of our own features, and their points."""
    statements = [f"CREATE SCHEMA {SCHEMA}"]
    for table, source in TABLES.items():
        key = "third_place_id" if table == "places" else "organisation_id"
        statements += [
            f"CREATE TABLE {SCHEMA}.{table} AS TABLE {source}",
            f"ALTER TABLE {SCHEMA}.{table} ADD COLUMN geom geometry(Point, 4326)",
            f"UPDATE {SCHEMA}.{table} SET geom = position::geometry",  # noqa: S608 - names of ours
            *(
                f"ALTER TABLE {SCHEMA}.{table} DROP COLUMN {column}"
                for column in ("position", "feature_head", "feature_tail")
            ),
            f"ALTER TABLE {SCHEMA}.{table} RENAME COLUMN {key} TO id",
            f"ALTER TABLE {SCHEMA}.{table} ADD PRIMARY KEY (id)",
            f"CREATE INDEX ON {SCHEMA}.{table} USING gist (geom)",
            f"VACUUM ANALYZE {SCHEMA}.{table}",
        ]
    return statements


def prepare() -> None:
    """Make the virtual environment of the bench, where it is not there."""
    subprocess.run([str(REPOSITORY / "scripts" / "bootstrap.sh"), "bench"], check=True)


def version(package: str) -> str:
    """Return the version of a package of the bench."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([str(PROGRAMS / "python"), "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _socket_of(url: URL) -> str:
    host = url.query.get("host") or url.host
    return host if isinstance(host, str) else ""


@contextmanager
def tipg(database_url: str) -> Iterator[str]:
    """Serve the tables by tipg under uvicorn; yield the base URL."""
    url = make_url(database_url)
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{url.username}@{quote(_socket_of(url), safe='')}:5432/{url.database}",
        "TIPG_DB_SCHEMAS": json.dumps([SCHEMA]),
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": json.dumps(["public", SCHEMA]),
        "TIPG_MAX_FEATURES_PER_QUERY": str(MOST),
        "TIPG_MAX_FEATURES_PER_TILE": str(MOST),
        # Else it reads its catalogue again every five minutes, at the cost of whatever is measured then.
        "TIPG_CATALOG_TTL": "0",
    }
    port = free_port()
    command = [str(PROGRAMS / "uvicorn"), "tipg.main:app", f"--port={port}", f"--workers={WORKERS}"]
    with _running([*command, "--log-level=warning"], environment, port) as base:
        yield base


@contextmanager
def pygeoapi(database_url: str, folder: Path) -> Iterator[str]:
    """Serve the tables by pygeoapi under gunicorn; yield the base URL."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    configuration, document = folder / "pygeoapi.json", folder / "pygeoapi-openapi.json"
    configuration.write_text(json.dumps(_configuration(make_url(database_url), base)), encoding="utf-8")
    environment = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(configuration),
        "PYGEOAPI_OPENAPI": str(document),
        "PYTHONWARNINGS": "ignore",
    }
    generate = [str(PROGRAMS / "pygeoapi"), "openapi", "generate", str(configuration), "--format", "json"]
    generate += ["--output-file", str(document)]
    subprocess.run(
        generate, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    options = [f"--workers={WORKERS}", "--worker-class=gthread", "--threads=4", "--timeout=120"]
    command = [str(PROGRAMS / "gunicorn"), *options, f"--bind=127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
    with _running([*command, "--log-level=warning"], environment, port):
        yield base


def _configuration(url: URL, base: str) -> dict[str, Any]:
    text = {"en": "Bench"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": int(base.rsplit(":", 1)[1])},
            "url": base,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": MOST},
            "map": {"url": "https://tile.example/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text,
                "description": text,
                "keywords": {"en": ["bench"]},
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": base,
            },
            "license": {"name": "none", "url": base},
            "provider": {"name": "bench", "url": base},
            "contact": {"name": "bench", "email": "bench@example.org"},
        },
        "resources": {table: _resource(table, url) for table in TABLES},
    }


def _resource(table: str, url: URL) -> dict[str, Any]:
    data = {
        "host": _socket_of(url),
        "port": 5432,
        "dbname": url.database,
        "user": url.username,
        "password": "unused",
        "search_path": [SCHEMA, "public"],
    }
    rows = {"data": data, "id_field": "id", "table": table, "geom_field": "geom"}
    return {
        "type": "collection",
        "title": {"en": table},
        "description": {"en": table},
        "keywords": {"en": ["bench"]},
        "links": [],
        "extents": {
            "spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
        },
        "providers": [
            {"type": "feature", "name": "PostgreSQL", **rows},
            {
                "type": "tile",
                "name": "MVT-postgresql",
                **rows,
                "options": {"zoom": {"min": 0, "max": 18}},
                "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
            },
        ],
    }


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[str]:
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)
