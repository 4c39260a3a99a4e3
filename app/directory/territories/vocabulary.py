"""The levels of territory, from the largest to the smallest."""

REGION, DEPARTMENT, EPCI, COMMUNE = "region", "department", "epci", "commune"
LEVELS = (REGION, DEPARTMENT, EPCI, COMMUNE)
DEFAULT_LEVEL = DEPARTMENT

IN_WORDS = {REGION: "région", DEPARTMENT: "département", EPCI: "EPCI", COMMUNE: "commune"}
"""Names of levels in messages."""
COLLECTIONS = {REGION: "regions", DEPARTMENT: "departments", EPCI: "epcis", COMMUNE: "communes"}
"""Collections of `/ogc` that hold the geometries, by level."""
