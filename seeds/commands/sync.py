"""`proxilieux sources` and `proxilieux sync`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import psycopg
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection, func, select

from app.commands.base import database_engine, is_interactive, notify, read_settings
from app.directory.imports.models import ImportRun
from app.platform.private_postgres import default_home
from seeds.importing.fetching.sync import live_sources
from seeds.importing.fetching.sync import sync as fetch_and_import
from seeds.importing.progress import bar, unwatched
from seeds.importing.reports.terminal import PLAIN_WIDTH, print_report
from seeds.reading.normalise.text import one_line
from seeds.sources.registry import BY_NAME, SOURCES
from seeds.sources.source import Source

DOWNLOADS = "downloads"


@click.command("sources")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def sources_(*, as_json: bool) -> None:
    """List the published sources: licence, how often they change, their last import, their live address."""
    with database_engine() as engine, engine.connect() as connection:
        facts = [_facts(source, _last_run(connection, source.name)) for source in SOURCES]
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return
    _print(facts)


@click.command("sync")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--address",
    "replaced",
    multiple=True,
    metavar="SOURCE=URL",
    help="Fetch SOURCE from here instead; SOURCE.COMPANION=URL for a second file. Repeat as needed.",
)
def sync_(names: tuple[str, ...], replaced: tuple[str, ...]) -> None:
    """Download and import every source that has a live address, or the SOURCES named.

    What has not changed at its publisher is neither downloaded nor imported again. One source that fails
    leaves the others alone; the exit code is 1 then. Files are kept in the folder `downloads` of
    PROXILIEUX_HOME.
    """
    addresses = dict(_address(text) for text in replaced)
    sources = _chosen(names, addresses)
    settings = read_settings()
    folder: Path = (settings.home or default_home()) / DOWNLOADS
    try:
        with database_engine() as engine:
            reports = fetch_and_import(
                engine,
                sources,
                folder,
                addresses=addresses,
                notify=notify,
                watch=bar if is_interactive() else unwatched,
            )
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database went away; nothing was kept. {error}") from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from error
    print_report(reports)
    if any(report.status == "failed" for report in reports):
        sys.exit(1)


def _address(text: str) -> tuple[str, str]:
    name, separator, address = text.partition("=")
    if not separator or name.split(".")[0] not in BY_NAME or not address.startswith(("http://", "https://")):
        raise click.UsageError(f"--address {text}: write SOURCE=URL, with the name of a source.")
    return name, address


def _chosen(names: Sequence[str], addresses: dict[str, str]) -> list[Source]:
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise click.UsageError(f"There is no source {', '.join(unknown)}; `proxilieux sources` lists them.")
    live = [source.name for source in live_sources()]
    for name in names:
        if name not in live and name not in addresses:
            raise click.UsageError(
                f"{name} has no live address: import its file, or name one with --address {name}=URL."
            )
    chosen = set(names) or {*live, *(name for name in addresses if name in BY_NAME)}
    return [source for source in SOURCES if source.name in chosen]


def _last_run(connection: Connection, name: str) -> dict[str, Any] | None:
    row = (
        connection.execute(
            select(
                ImportRun.status,
                func.coalesce(ImportRun.finished_at, ImportRun.started_at).label("at"),
                ImportRun.rows_read,
                ImportRun.created,
                ImportRun.updated,
                ImportRun.unchanged,
                ImportRun.merged,
                ImportRun.refused,
                ImportRun.vanished,
                ImportRun.error,
            )
            .where(ImportRun.source == name)
            .order_by(ImportRun.id.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return dict(row) if row else None


def _facts(source: Source, last_run: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": source.attribution,
        "updates": source.updates,
        "address": source.address,
        "file_name": source.file_name,
        "companions": [
            {"name": companion.name, "address": companion.address, "file_name": companion.file_name}
            for companion in source.companions
        ],
        "trust": source.trust,
        "last_run": last_run,
    }


def _print(facts: Sequence[dict[str, Any]]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PLAIN_WIDTH)
    table = Table("source", "licence", "changes", "last import", box=SIMPLE_HEAD, pad_edge=False)
    for fact in facts:
        table.add_row(fact["name"], fact["licence"], fact["updates"], _last(fact["last_run"]))
    console.print(table)
    for fact in facts:
        console.print(Text(f"{fact['name']}: {fact['title']}. {fact['publisher']}."), soft_wrap=True)
        console.print(Text(f"  credit: {fact['attribution']}"), soft_wrap=True)
        console.print(Text(f"  {fact['address'] or 'no live address'}"), soft_wrap=True)
        for companion in fact["companions"]:
            console.print(
                Text(f"  with it: {companion['address'] or companion['file_name']}"), soft_wrap=True
            )


def _last(run: dict[str, Any] | None) -> Text:
    if run is None:
        return Text("never")
    when = f"{run['at']:%Y-%m-%d %H:%M}"
    if run["status"] != "succeeded":
        return Text(one_line(f"{when} {run['status']}") or "")
    return Text(f"{when} {run['rows_read']} read, {run['refused']} refused")
