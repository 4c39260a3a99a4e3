"""flask-smorest, with the few defaults that the API decides otherwise."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import lru_cache, wraps
from typing import Any

import flask
import marshmallow as ma
from flask_smorest import Blueprint as SmorestBlueprint
from flask_smorest import abort
from webargs.flaskparser import FlaskParser, is_json_request
from webargs.multidictproxy import MultiDictProxy

from app.platform.http.compression import compress

View = Callable[..., Any]
NOT_JSON = "Send the body as JSON, with the header `Content-Type: application/json`."


@lru_cache(maxsize=256)
def _taking_many(schema: ma.Schema) -> AbstractSet[str]:
    """Return the parameters of a schema that may be given several times."""
    return MultiDictProxy({}, schema).multiple_keys


@lru_cache(maxsize=256)
def _taking_one(schema: ma.Schema) -> AbstractSet[str]:
    """Return the parameters of a schema that may be given once."""
    names = {field.data_key or name for name, field in schema.fields.items()}
    return frozenset(names - _taking_many(schema))


class Parser(FlaskParser):
    """Parser of parameters whose errors are 400, never 422; nothing that was sent is silently dropped."""

    DEFAULT_VALIDATION_STATUS = 400

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> dict[str, str | list[str]]:
        """Return the query parameters; one that takes a single value is not given twice.

        A plain dictionary of what was given: looked up in werkzeug's, each parameter that was not costs an
        exception, and most of them are not.
        """
        many, single = _taking_many(schema), _taking_one(schema)
        parameters: dict[str, str | list[str]] = {}
        repeated = []
        for name, values in req.args.lists():
            parameters[name] = values if name in many else values[0]
            if len(values) > 1 and name in single:
                repeated.append(name)
        if repeated:
            raise ma.ValidationError({name: ["Give this parameter only once."] for name in repeated})
        return parameters

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401 - whatever the JSON holds
        """Return the body; one that is no JSON at all is refused by its type."""
        if req.get_data(cache=True) and not is_json_request(req):
            abort(415, message=NOT_JSON)
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError):  # a number of 5,000 digits, 100,000 brackets
            raise ma.ValidationError(["Invalid JSON body."]) from None


_PARSER = Parser()


def query_parameters(schema: ma.Schema) -> dict[str, Any]:
    """Return the request's query parameters; one that is wrong, or unknown, is answered with 400."""
    return _PARSER.parse(schema, flask.request, location="query", unknown=ma.RAISE)  # type: ignore[no-any-return]


def takes_no_query(view: View) -> View:
    """Refuse any query parameter; for operations that have none."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the view
        if flask.request.args:
            unknown = {name: ["Unknown field."] for name in flask.request.args}
            abort(400, messages={"query": unknown})
        return view(*args, **kwargs)

    return checked


def public_id(whose: str) -> dict[str, object]:
    """Return the OpenAPI description of the path parameter `public_id`."""
    return {"name": "public_id", "in": "path", "description": f"Public id of {whose}; stable across imports."}


class Blueprint(SmorestBlueprint):
    """A blueprint whose query parameters are declared one by one; any other is refused."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - flask-smorest's own
        super().__init__(*args, **kwargs)
        self.after_request(compress)

    def query(self, schema: type[ma.Schema]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Read the query string through `schema`; a parameter that it does not name is an error."""
        # An instance is built once; of a class, webargs would build one a request.
        return self.arguments(schema(), location="query", unknown=ma.RAISE)  # type: ignore[no-any-return]
