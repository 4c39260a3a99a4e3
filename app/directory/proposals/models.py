"""Proposals."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.proposals.vocabulary import KINDS, LONGEST_REASON, OPEN, STATUSES, VIAS
from app.platform.database.base import Base, one_of


class Proposal(Base):
    """A change that somebody proposes, with or without an account, and what became of it."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[str | None]
    """Public id of the place or organisation; of an addition that of the place that was made. No foreign key:
    a proposal outlives what its source withdraws."""
    subject_name: Mapped[str]
    """As it was when the proposal was written; of an addition as it is proposed."""
    region_code: Mapped[str | None]
    department_code: Mapped[str | None]
    changes: Mapped[Any] = mapped_column(JSONB)
    """By field, `{"old": ..., "new": ...}`; old is what was shown when it was written."""
    accepted_fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    reason: Mapped[str] = mapped_column(server_default="")
    """Words of who proposes."""
    talk: Mapped[Any] = mapped_column(JSONB, server_default="[]")
    """Questions and answers, in their order: `{"by": "decider" | "proposer", "text": ..., "at": ...}`."""
    note: Mapped[str] = mapped_column(server_default="")
    """Words of who decided."""
    status: Mapped[str] = mapped_column(server_default="new")
    via: Mapped[str] = mapped_column(server_default="page")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Person who proposed it, where they were signed in."""
    address: Mapped[str | None]
    """E-mail address that is told of the decision, and deleted with it."""
    language: Mapped[str]
    submission: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Digest of the form's token or of the key of a request: what is sent twice is one proposal."""
    follow_digests: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    """Digests of the secrets under which it is followed: the page's, and one of each mail."""
    follow_until: Mapped[datetime]
    """Time after which these secrets open nothing any more."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("status", STATUSES),
        one_of("via", VIAS),
        CheckConstraint(f"length(reason) <= {LONGEST_REASON}", name="reason_length"),
        CheckConstraint("jsonb_typeof(changes) = 'object'", name="changes"),
        CheckConstraint("jsonb_typeof(talk) = 'array'", name="talk"),
        CheckConstraint(
            "(decided_at IS NOT NULL) = (status IN ('accepted', 'refused', 'withdrawn'))", name="decided_at"
        ),
        CheckConstraint("address IS NULL OR decided_at IS NULL", name="address"),
        Index("ix_proposal_follow_digests", "follow_digests", postgresql_using="gin"),
        Index("ix_proposal_open", "created_at", postgresql_where=text(f"status IN {OPEN}")),
        Index(None, "subject_id"),
    )
