"""Files of the packages. They are sent as they lie there: compressed once more they would be no smaller."""

from flask import Blueprint, Response, abort, send_file

from app.platform.services import services
from app.publishing.dumps.daily import shelf_of
from app.publishing.dumps.package import CHECKSUMS, DESCRIPTOR, DICTIONARY
from app.publishing.dumps.shelf import file_of
from app.publishing.exports.formats import CSV, FORMATS, JSON

blueprint = Blueprint("dumps", __name__)
OTHER_TYPES = {DESCRIPTOR: JSON, DICTIONARY: CSV, CHECKSUMS: "text/plain; charset=utf-8"}


@blueprint.get("/donnees/<string:day>/<string:name>")
def file(day: str, name: str) -> Response:
    """Give a file of a day's package, whole or in ranges."""
    path = file_of(shelf_of(services().settings), day, name) or abort(404)
    media_type = OTHER_TYPES.get(name) or FORMATS[path.suffix[1:]].media_type
    response = send_file(path, mimetype=media_type, conditional=True, max_age=3600)
    response.headers["Content-Type"] = media_type
    return response
