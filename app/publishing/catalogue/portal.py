"""Files pushed to a dataset of a portal that runs udata, as data.gouv.fr does: made once, then replaced."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from app.platform.outgoing.exchange import ExchangeError, Received, exchange
from app.platform.outgoing.retry import GaveUpError, Patience, retrying
from app.platform.version import VERSION

SECONDS = 120.0
"""Longest silence of the portal."""
MOST_BYTES = 1 << 24
OK = range(200, 300)
UNAUTHORISED, FORBIDDEN, NOT_FOUND, GONE = 401, 403, 404, 410
MARK = "proxilieux"
"""Name among a resource's extras under which the file that it is stands."""
PORTAL_LICENCES = {
    "LO-2.0": ("lov2", "fr-lo"),
    "ODbL-1.0": ("odc-odbl",),
    "MIT": ("mit",),
    "CC0-1.0": ("cc-zero", "other-pd"),
}
"""Names of udata for our licences."""


class PortalError(Exception):
    """A portal that refuses, or does not answer; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to push."""

    path: Path
    name: str
    """Name at the portal: the same every day, so that it is known again."""
    title: str
    description: str
    licence: str
    schema: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """Outcome of a file: `created`, `replaced` or `unchanged`."""

    name: str
    outcome: str
    url: str


class Portal:
    """A portal's API, with a key of somebody who may edit the dataset."""

    def __init__(self, address: str, key: str, patience: Patience | None = None) -> None:
        """`address` is that of the API: `https://www.data.gouv.fr/api/1`."""
        self._address = address.rstrip("/")
        self._patience = patience or Patience()
        self._session = requests.Session()
        self._session.headers.update({"X-API-KEY": key, "User-Agent": f"proxilieux/{VERSION}"})

    def push(self, dataset: str, files: list[File]) -> list[Pushed]:
        """Push files to a dataset, one after the other; what is the same there is left alone.

        Raises
        ------
        PortalError
            When the portal refuses or does not answer; what was pushed before stays.

        """
        known = self._ask("GET", f"/datasets/{dataset}/")
        for file in files:
            _check_licence(known, file)
        return [self._push(dataset, known, file) for file in files]

    def _push(self, dataset: str, known: dict[str, Any], file: File) -> Pushed:
        resource = _known_resource(known, file)
        if resource is not None and _is_same(resource, file):
            return Pushed(file.name, "unchanged", resource.get("url", ""))
        path = f"/datasets/{dataset}/"
        path += "upload/" if resource is None else f"resources/{resource['id']}/upload/"
        uploaded = self._ask("POST", path, upload=file)
        described = {
            "title": file.title,
            "description": file.description,
            "type": "main",
            "schema": file.schema,
            "extras": {**(uploaded.get("extras") or {}), MARK: file.name},
        }
        settled = self._ask("PUT", f"/datasets/{dataset}/resources/{uploaded['id']}/", body=described)
        outcome = "created" if resource is None else "replaced"
        return Pushed(file.name, outcome, settled.get("url") or uploaded.get("url", ""))

    def _ask(
        self, method: str, path: str, *, body: dict[str, Any] | None = None, upload: File | None = None
    ) -> dict[str, Any]:
        def attempt() -> Received:
            if upload is None:
                return exchange(lambda: self._send(method, path, json=body), self._address, MOST_BYTES)
            with upload.path.open("rb") as content:
                files = {"file": (upload.name, content)}
                return exchange(lambda: self._send(method, path, files=files), self._address, MOST_BYTES)

        # A file that was sent twice would be there twice: what creates is tried once.
        is_creating = upload is not None and not path.endswith("/resources/") and "/resources/" not in path
        try:
            received = _once(attempt, self._address) if is_creating else retrying(attempt, self._patience)
        except (GaveUpError, ExchangeError) as error:
            raise PortalError(f"{error}.") from error
        return _read(received, f"{self._address}{path}")

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        return self._session.request(
            method,
            f"{self._address}{path}",
            timeout=(10, SECONDS),
            stream=True,
            allow_redirects=False,
            **content,
        )


def _once(attempt: Callable[[], Received], address: str) -> Received:
    try:
        return retrying(attempt, Patience(attempts=1))
    except GaveUpError as error:
        raise PortalError(
            f"{address}: {error}. Whether the file arrived is not known: look at the dataset, then run again."
        ) from error


def _read(received: Received, address: str) -> dict[str, Any]:
    if received.status in {UNAUTHORISED, FORBIDDEN}:
        raise PortalError(f"{address}: the key may not do that ({received.status}).")
    if received.status in {NOT_FOUND, GONE}:
        raise PortalError(f"{address}: there is no such dataset ({received.status}).")
    if received.status not in OK:
        excerpt = received.body[:300].decode("utf-8", "replace")
        raise PortalError(f"{address}: the portal answers {received.status}: {excerpt}")
    try:
        answer = json.loads(received.body)
    except ValueError as error:
        raise PortalError(f"{address}: the answer is no JSON.") from error
    if not isinstance(answer, dict):
        raise PortalError(f"{address}: the answer is no object.")
    return answer


def _check_licence(known: dict[str, Any], file: File) -> None:
    stated = known.get("license")
    if stated not in PORTAL_LICENCES[file.licence]:
        wanted = " or ".join(PORTAL_LICENCES[file.licence])
        raise PortalError(
            f"The dataset's licence at the portal is {stated or 'not stated'}, that of {file.name} is"
            f" {file.licence}: set it to {wanted} there, or push to another dataset."
        )


def _known_resource(known: dict[str, Any], file: File) -> dict[str, Any] | None:
    for resource in known.get("resources") or []:
        if (resource.get("extras") or {}).get(MARK) == file.name:
            return dict(resource)
    return None


def _is_same(resource: dict[str, Any], file: File) -> bool:
    checksum = resource.get("checksum") or {}
    name = str(checksum.get("type", "")).lower()
    if name not in {"sha1", "sha256"} or resource.get("title") != file.title:
        return False
    with file.path.open("rb") as content:
        return hashlib.file_digest(content, name).hexdigest() == checksum.get("value")
