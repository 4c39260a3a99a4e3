"""The initial load: a folder of published files takes the place of the demonstration."""

from pathlib import Path
from typing import Any, cast

import click
import psycopg
from sqlalchemy import Connection, Engine, delete, select, text

from app.directory.common.columns import DEMONSTRATION_SOURCE
from app.directory.grants.models import PublicGrant
from app.directory.imports.models import DirectoryState
from app.directory.organisations.models import Organisation
from app.directory.projects.models import Project
from app.directory.support_offers.models import SupportOffer
from app.directory.third_places.models import ThirdPlace
from seeds.fictional.demo.generate import demonstration
from seeds.fictional.demo.people import remove_people
from seeds.importing.import_file import FEATURE_KINDS, ImportReport, import_source, mark_published
from seeds.importing.progress import Watch, unwatched
from seeds.importing.reports.terminal import summary
from seeds.loading.records import DEFER_LISTING
from seeds.loading.runs import Notify, import_session
from seeds.loading.territories import forget_populations
from seeds.sources.registry import SOURCES

PUBLISHED = "published"


class InitialLoadError(click.ClickException):
    """The folder gives the directory nothing to serve."""


def load_published(
    engine: Engine,
    folder: Path,
    notify: Notify,
    *,
    watch: Watch = unwatched,
    skip_known: bool = True,
    accept_vanished: bool = False,
) -> list[ImportReport]:
    """Import every source whose file is in `folder`, and remove the demonstration, all in one transaction.

    Killed at any moment, the database holds the old state or the new one. Files that the last successful
    run has read are skipped, unless `skip_known` is false. A file that cannot be read is reported and leaves
    its source as it was.

    Raises
    ------
    InitialLoadError
        When none of the files is there, or none gives an unpublished directory anything to serve.

    """
    present = [
        (source, folder / source.file_name) for source in SOURCES if (folder / source.file_name).is_file()
    ]
    if not present:
        names = ", ".join(source.file_name for source in SOURCES)
        raise InitialLoadError(f"{folder} holds none of the published files: {names}.")
    reports: list[ImportReport] = []
    with import_session(engine, notify) as log, engine.begin() as connection:
        already_published = connection.scalar(select(DirectoryState.content)) == PUBLISHED
        _remove_demonstration(connection)
        for source, path in present:
            report = import_source(
                connection,
                log,
                source,
                path,
                skip_if_known=skip_known and already_published,
                accept_vanished=accept_vanished,
                watch=watch,
            )
            notify(summary(report))
            reports.append(report)
        if not already_published:
            _check_served(reports, folder)
            mark_published(connection, only_if_empty=False)
    return reports


def _remove_demonstration(connection: Connection) -> None:
    connection.execute(text(DEFER_LISTING))
    remove_people(connection)
    for table in (ThirdPlace, Organisation, Project, SupportOffer, PublicGrant):
        connection.execute(delete(table).where(table.source == DEMONSTRATION_SOURCE))
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        forget_populations(cursor, demonstration().communes)


def _check_served(reports: list[ImportReport], folder: Path) -> None:
    features = [report for report in reports if report.source.kind in FEATURE_KINDS]
    if not any(report.status != "failed" for report in features):
        errors = " ".join(report.error or "" for report in features)
        raise InitialLoadError(
            f"{folder} holds no places or organisations that can be read. {errors}".strip()
        )
