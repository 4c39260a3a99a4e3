"""Records of acceslibre."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Provenance
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.platform.database.base import Base


class BuildingAccess(Provenance, Base):
    """Access to one building, as acceslibre knows it; under its own licence, so in no place's record."""

    __tablename__ = "building_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    siret: Mapped[str | None] = mapped_column(index=True)
    page: Mapped[str | None] = mapped_column(index=True)
    """Commune and name in the address of its page there (`app.directory.building_access.addresses`)."""
    address: Mapped[str | None]
    """Address of its page there."""
    commune_code: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """All that is known, by the publisher's name; no key for what is not."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        *Provenance.provenance_constraints(),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
    )
