"""Statements on agreements, and on what they take from the directory. Nothing is executed here."""

COLUMNS = (
    "id", "response_id", "number", "version", "model", "language", "content", "missing", "made_by", "made_at",
    "docx_sha256", "pdf_sha256",
)  # fmt: skip
_COLUMNS = ", ".join(f"agreement.{name}" for name in COLUMNS)
PLACE = """
SELECT name, address, postcode, city, siret, telephone, wheelchair FROM third_place_listing
WHERE public_id = %(place_id)s
"""
ITEM = """
SELECT equipment.conditions, equipment.price, equipment.terms FROM third_place_listing AS listing
JOIN equipment_listing AS shown USING (third_place_id) JOIN equipment ON equipment.id = shown.equipment_id
WHERE listing.public_id = %(place_id)s AND shown.type_code = %(type)s
"""
"""The item of a type that a place shows, with its terms."""
LOCK_RESPONSE = "SELECT id FROM usage_response WHERE id = %(id)s FOR UPDATE"
"""Versions of one agreement are made one after another."""
ADD = """
INSERT INTO agreement (
  response_id, number, version, model, language, content, missing, made_by, made_at, docx, pdf, docx_sha256,
  pdf_sha256
)
VALUES (
  %(response_id)s, %(number)s, %(version)s, %(model)s, %(language)s, %(content)s, %(missing)s, %(made_by)s,
  %(made_at)s, %(docx)s, %(pdf)s, %(docx_sha256)s, %(pdf_sha256)s
)
"""
VERSIONS = f"""
SELECT {_COLUMNS} FROM agreement WHERE response_id = %(response_id)s ORDER BY version DESC
"""  # noqa: S608 - our own column names
_OF_VERSION = "FROM agreement WHERE response_id = %(response_id)s AND version = %(version)s"
FILES = {
    "docx": f"SELECT number, version, docx {_OF_VERSION}",
    "pdf": f"SELECT number, version, pdf {_OF_VERSION}",
}
"""By format: number, version and content of a file."""
ASKER = "SELECT address FROM usage_request WHERE id = %(id)s AND sent_at IS NOT NULL"
"""Address of who sent a request."""
