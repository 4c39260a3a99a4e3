"""Pages of who signs in."""

from flask import Blueprint

from app.publishing.pages.people.account import blueprint as account
from app.publishing.pages.people.history import blueprint as history
from app.publishing.pages.people.keys import blueprint as keys
from app.publishing.pages.people.managing import blueprint as managing
from app.publishing.pages.people.moderation import blueprint as moderation
from app.publishing.pages.people.outbox import blueprint as outbox
from app.publishing.pages.people.poster import blueprint as poster
from app.publishing.pages.people.provider import blueprint as provider
from app.publishing.pages.people.relay import blueprint as relay
from app.publishing.pages.people.reminders import blueprint as reminders
from app.publishing.pages.people.sign_in import blueprint as sign_in
from app.publishing.pages.people.webhooks import blueprint as webhooks

PARTS: tuple[Blueprint, ...] = (
    sign_in, provider, account, outbox, managing, relay, poster, moderation, history, reminders, keys,
    webhooks,
)  # fmt: skip
