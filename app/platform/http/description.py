"""The API's description: right behind a proxy, and with what holds for every operation."""

from threading import Lock
from typing import Any

from flask import Flask, Response, json, request
from flask_smorest import Api, Blueprint

QUOTAS = {
    "RateLimit-Policy": "The quota: requests (`q`) in a window of seconds (`w`), by network or by key.",
    "RateLimit": "What is left of it (`r`), and the seconds until it begins anew (`t`).",
}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
TOO_MANY = "TooManyRequests"
KEY = "key"
NOT_OPERATIONS = frozenset({"parameters", "summary", "description", "servers"})
"""Members of a path that are no methods."""


class DescribedApi(Api):  # type: ignore[misc]  # untyped
    """An API whose OpenAPI document says under which path it is served, and tells of keys and quotas.

    Operations are described when the document is first asked for: that takes two thirds of what it takes to
    create the application.
    """

    def __init__(self, app: Flask, *, spec_kwargs: dict[str, Any]) -> None:
        self._undescribed: list[Blueprint] = []
        self._describing = Lock()
        super().__init__(app, spec_kwargs=spec_kwargs)

    def register_blueprint(self, blp: Blueprint, *, url_prefix: str) -> None:
        """Register a blueprint in the application; it is described later."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, url_prefix=url_prefix)
        self._undescribed.append(blp)

    def _describe(self) -> None:
        with self._describing:
            for blueprint in self._undescribed:
                blueprint.register_views_in_doc(
                    self, self._app, self.spec, name=blueprint.name, parameters=None
                )
                self.spec.tag({"name": blueprint.name, "description": blueprint.description})
            self._undescribed.clear()

    def _openapi_json(self) -> Response:
        self._describe()
        document = with_quotas(self.spec.to_dict())
        if request.script_root:
            document["servers"] = [{"url": request.script_root}]
        return Response(json.dumps(document, indent=2), content_type="application/json")


def with_quotas(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which every operation takes a key, tells quotas, and may be refused."""
    components = document.setdefault("components", {})
    components.setdefault("headers", {}).update(
        {name: {"description": text, "schema": {"type": "string"}} for name, text in QUOTAS.items()}
    )
    components.setdefault("securitySchemes", {})[KEY] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key from the page of one's account. Reading needs none; one raises its quota.",
    }
    stated = {name: {"$ref": f"#/components/headers/{name}"} for name in QUOTAS}
    components.setdefault("responses", {})[TOO_MANY] = {
        "description": "The quota is used up.",
        "headers": {**stated, "Retry-After": RETRY_AFTER},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    document["security"] = [{}, {KEY: []}]
    for methods in document["paths"].values():
        for method, operation in methods.items():
            if method not in NOT_OPERATIONS:
                _add_to(operation, stated)
    return document


def _add_to(operation: dict[str, Any], stated: dict[str, Any]) -> None:
    operation["responses"]["429"] = {"$ref": f"#/components/responses/{TOO_MANY}"}
    for response in operation["responses"].values():
        if "$ref" not in response:
            response.setdefault("headers", {}).update(stated)
