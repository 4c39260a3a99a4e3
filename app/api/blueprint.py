"""flask-smorest, with the few defaults that the API decides otherwise."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser


class Parser(FlaskParser):
    """What the caller got wrong is 400, never 422."""

    DEFAULT_VALIDATION_STATUS = 400


class Blueprint(SmorestBlueprint):
    """A blueprint whose query parameters are declared one by one; any other is refused."""

    ARGUMENTS_PARSER = Parser()

    def query(self, schema: type[ma.Schema]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Read the query string through `schema`; a parameter that it does not name is an error."""
        # An instance is built once; of a class, webargs would build one a request.
        return self.arguments(schema(), location="query", unknown=ma.RAISE)  # type: ignore[no-any-return]
