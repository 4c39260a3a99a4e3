"""Errors of the private PostgreSQL."""


class ClusterError(Exception):
    """The cluster cannot be had; the message says what to do."""
