"""Changes of what the directory serves, in the order in which they were committed."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.changes.vocabulary import KINDS, RESOURCES
from app.directory.contributions.vocabulary import ROLES
from app.platform.database.base import Base, one_of


class DirectoryChange(Base):
    """A Feature that was listed, listed otherwise, or is listed no more.

    Written by triggers on the listings (`app/migrations/sql/current/functions/keep_change.sql`, and
    `tell_features.sql` where the listing is a view). It holds no
    value of the Feature: a reader is given what is listed at present, so that what was taken out of the
    directory is nowhere else.
    """

    __tablename__ = "directory_change"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """Cursor of readers: greater for whatever is committed later."""
    resource: Mapped[str]
    public_id: Mapped[str]
    kind: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Properties that an update changed, and `geometry`."""
    source: Mapped[str]
    licence: Mapped[str]
    role: Mapped[str]
    """Author, never by name."""
    import_run_id: Mapped[int | None]
    """No foreign key: a run may end before what it changed."""
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    __table_args__ = (
        one_of("resource", RESOURCES),
        one_of("kind", KINDS),
        one_of("role", ROLES),
        Index("ix_directory_change_public_id", "public_id", "id"),
        Index(None, "made_at"),
    )


class ToldFeature(Base):
    """A Feature of a listing that is a view, as the changes told it last.

    Kept by `app/migrations/sql/current/functions/tell_features.sql`, in the transaction that changed it: it
    is what is listed, and what is listed no more is not here.
    """

    __tablename__ = "told_feature"

    resource: Mapped[str] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    source: Mapped[str]
    licence: Mapped[str]
    feature: Mapped[str]
    """GeoJSON."""
