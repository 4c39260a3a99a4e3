"""Figures for the operator, of the directory and of what works in its background."""
