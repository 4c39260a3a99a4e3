"""`/donnees`: the data packages, and every other way in which the data can be had."""

from dataclasses import dataclass

from flask import Blueprint

from app.platform.services import services
from app.publishing.dumps.daily import shelf_of
from app.publishing.dumps.package import CHECKSUMS, DESCRIPTOR, DICTIONARY
from app.publishing.dumps.shelf import Package, packages
from app.publishing.pages.pages import page

blueprint = Blueprint("data", __name__)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the newest package as the page shows it."""

    name: str
    title: str
    licence: str
    records: int
    megabytes: float
    sha256: str


@blueprint.get("/donnees")
def packages_page() -> str:
    """Show the newest package file by file, and those before it."""
    on_shelf = packages(shelf_of(services().settings))
    return page(
        "data.html",
        packages=on_shelf,
        files=_files(on_shelf[0]) if on_shelf else [],
        others=(DESCRIPTOR, DICTIONARY, CHECKSUMS),
    )


def _files(package: Package) -> list[FileView]:
    return [
        FileView(
            resource["path"],
            resource["title"],
            resource["licenses"][0]["title"],
            resource["records"],
            resource["bytes"] / MEGABYTE,
            resource["hash"].removeprefix("sha256:"),
        )
        for resource in package.descriptor["resources"]
    ]
