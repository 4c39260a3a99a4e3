"""What udata's harvester keeps of a catalogue, as JSON: run by a Python that has udata and mongomock.

`python harvest_udata.py ADDRESS`. The harvester and its parsers are udata's; a MongoDB in memory stands in
for its database, with the licences that data.gouv.fr knows.
"""

import json
import sys
from typing import Any

import mongoengine
import mongomock
from udata import app as udata_app
from udata.core.dataset.models import License
from udata.harvest.backends.dcat import DcatBackend
from udata.harvest.models import HarvestSource
from udata.settings import Testing

LICENCES = {
    "lov2": (
        "Licence Ouverte / Open Licence version 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "odc-odbl": (
        "Open Data Commons Open Database License (ODbL)",
        "http://opendatacommons.org/licenses/odbl/summary/",
    ),
    "notspecified": ("License Not Specified", "https://example.org/none"),
}
OTHER_ADDRESSES = {
    "lov2": ["https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"],
    "odc-odbl": [
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "http://opendatacommons.org/licenses/odbl/",
    ],
}


class Settings(Testing):
    """It may ask this machine."""

    URLS_ALLOW_LOCAL = True
    URLS_ALLOW_PRIVATE = True


def plain(dataset: Any) -> dict[str, Any]:
    """Return what was kept of a dataset."""
    return {
        "title": dataset.title,
        "licence": dataset.license.id if dataset.license else None,
        "frequency": str(getattr(dataset.frequency, "value", dataset.frequency)),
        "tags": sorted(dataset.tags or []),
        "spatial": (dataset.spatial.geom or {}).get("type") if dataset.spatial else None,
        "modified": dataset.harvest.modified_at.isoformat() if dataset.harvest.modified_at else None,
        "contacts": [contact.name for contact in dataset.contact_points or []],
        "resources": [
            {
                "title": one.title,
                "url": one.url,
                "format": one.format,
                "mime": one.mime,
                "type": one.type,
                "schema": one.schema.name or one.schema.url if one.schema else None,
            }
            for one in dataset.resources
        ],
    }


def main() -> None:
    """Harvest without keeping, and say what there was."""
    app = udata_app.create_app(override=Settings, init_logging=lambda _: None)
    with app.app_context():
        mongoengine.disconnect_all()
        mongoengine.connect("udata", mongo_client_class=mongomock.MongoClient, uuidRepresentation="standard")
        for code, (title, url) in LICENCES.items():
            License(id=code, title=title, url=url, alternate_urls=OTHER_ADDRESSES.get(code, [])).save()
        source = HarvestSource(name="proxilieux", url=sys.argv[1], backend="dcat")
        job = DcatBackend(source, dryrun=True).harvest()
        told = {
            "status": job.status,
            "errors": [error.message for error in job.errors],
            "items": [
                {
                    "id": item.remote_id,
                    "status": item.status,
                    "errors": [error.message for error in item.errors],
                    "dataset": plain(item.dataset) if item.dataset else None,
                }
                for item in job.items
            ],
        }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
