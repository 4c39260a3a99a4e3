"""Runs of `proxilieux match`, their matches, and the listing that serves them."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geography
from sqlalchemy import CheckConstraint, Index, Integer, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.licences import LICENCES
from app.directory.matching.runs.vocabulary import STATUSES
from app.platform.database.base import Base, one_of

GeometryType = Geography("GEOMETRY", srid=4326, spatial_index=False)
"""On WGS 84, longitude first."""


class MatchRun(Base):
    """One run over all open sites: what was asked, when, of which state of the directory, what came of it."""

    __tablename__ = "match_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime] = mapped_column(server_default=func.now())
    data_version: Mapped[int]
    """`directory_state.version` when the run was stored: storing it raises the version, so that what is
    cached of the run before goes. While the two are equal, nothing has changed since."""
    criteria: Mapped[Any] = mapped_column(JSONB)
    counts: Mapped[Any] = mapped_column(JSONB)
    """Sites by status, and how many have a place within reach, in all and by région."""

    __table_args__ = (CheckConstraint("started_at <= finished_at", name="times"),)


class Match(Base):
    """A place within reach of a site, or that the site has none.

    A row says what was true when the run was made, so that it points to nothing that may go meanwhile.
    """

    __tablename__ = "match"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """Run, site and rank: in this order the matches of a site stand together, the first first."""
    run_id: Mapped[int]
    position: Mapped[Any | None] = mapped_column(GeometryType)
    """The line from the site to the place; the site's point where there is none."""
    organisation_id: Mapped[str] = mapped_column(Text(collation="C"))
    organisation: Mapped[str]
    siret: Mapped[str | None]
    commune_code: Mapped[str | None]
    department_code: Mapped[str | None]
    region_code: Mapped[str | None]
    epci_code: Mapped[str | None]
    status: Mapped[str]
    rank: Mapped[int | None] = mapped_column(SmallInteger)
    third_place_id: Mapped[str | None] = mapped_column(Text(collation="C"))
    third_place: Mapped[str | None]
    distance_m: Mapped[float | None]
    """Geodesic metres."""
    approximate: Mapped[bool | None]
    """Whether one of the two positions is a commune's centroid."""
    score: Mapped[float | None]
    equipment: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_met: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_unmet: Mapped[list[str]] = mapped_column(ARRAY(Text))
    learners: Mapped[int | None] = mapped_column(Integer)
    """Learners seated there; null where the run did not seat any."""
    reasons_fr: Mapped[str | None]
    reasons_en: Mapped[str | None]
    licence: Mapped[str]
    """The stricter of the site's and the place's."""
    fictional: Mapped[bool]

    __table_args__ = (
        one_of("status", STATUSES),
        one_of("licence", LICENCES),
        CheckConstraint("(status = 'matched') = (third_place_id IS NOT NULL)", name="matched"),
        Index(None, "run_id", "organisation_id"),
        Index(None, "run_id", "public_id"),
        Index(None, "run_id", "third_place_id"),
        Index("ix_match_plane", text("(position::geometry)"), postgresql_using="gist"),
    )


class MatchListing(Base):
    """View of the matches with each one's Feature, for lists, exports and maps.

    It is `app/migrations/sql/current/views/match_listing.sql`.
    """

    __tablename__ = "match_listing"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    run_id: Mapped[int]
    is_latest: Mapped[bool]
    """Whether it is of the last run."""
    position: Mapped[Any | None] = mapped_column(GeometryType)
    organisation_id: Mapped[str]
    third_place_id: Mapped[str | None]
    status: Mapped[str]
    rank: Mapped[int | None]
    licence: Mapped[str]
    commune_code: Mapped[str | None]
    department_code: Mapped[str | None]
    region_code: Mapped[str | None]
    epci_code: Mapped[str | None]
    organisation: Mapped[str]
    siret: Mapped[str | None]
    third_place: Mapped[str | None]
    distance_m: Mapped[float | None]
    approximate: Mapped[bool | None]
    score: Mapped[float | None]
    equipment: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_met: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_unmet: Mapped[list[str]] = mapped_column(ARRAY(Text))
    learners: Mapped[int | None]
    search_text: Mapped[str]
    feature_head: Mapped[str]
    feature_tail: Mapped[str]

    __table_args__ = {"info": {"is_view": True}}  # noqa: RUF012 - SQLAlchemy reads it as a plain attribute
