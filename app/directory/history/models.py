"""Figures of a territory on a day."""

from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.history.vocabulary import LEVELS
from app.platform.database.base import Base, one_of


class TerritoryFigure(Base):
    """Figures that differ from those of the day before; the country's are kept of every day."""

    __tablename__ = "territory_figure"

    level: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    method: Mapped[int]
    """Version of how they were counted: rows of different methods are not compared."""
    figures: Mapped[Any] = mapped_column(JSONB)
    """By name; what is not there is 0."""

    __table_args__ = (one_of("level", LEVELS),)
