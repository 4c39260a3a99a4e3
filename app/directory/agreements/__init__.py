"""Agreements on the use of a place, made from accepted requests."""
