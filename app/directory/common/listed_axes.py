"""Views from which the collections of projects, offers of support and grants are read, as in `listed`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Point
from app.directory.common.listed import VIEW, Served
from app.platform.database.base import Base


class CollectedProject(Served, Base):
    """Funded projects, flat, without a geometry."""

    __tablename__ = "collection_project"

    project_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[Any | None] = mapped_column(Point)
    title: Mapped[str]
    programme: Mapped[str]
    wave: Mapped[str | None]
    carrier: Mapped[str]
    siret: Mapped[str | None]
    partners: Mapped[str | None]
    grant_amount: Mapped[float | None]
    total_cost: Mapped[float | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sector: Mapped[str | None]
    website: Mapped[str | None]
    region_codes: Mapped[str | None]
    regions: Mapped[str | None]
    seat_address: Mapped[str | None]
    seat_postcode: Mapped[str | None]
    seat_city: Mapped[str | None]
    seat_commune_code: Mapped[str | None]
    seat_department_code: Mapped[str | None]
    seat_region_code: Mapped[str | None]
    fictional: Mapped[bool]
    source: Mapped[str]
    source_record_id: Mapped[str]
    licence: Mapped[str]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = VIEW


class CollectedSupportOffer(Served, Base):
    """Offers of support, flat."""

    __tablename__ = "collection_support_offer"

    support_offer_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[Any | None] = mapped_column(Point)
    name: Mapped[str]
    helper: Mapped[str]
    helper_kind: Mapped[str]
    siret: Mapped[str | None]
    needs: Mapped[str]
    audiences: Mapped[str | None]
    is_national: Mapped[bool]
    region_codes: Mapped[str | None]
    department_codes: Mapped[str | None]
    territories: Mapped[str | None]
    price: Mapped[str | None]
    website: Mapped[str | None]
    valid_until: Mapped[date | None]
    description: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    position_precision: Mapped[str | None]
    fictional: Mapped[bool]
    source: Mapped[str]
    source_record_id: Mapped[str]
    licence: Mapped[str]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = VIEW


class CollectedGrant(Served, Base):
    """Grants that reach a place, flat, without a geometry."""

    __tablename__ = "collection_grant"

    grant_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[Any | None] = mapped_column(Point)
    funder: Mapped[str]
    funder_siret: Mapped[str | None]
    beneficiary: Mapped[str]
    siret: Mapped[str | None]
    decided_on: Mapped[date | None]
    year: Mapped[int | None]
    reference: Mapped[str | None]
    purpose: Mapped[str | None]
    amount: Mapped[float | None]
    natures: Mapped[str | None]
    payment_terms: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    aid_register: Mapped[str | None]
    notified_eu: Mapped[bool | None]
    share: Mapped[float | None]
    scheme: Mapped[str | None]
    reached_by: Mapped[str]
    third_places: Mapped[str]
    department_codes: Mapped[str | None]
    region_codes: Mapped[str | None]
    fictional: Mapped[bool]
    source: Mapped[str]
    source_record_id: Mapped[str]
    licence: Mapped[str]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = VIEW
