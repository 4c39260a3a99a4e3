"""Pages on which people change the directory: managers edit, anybody proposes, moderators decide."""

from flask import Blueprint

from app.publishing.pages.contributions.editing import blueprint as editing
from app.publishing.pages.contributions.following import blueprint as following
from app.publishing.pages.contributions.needing import blueprint as needing
from app.publishing.pages.contributions.proposing import blueprint as proposing
from app.publishing.pages.contributions.reviewing import blueprint as reviewing

PARTS: tuple[Blueprint, ...] = (editing, proposing, needing, following, reviewing)
