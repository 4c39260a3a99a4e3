"""Rendering of a page with what all pages share."""

from typing import Any

from flask import render_template

from app.platform.cache.directory_state import directory_facts
from app.publishing.pages.script_texts import script_texts


def page(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Return a page; `context` is what its template shows beside what all pages know."""
    return render_template(template, directory=directory_facts(), script_texts=script_texts(), **context)
