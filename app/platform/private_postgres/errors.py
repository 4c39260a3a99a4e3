"""What goes wrong with the private cluster."""


class ClusterError(Exception):
    """The cluster cannot be had; the message says what to do."""
