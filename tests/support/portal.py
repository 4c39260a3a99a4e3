"""A stand-in for a portal that runs udata: datasets, resources, uploads, keys."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from support.stand_in import StandIn
from werkzeug import Request, Response

KEY = "a-key"


@dataclass
class UdataPortal(StandIn):
    """One dataset, as udata's API shows it."""

    licence: str | None = "lov2"
    resources: list[dict[str, Any]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    """What was uploaded, by the resource's id."""
    requests: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        """Answer as udata does."""
        self.requests.append(f"{request.method} {request.path}")
        if request.headers.get("X-API-KEY") != KEY:
            return _json({"message": "Invalid API Key"}, 401)
        dataset, *rest = request.path.removeprefix("/api/1/datasets/").strip("/").split("/")
        match rest if dataset == "lieux" else [""]:
            case []:
                return _json({"id": "lieux", "license": self.licence, "resources": self.resources})
            case ["upload"]:
                return self._upload(request, None)
            case ["resources", number, "upload"]:
                return self._upload(request, number)
            case ["resources", number]:
                resource = self._resource(number)
                resource |= request.get_json()
                return _json(resource)
        return _json({"message": "Not found"}, 404)

    def _upload(self, request: Request, number: str | None) -> Response:
        content = request.files["file"].read()
        name = request.files["file"].filename or ""
        if number is None:
            number = f"r{len(self.resources) + 1}"
            self.resources.append({"id": number, "extras": {"check": "ok"}})
        resource = self._resource(number)
        resource["url"] = f"{self.url}/files/{name}"
        resource["title"] = name
        resource["checksum"] = {
            "type": "sha1",
            "value": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        }
        self.contents[number] = content
        return _json(resource, 201)

    def _resource(self, number: str) -> dict[str, Any]:
        return next(resource for resource in self.resources if resource["id"] == number)


def _json(content: dict[str, Any], code: int = 200) -> Response:
    return Response(json.dumps(content), code, content_type="application/json")
