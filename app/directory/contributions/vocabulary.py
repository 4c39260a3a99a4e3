"""Vocabulary of contributions."""

ROLES = ("manager", "contributor", "moderator", "import", "system")
"""Authors of changes, as everybody may see them."""
MANAGER, CONTRIBUTIONS = "manager", "contributions"
SPEAKERS = (MANAGER, CONTRIBUTIONS)
"""Sources of what people say of a place: who manages it, and others, whose proposal was accepted."""
STATED_LICENCE = "LO-2.0"
"""Licence of what people say; it may stand in a record under any other, its source named."""
