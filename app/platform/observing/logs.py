"""Logs: as lines of text, or of JSON with the number of the request that they belong to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
REQUESTS = "proxilieux.requests"
"""Name of the log that has a line for each request."""
FIELDS = "proxilieux_fields"
"""Name in a record's `extra` of what it says beside its message."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request := REQUEST_ID.get()) is not None:
            line["request_id"] = request
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(log_format: str) -> None:
    """Write the logs of this process to standard error, as `text` or `json`."""
    logging.basicConfig(format=TEXT)
    if log_format == "json":
        logging.getLogger(REQUESTS).setLevel(logging.INFO)
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonLines())
