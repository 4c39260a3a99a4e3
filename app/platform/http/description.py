"""The API's description, which says under which path of the host the API is to be asked."""

from flask import Response, json, request
from flask_smorest import Api


class DescribedApi(Api):  # type: ignore[misc]  # untyped
    """An API whose OpenAPI document is right behind a proxy that serves it under a path."""

    def _openapi_json(self) -> Response:
        document = self.spec.to_dict()
        if request.script_root:
            document["servers"] = [{"url": request.script_root}]
        return Response(json.dumps(document, indent=2), content_type="application/json")
