"""Siting runs and scenarios. Neither says who asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

RUNNING, DONE, FAILED = RUN_STATUSES = ("running", "done", "failed")
LONGEST_NAME = 120


class SitingRun(Base):
    """One long run of the solver: what is asked, how far it is, what came of it."""

    __tablename__ = "siting_run"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """Random; whoever has the address has the run."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    heard_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Time of the last word of its process; a run that is silent for long is lost with it."""
    status: Mapped[str] = mapped_column(server_default=RUNNING)
    is_cancelled: Mapped[bool] = mapped_column(server_default="false")
    """Whether somebody asked it to end."""
    request: Mapped[Any] = mapped_column(JSONB)
    progress: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    """Stage, seconds, best value and bound so far."""
    result: Mapped[Any | None] = mapped_column(JSONB)
    """The plan, as the API prints it; where it failed, the message."""

    __table_args__ = (
        one_of("status", RUN_STATUSES),
        CheckConstraint("(result IS NULL) = (status = 'running')", name="result"),
        Index(None, "status", "heard_at"),
    )


class Scenario(Base):
    """A named list of edits of the places, in a planner's mind only: it never touches the directory."""

    __tablename__ = "scenario"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """Random, so that it is an address that nobody guesses; whoever has it may read and edit."""
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    """Raised by each change, which names the version that it changes: two editors do not undo each other."""
    criteria: Mapped[Any] = mapped_column(JSONB)
    """Selection of coverage, and the territories that are looked at."""
    edits: Mapped[Any] = mapped_column(JSONB, server_default="[]")

    __table_args__ = (CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", name="name"),)
