"""Offers of support to training organisations, and the listing that serves them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import ListedView, Located, Provenance
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.directory.support_offers.vocabulary import HELPER_CODES
from app.platform.database.base import Base, one_of


class SupportOffer(Provenance, Located, Base):
    """Help that somebody offers. Address and position are where people are received, if anywhere."""

    __tablename__ = "support_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    name: Mapped[str]
    helper: Mapped[str]
    """Name of the body that helps."""
    helper_kind: Mapped[str]
    siret: Mapped[str | None]
    """SIRET of who helps."""
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Kinds of help: codes of the needs that surveys ask for, one at least."""
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Kinds of organisation that it is for; empty for all of them."""
    is_national: Mapped[bool] = mapped_column(server_default="false")
    region_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    department_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    price: Mapped[str | None]
    website: Mapped[str | None]
    valid_until: Mapped[date | None]
    """Last day; null where it has no end."""
    description: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        *Provenance.provenance_constraints(),
        *Located.location_constraints(),
        one_of("helper_kind", HELPER_CODES),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
        CheckConstraint("cardinality(needs) > 0", name="needs"),
        CheckConstraint(
            "is_national = (cardinality(region_codes) + cardinality(department_codes) = 0)", name="territory"
        ),
    )


class SupportOfferListing(ListedView, Base):
    """Offers as lists and exports read them; a view, for there are hundreds of offers at most."""

    __tablename__ = "support_offer_listing"

    name: Mapped[str]
    helper: Mapped[str]
    helper_kind: Mapped[str]
    siret: Mapped[str | None]
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_national: Mapped[bool]
    region_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    department_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    territories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Names of them."""
    price: Mapped[str | None]
    website: Mapped[str | None]
    valid_until: Mapped[date | None]
    description: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    position_precision: Mapped[str | None]
