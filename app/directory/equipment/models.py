"""Equipment types, and the equipment that third places have."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.equipment.terms import check as check_of_terms
from app.directory.third_places.vocabulary import SHAREABLE
from app.platform.database.base import Base, one_of


class EquipmentType(Base):
    """An entry of the two-level vocabulary of equipment; a group has no parent."""

    __tablename__ = "equipment_type"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("equipment_type.code"))
    label_fr: Mapped[str]
    label_en: Mapped[str]
    rank: Mapped[int]
    """Place in the vocabulary's own order."""

    __table_args__ = (Index("uq_equipment_type_number", text("equipment_number(code)"), unique=True),)


class Equipment(Base):
    """Equipment of one type at a third place."""

    __tablename__ = "equipment"

    id: Mapped[int] = mapped_column(primary_key=True)
    third_place_id: Mapped[int] = mapped_column(ForeignKey("third_place.id", ondelete="CASCADE"))
    type_code: Mapped[str] = mapped_column(ForeignKey("equipment_type.code"), index=True)
    quantity: Mapped[int | None]
    seats: Mapped[int | None]
    """People who can use it at the same time; null where nobody said."""
    shareable: Mapped[str] = mapped_column(server_default="unknown")
    """Only `no` is left out of lists and matches."""
    conditions: Mapped[str | None]
    price: Mapped[str | None]
    raw_text: Mapped[str | None]
    """The text it was read from, where it was typed as free text."""
    confidence: Mapped[float] = mapped_column(server_default="1")
    """Confidence of the reading of `raw_text`, from 0 to 1; 1 for structured data."""
    terms: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    """Terms of use as data (`app.directory.equipment.terms`)."""

    __table_args__ = (
        UniqueConstraint("third_place_id", "type_code"),
        one_of("shareable", SHAREABLE),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        CheckConstraint(check_of_terms(), name="terms"),
        Index(
            "ix_equipment_out_of_order",
            text("(terms ->> 'out_of_order_until')"),
            postgresql_where=text("terms ? 'out_of_order_until'"),
        ),
    )


class EquipmentListing(Base):
    """Equipment that is shown: of each listed place and type, the surest reading.

    Nothing writes it but `app/migrations/sql/current/functions/refresh_third_place_listing.sql`. It says
    which item is shown under which id; the view `collection_equipment` reads the rest where it stands.
    """

    __tablename__ = "equipment_listing"

    third_place_id: Mapped[int] = mapped_column(
        ForeignKey("third_place_listing.third_place_id", ondelete="CASCADE"), primary_key=True
    )
    type_code: Mapped[str] = mapped_column(ForeignKey("equipment_type.code"), primary_key=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id", ondelete="CASCADE"), index=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    """Of the place and the type: `place.type`."""

    __table_args__ = (Index(None, "type_code", "public_id"),)
