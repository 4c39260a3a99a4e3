"""The one error of filters."""


class FilterError(ValueError):
    """A filter that cannot be answered; the message says what is wrong, where, and what to write instead."""
