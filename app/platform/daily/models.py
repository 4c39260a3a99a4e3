"""Runs of the jobs of each day."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base


class DailyRun(Base):
    """A job that was done on a day; its row is written in the job's own transaction."""

    __tablename__ = "daily_run"

    job: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
