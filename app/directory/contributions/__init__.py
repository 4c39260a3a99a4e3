"""Contributions of people: what they can edit, and how it is written."""
