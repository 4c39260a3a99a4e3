"""Funding programmes, and the awards that third places received from them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base


class Programme(Base):
    """A public programme that funds third places."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    funder: Mapped[str]
    website: Mapped[str | None]


class Award(Base):
    """Public money that a third place received. "Funded" means that an award exists."""

    __tablename__ = "award"

    id: Mapped[int] = mapped_column(primary_key=True)
    third_place_id: Mapped[int] = mapped_column(ForeignKey("third_place.id", ondelete="CASCADE"))
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), index=True)
    call: Mapped[str | None]
    """Name of the call for projects, where the source gives it."""
    year: Mapped[int | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    """Euros."""
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint(
            "third_place_id", "programme_code", "call", "year", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("period_end >= period_start", name="period"),
    )
