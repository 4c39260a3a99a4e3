"""Errors in the parameters of a query string."""

from werkzeug.exceptions import BadRequest


class ParameterError(BadRequest):
    """A query parameter that is unknown or has a value that it cannot have; answered as 400."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__()
        self.data = {"messages": {"query": {name: [message]}}}
