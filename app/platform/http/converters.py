"""Parts of paths."""

from flask import Flask
from werkzeug.routing import UnicodeConverter

from app.platform.http.errors import missing


class PublicId(UnicodeConverter):
    """The id of a record: PostgreSQL's text holds no NUL, so that no record has an id with one."""

    def to_python(self, value: str) -> str:
        """Return the id; one that no record can have is 404."""
        if "\x00" in value:
            raise missing("record")
        return super().to_python(value)  # type: ignore[no-any-return]


def install(app: Flask) -> None:
    """Make `<public_id:name>` known to the application's routes."""
    app.url_map.converters["public_id"] = PublicId
