"""The production server: gunicorn over the application, and the load that comes before it."""

import gc
import importlib
import importlib.metadata
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import Engine, select

from app.directory.bookings.others import refresh_due
from app.directory.history.measure import keep_todays_figures
from app.directory.imports.models import DirectoryState
from app.directory.requests.daily import do_what_is_due
from app.directory.retention.rules import apply as apply_retention
from app.directory.third_places.renewal import Renewer
from app.directory.webhooks.delivery import deliver_due
from app.factory import create_app
from app.platform.backups.daily import back_up_today
from app.platform.daily.repeated import Job as RepeatedJob
from app.platform.daily.repeated import Repeated
from app.platform.daily.worker import Connection, Daily, Job
from app.platform.mail.sender import Post, Sender
from app.platform.observing import logs
from app.platform.settings import Settings
from app.publishing.dumps.daily import write_todays_package
from app.publishing.pages.following.news import send_news
from app.publishing.pages.people.reminders import send_reminders

LOADERS = "proxilieux.loaders"
"""Entry points: `published(engine, folder, say)` and `demonstration(engine, say)`."""
DAILY_JOBS: dict[str, Job] = {
    "retention": apply_retention,
    "reminders": send_reminders,
    "news": send_news,
    "requests": do_what_is_due,
    "figures": keep_todays_figures,
    "package": write_todays_package,
    "backup": back_up_today,
}
ASKED_FIRST = ("/", "/?q=Paris", "/?q=Pariss+fablabb")
"""Addresses that a worker asks itself: templates, counts and names of towns are then in memory."""
DRAW_MAPS = ("maps.pages", "maps.figure")
"""Modules of the first page: read once before workers are made, not once by each of them."""
REPEATED_JOBS: dict[str, RepeatedJob] = {"webhooks": deliver_due, "calendars": refresh_due}
REPEATED_LOCK = 0x72657065
GRACEFUL_SECONDS = 10
LONGEST_REQUEST_LINE = 8190
"""Bytes: the most that gunicorn takes. Filters are long, and longer where every comma is escaped."""
Notify = Callable[[str], None]


class Server(BaseApplication):
    """gunicorn with our options, in this process."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options; gunicorn's own command line and environment are not read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app


def initial_load(engine: Engine, settings: Settings, notify: Notify) -> None:
    """Fill the database: from the folder `settings.data`, else with the demonstration if it is empty."""
    if settings.data is not None:
        _loader("published")(engine, settings.data, notify)
        return
    with engine.connect() as connection:
        content = connection.scalar(select(DirectoryState.content))
    if content == "empty":
        _loader("demonstration")(engine, notify)


def _loader(name: str) -> Callable[..., object]:
    (entry,) = importlib.metadata.entry_points(group=LOADERS, name=name)
    return cast("Callable[..., object]", entry.load())


def run_server(settings: Settings, database_url: str, *, host: str, port: int) -> None:
    """Serve until a signal; leaves through SystemExit."""
    logs.set_up(settings.log_format)
    with _metrics_folder(settings):
        _serve(settings, database_url, host=host, port=port)


def _metrics_folder(settings: Settings) -> AbstractContextManager[None]:
    if settings.metrics_token is None:
        return nullcontext()
    from app.platform.observing.metrics import shared_folder  # noqa: PLC0415 - for those who want metrics

    return shared_folder()


def _serve(settings: Settings, database_url: str, *, host: str, port: int) -> None:
    app = create_app(settings, database_url)
    address = f"[{host}]" if ":" in host else host
    options = {
        "bind": f"{address}:{port}",
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": settings.threads,
        "preload_app": True,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": 120,
        "keepalive": 15,
        "limit_request_line": LONGEST_REQUEST_LINE,
        # Who may say what scheme a visitor used is PROXILIEUX_TRUSTED_PROXIES alone.
        "forwarded_allow_ips": "",
        "loglevel": "warning",
        # A thread of each worker: whichever comes first renews, and one that dies is missed by nobody.
        "post_worker_init": lambda _worker: _start_threads(app, settings, database_url),
        "when_ready": lambda _server: _announce(address, port),
    }
    if settings.warm:
        for module in DRAW_MAPS:
            importlib.import_module(module)
    # Workers share what is there now: collections would write into it, and each would have a copy of its own.
    gc.freeze()
    Server(app, options).run()


def _start_threads(app: Flask, settings: Settings, database_url: str) -> None:
    if settings.warm:
        threading.Thread(target=_warm, args=(app,), name="warm", daemon=True).start()
    Renewer(database_url).start()
    Daily(database_url, daily_jobs(app)).start()
    for number, (name, job) in enumerate(REPEATED_JOBS.items()):
        Repeated(database_url, name, REPEATED_LOCK + number, job).start()
    post = post_of(settings)
    if post is not None:
        Sender(database_url, post).start()


def _warm(app: Flask) -> None:
    """Answer what is asked first: reading what a worker keeps takes seconds on a busy machine."""
    client = app.test_client()
    for address in ASKED_FIRST:
        client.get(address, follow_redirects=True)


def daily_jobs(app: Flask) -> dict[str, Job]:
    """Return the jobs of each day, by name; each runs as within a request, for the words of its mails."""

    def within(job: Job) -> Job:
        def run(connection: Connection) -> None:
            with app.test_request_context():
                job(connection)

        return run

    return {name: within(job) for name, job in DAILY_JOBS.items()}


def post_of(settings: Settings) -> Post | None:
    """Return how mail leaves; None where it stays in the outbox."""
    if settings.smtp is None or settings.mail_from is None or settings.public_url is None:
        return None
    return Post(settings.smtp, settings.mail_from, settings.public_url)


def _announce(address: str, port: int) -> None:
    shown = "127.0.0.1" if address in {"0.0.0.0", "[::]"} else address  # noqa: S104 - only printed
    base = f"http://{shown}:{port}"
    lines = (
        ("Proxilieux serves on", base + "/"),
        ("organisations", base + "/organismes"),
        ("territories", base + "/territoires"),
        ("API", base + "/api/v1/docs/"),
        ("for QGIS", base + "/ogc"),
    )
    print("\n".join(f"{label:>22}  {url}" for label, url in lines), flush=True)  # noqa: T201
    print(f"{'stop with':>22}  Ctrl-C", flush=True)  # noqa: T201
