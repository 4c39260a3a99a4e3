"""Rules of retention, one table: what ends, and when. `docs/retention.md` holds the register of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from app.directory.audit.queries import ACT_AS
from app.platform import clock

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: rows of one table that are deleted once their time is over."""

    name: str
    table: str
    kept: timedelta
    since: str
    """Event that the time runs from, as the register says it."""
    condition: str
    """SQL; `%(before)s` is the present less `kept`, `%(now)s` the present."""

    @property
    def until(self) -> str:
        """The end of the time, as the register says it."""
        return f"{self.kept.days} days after {self.since}" if self.kept else self.since

    @property
    def statement(self) -> str:
        """The SQL that ends what is past its time."""
        return f"DELETE FROM {self.table} WHERE {self.condition}"  # noqa: S608 - our own words


RULES: tuple[Rule, ...] = (
    Rule(
        "accounts",
        "person",
        3 * YEAR,
        "the last signing-in of somebody who manages and moderates nothing",
        "signed_in_at < %(before)s"
        " AND NOT EXISTS (SELECT FROM moderator WHERE person_id = person.id)"
        " AND NOT EXISTS (SELECT FROM place_manager WHERE person_id = person.id"
        " AND status IN ('active', 'pending'))",
    ),
    Rule(
        "sessions",
        "session",
        timedelta(0),
        "the end: 30 days without use, 90 days in any case",
        "expires_at < %(now)s OR seen_at < %(now)s::timestamptz - interval '30 days'",
    ),
    Rule("codes", "one_time_code", timedelta(days=1), "they expired", "expires_at < %(before)s"),
    Rule(
        "mails",
        "outbox_message",
        timedelta(days=90),
        "they were written; their text is gone once they are sent",
        "status <> 'waiting' AND created_at < %(before)s",
    ),
    Rule(
        "claims",
        "place_manager",
        YEAR,
        "they were refused, withdrawn or ended",
        "status IN ('refused', 'ended') AND coalesce(ended_at, decided_at, created_at) < %(before)s",
    ),
    Rule("reminders", "place_reminder", 2 * YEAR, "they were sent", "sent_at < %(before)s"),
    Rule(
        "subscriptions",
        "subscription",
        timedelta(days=7),
        "they were asked for, unless confirmed",
        "confirmed_at IS NULL AND created_at < %(before)s",
    ),
    Rule(
        "subscription_links",
        "subscription_link",
        timedelta(days=90),
        "the mail that held them",
        "created_at < %(before)s",
    ),
    Rule("keys", "api_key", YEAR, "they were withdrawn", "ended_at < %(before)s"),
    Rule("replies", "idempotent_reply", timedelta(days=1), "the request", "created_at < %(before)s"),
    Rule(
        "requests",
        "usage_request",
        YEAR,
        "they were sent, or written",
        "coalesce(sent_at, created_at) < %(before)s",
    ),
    Rule("proposals", "proposal", YEAR, "they were decided or withdrawn", "decided_at < %(before)s"),
    Rule(
        "bookings",
        "reservation",
        YEAR,
        "their last day",
        "created_at < %(before)s AND NOT EXISTS (SELECT FROM booking"
        " WHERE reservation_id = reservation.id AND upper(during) >= %(before)s)",
    ),
    Rule("busy_times", "busy_time", timedelta(days=30), "the end of each", "upper(during) < %(before)s"),
    Rule("kept_forms", "kept_form", timedelta(days=1), "they were sent", "created_at < %(before)s"),
    Rule(
        "webhooks",
        "webhook_delivery",
        timedelta(days=30),
        "the event that they tell of",
        "created_at < %(before)s",
    ),
    Rule("reports", "place_report", YEAR, "they were closed", "closed_at < %(before)s"),
    Rule("audit", "audit_event", YEAR, "the event", "happened_at < %(before)s"),
    Rule(
        "changes",
        "directory_change",
        2 * YEAR,
        "they were made, where a later one tells of the same",
        "made_at < %(before)s AND EXISTS (SELECT FROM directory_change AS later"
        " WHERE later.public_id = directory_change.public_id AND later.id > directory_change.id"
        " AND later.resource = directory_change.resource)",
    ),
    Rule("counters", "abuse_counter", timedelta(0), "the end of their window", "expires_at < %(now)s"),
    Rule(
        "secrets",
        "daily_secret",
        timedelta(days=1),
        "the end of their day",
        "day < (%(now)s::timestamptz AT TIME ZONE 'UTC')::date - 1",
    ),
)


def apply(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """End what is past its time; return how many rows of each rule. The caller commits, or rolls back."""
    now = clock.now()
    connection.execute(ACT_AS, {"actor": "server"})
    return {
        rule.name: connection.execute(rule.statement, {"now": now, "before": now - rule.kept}).rowcount
        for rule in RULES
    }
