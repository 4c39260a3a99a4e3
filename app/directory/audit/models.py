"""The audit log."""

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

ACTORS = ("self", "person", "operator", "server")


class AuditEvent(Base):
    """A right that was asked for, gained, refused or lost, a sign-in, or a session that ended.

    Triggers write it (`keep_audit_event.sql`), so that no way of changing a right is left out.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    kind: Mapped[str]
    """`sign_in`, `sign_in_refused`, `session_ended`, `manager_gained`, `moderator_lost`, ..."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Holder of the right or the session; null once they deleted their account."""
    actor: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Another person who decided."""
    public_id: Mapped[str | None]
    """Public id of the place that the right is on."""
    detail: Mapped[str] = mapped_column(server_default="")
    """Browser of a session, grounds of a manager's right, territory of a moderator's."""

    __table_args__ = (one_of("actor", ACTORS),)
