"""`proxilieux export-map`: the filtered map as one file that works offline."""

from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import click
import marshmallow as ma
from werkzeug.datastructures import MultiDict

from app.commands.base import database_engine, notify, read_settings, refused_query
from app.platform.site.i18n import DEFAULT, LANGUAGES
from app.publishing.embedding.schemas import ExportQuery
from app.publishing.exports.dump import replacing
from app.publishing.pages.schemas import values_of


@click.command("export-map")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--query",
    default="",
    metavar="FILTERS",
    help="Filters as the page's address has them: 'q=Lyon&equipment=printer_3d&open=weekend' or 'region=11'.",
)
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default=DEFAULT, show_default=True, help="Of the file."
)
@click.option(
    "--site",
    metavar="URL",
    help="Address of the service, to which the file's links lead; default: http://127.0.0.1:$PORT.",
)
def export_map(file: Path, query: str, lang: str, site: str | None) -> None:
    """Write the filtered map to FILE, one HTML page that opens without a network."""
    from app.factory import create_app  # noqa: PLC0415 - as above
    from app.platform.services import database  # noqa: PLC0415 - as above
    from app.publishing.embedding.export import standalone_map  # noqa: PLC0415 - the pages, needed here only

    settings = read_settings()
    parameters = _parameters(query)
    with database_engine() as engine:
        app = create_app(settings, engine.url.render_as_string(hide_password=False))
        base_url = _site(site or f"http://127.0.0.1:{settings.port}")
        # The file is what the page of these parameters would send, its language and links included.
        context = app.test_request_context(
            "/embed/export.html", base_url=base_url, query_string={"lang": lang}
        )
        with context, closing(database()):
            written = standalone_map(parameters)
        try:
            with replacing(file) as out:
                out.write(written.document.html.encode())
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    places = f"{written.places:,} place{'' if written.places == 1 else 's'}"
    rest = "" if written.places == written.of else f" of {written.of:,}: one file holds no more"
    notify(f"Written: {file}, {places}{rest}.")


def _parameters(query: str) -> dict[str, object]:
    schema = ExportQuery(unknown=ma.RAISE)
    parameters = MultiDict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
    unknown = sorted(set(parameters) - set(schema.load_fields))
    if unknown:
        raise click.UsageError(f"--query: there is no filter {', '.join(unknown)}.")
    try:
        return dict(schema.load(values_of(schema, parameters)))
    except ma.ValidationError as error:
        raise refused_query(error) from error


def _site(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.UsageError(f"--site: {address} is no address such as https://example.org.")
    return f"{parts.scheme}://{parts.netloc}/"
