"""Addresses that a geocoder has placed, kept so that an import asks once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

STATUSES = ("ok", "not-found", "skipped")
"""The geocoder's own words."""


class GeocodedAddress(Base):
    """Result of the Base Adresse Nationale's geocoder for one address."""

    __tablename__ = "geocoded_address"

    query: Mapped[str] = mapped_column(primary_key=True)
    """The address as it was asked, folded: street, postcode, commune code or town."""
    status: Mapped[str]
    label: Mapped[str | None]
    score: Mapped[float | None]
    """0 to 1."""
    result_type: Mapped[str | None]
    """housenumber, street, locality or municipality."""
    commune_code: Mapped[str | None]
    latitude: Mapped[float | None]
    """Degrees, WGS 84."""
    longitude: Mapped[float | None]
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        one_of("status", STATUSES),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
    )
