"""Requests to use places, and what each place answers."""
