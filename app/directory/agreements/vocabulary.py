"""Words and bounds of agreements."""

LOAN, PRICED, PUBLIC = "loan", "priced", "public"
MODELS = (LOAN, PRICED, PUBLIC)
"""Free use, paid use, and use of what a public body owns."""
DOCX, PDF = "docx", "pdf"
FORMATS = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
}
ORGANISATION, PLACE = "organisation", "place"
PARTIES = (ORGANISATION, PLACE)
STATES = ("new", "good", "worn", "faulty")
"""State of an item of the inventory."""
MOST_ITEMS = 30
MOST_VERSIONS = 60
"""Versions of one agreement; each keeps two files."""
LONGEST_LINE, LONGEST_TEXT = 300, 5000
MOST_PEOPLE, MOST_DAYS = 5000, 365
BLANK = "____________________"
"""Stands where nothing is known, in documents and on paper."""
