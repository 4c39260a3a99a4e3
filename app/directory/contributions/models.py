"""Statements of people on places, and revisions of every place."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.contributions.vocabulary import ROLES, SPEAKERS
from app.platform.database.base import Base, one_of


class StatedValue(Base):
    """A field of a place that a person has stated; it lies over what the place's source says."""

    __tablename__ = "stated_value"

    third_place_id: Mapped[int] = mapped_column(
        ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """A column of the place; `location`, all that is its address; `standard.x`; `equipment.x`."""
    value: Mapped[Any] = mapped_column(JSONB)
    """JSON null: the place has none."""
    speaker: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Never shown; null once they deleted their account."""
    said_at: Mapped[datetime] = mapped_column(server_default=func.now())
    source_value: Mapped[Any] = mapped_column(JSONB)
    """The source's own last value; JSON null where it says nothing."""
    source_said_at: Mapped[datetime | None]
    """Time of the import that changed the source's value since; null where the manager has kept theirs."""

    __table_args__ = (one_of("speaker", SPEAKERS),)


class Changeset(Base):
    """Changes that somebody made at once: who, when and why."""

    __tablename__ = "changeset"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Shown to moderators only; null once they deleted their account."""
    import_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str | None]
    is_undo: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether it takes back other changes."""
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (one_of("role", ROLES),)


class Revision(Base):
    """One place's part of a changeset: the fields that differ, before and after.

    Written by triggers on the place, its equipment, its awards and what people stated of it, and by nothing
    else. The fields are the columns that hold content, `equipment.TYPE`, `stated.FIELD` and
    `award.PROGRAMME, CALL, YEAR`.
    """

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    changeset_id: Mapped[int] = mapped_column(ForeignKey("changeset.id"))
    third_place_id: Mapped[int] = mapped_column(index=True)
    """No foreign key: what is deleted keeps its history."""
    old: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """Null: the place was made."""
    new: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """Null: the place was deleted."""
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("changeset.id"))
    """Changeset that took it back."""

    __table_args__ = (
        UniqueConstraint("changeset_id", "third_place_id"),
        CheckConstraint("old IS NOT NULL OR new IS NOT NULL", name="something"),
        Index("ix_revision_undone_by", "undone_by", postgresql_where=text("undone_by IS NOT NULL")),
    )
