"""Agreements on the use of a place, each version a row that nothing changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.agreements.vocabulary import MODELS, PARTIES
from app.platform.database.base import Base, one_of


class Agreement(Base):
    """A version of the agreement on one accepted request; what was made is never changed.

    `app/migrations/sql/current/triggers/agreement.sql` refuses it.
    """

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("usage_response.id", ondelete="CASCADE"))
    number: Mapped[str]
    """The same for all versions: the year of the request and the number of the response."""
    version: Mapped[int] = mapped_column(SmallInteger)
    model: Mapped[str]
    language: Mapped[str]
    content: Mapped[Any] = mapped_column(JSONB)
    """Content by variable of the templates; what is not there was not known."""
    missing: Mapped[Any] = mapped_column(JSONB)
    """Labels of what was not known, as the document lists them."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    docx: Mapped[bytes] = mapped_column(LargeBinary)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    docx_sha256: Mapped[str]
    """SHA-256 of the file, in hexadecimal digits, as `pdf_sha256`."""
    pdf_sha256: Mapped[str]

    __table_args__ = (
        one_of("model", MODELS),
        one_of("made_by", PARTIES),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("docx_sha256 = encode(sha256(docx), 'hex')", name="docx_sha256"),
        CheckConstraint("pdf_sha256 = encode(sha256(pdf), 'hex')", name="pdf_sha256"),
        Index("uq_agreement_version", "response_id", "version", unique=True),
    )
