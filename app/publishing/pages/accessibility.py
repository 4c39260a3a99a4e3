"""The accessibility statement: what it says was true when it was written, and of the versions named."""

from datetime import date

from app.platform.services import services
from app.publishing.pages.pages import page

ESTABLISHED = date(2026, 11, 27)
"""The day on which somebody last compared the statement with what the tests verify."""
AXE_VERSION = "4.14.1"
"""Version of the rules that the tests run; a test compares it with the lock of npm."""


def statement() -> str:
    """Return the page."""
    return page(
        "accessibility.html",
        established=ESTABLISHED,
        axe_version=AXE_VERSION,
        contact=services().settings.contact,
    )
