"""What every part of `make bench` shares: a private directory, the empty route, how a run is told."""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.platform.database.connection import make_engine
from app.platform.private_postgres import database_url
from app.platform.settings import default_workers
from seeds.fictional.scale.load import generate
from tests.support.databases import migrate
from tests.support.servers import free_port, wait_for_port

SEED = 2026
REPOSITORY = Path(__file__).parent.parent.parent


def say(message: str) -> None:
    """Tell how far the run is."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def directory(places: int, organisations: int = 0) -> Iterator[str]:
    """Make a private database with so many generated records; give its address."""
    with tempfile.TemporaryDirectory(prefix="pxl-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with database_url(None, home, notify=say, durable=False) as url:
            migrate(url)
            say(f"{places} places, {organisations} organisations ...")
            engine = make_engine(url)
            generate(
                engine,
                places=places,
                organisations=organisations,
                seed=SEED,
                beside_published=False,
                notify=say,
            )
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
            engine.dispose()
            yield url


@contextmanager
def empty_route() -> Iterator[str]:
    """Serve the empty route as the application is served: same server, workers and threads."""
    port = free_port()
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",
        f"--workers={default_workers()}",
        "--worker-class=gthread",
        "--threads=4",
    ]
    options = [
        "--keep-alive=15",
        "--log-level=warning",
        f"--bind=127.0.0.1:{port}",
        "tests.perf.empty_app:app",
    ]
    process = subprocess.Popen([*gunicorn, *options], cwd=REPOSITORY)
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def machine() -> str:
    """Return the day and the machine."""
    processor = platform.processor() or platform.machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({processor}), Python"
        f" {platform.python_version()}"
    )
