"""Reminders."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base


class PlaceReminder(Base):
    """A mail that asked somebody about all their places, with the secret of the page where they answer."""

    __tablename__ = "place_reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    secret_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    sent_at: Mapped[datetime]

    __table_args__ = (Index(None, "person_id", "sent_at"),)
