"""Bodies of webhooks."""

from typing import Any
from urllib.parse import urlsplit

import marshmallow as ma

from app.directory.webhooks.vocabulary import EVENTS, LONGEST_URL


class WebhookBody(ma.Schema):
    """An address, and what it is told."""

    url = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, LONGEST_URL),
        metadata={"description": "https, or http; a public address, without user or password."},
    )
    events = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(EVENTS)),
        load_default=lambda: list(EVENTS),
        validate=ma.validate.Length(1, len(EVENTS)),
        metadata={"description": "All of them where none are named."},
    )

    @ma.validates("url")
    def check_url(self, value: str, **_: Any) -> None:  # noqa: ANN401
        """Refuse what is no address of the web."""
        try:
            parts = urlsplit(value)
            _port = parts.port
        except ValueError:
            parts = urlsplit("")
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        if not is_one or not value.isprintable():
            raise ma.ValidationError("Write an address that begins with https://, without a user.")


class WebhookItem(ma.Schema):
    """A webhook."""

    id = ma.fields.Integer(required=True)
    url = ma.fields.String(required=True)
    events = ma.fields.List(ma.fields.String(), required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    waiting = ma.fields.Integer(metadata={"description": "Events that are still to be delivered."})
    failed = ma.fields.Integer(metadata={"description": "Events that were given up, after three days."})
    sent_at = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "Last delivery."})
    error = ma.fields.String(allow_none=True, metadata={"description": "What went wrong last."})


class NewWebhookItem(WebhookItem):
    """A webhook with its secret, which is shown this once."""

    secret = ma.fields.String(
        required=True, metadata={"description": "Key of the signatures (Standard Webhooks); shown once."}
    )


class Webhooks(ma.Schema):
    """One's webhooks."""

    webhooks = ma.fields.List(ma.fields.Nested(WebhookItem), required=True)
