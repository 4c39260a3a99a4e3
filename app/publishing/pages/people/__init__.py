"""Pages of who signs in."""

from flask import Blueprint

from app.publishing.pages.people.account import blueprint as account
from app.publishing.pages.people.history import blueprint as history
from app.publishing.pages.people.keys import blueprint as keys
from app.publishing.pages.people.managing import blueprint as managing
from app.publishing.pages.people.moderation import blueprint as moderation
from app.publishing.pages.people.outbox import blueprint as outbox
from app.publishing.pages.people.reminders import blueprint as reminders
from app.publishing.pages.people.sign_in import blueprint as sign_in

PARTS: tuple[Blueprint, ...] = (sign_in, account, outbox, managing, moderation, history, reminders, keys)
