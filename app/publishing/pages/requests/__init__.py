"""Pages of requests to use places, and of the bookings of a place."""

from flask import Blueprint

from app.publishing.pages.requests.agreeing import blueprint as agreeing
from app.publishing.pages.requests.answering import blueprint as answering
from app.publishing.pages.requests.asking import blueprint as asking
from app.publishing.pages.requests.calendar import blueprint as calendar

PARTS: tuple[Blueprint, ...] = (asking, answering, agreeing, calendar)
