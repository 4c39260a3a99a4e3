"""Figures of territories, day by day."""
