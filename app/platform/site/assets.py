"""Files that pages need, served under addresses that change with their content.

A bundle is a folder of files that refer to each other by relative address (ES modules, style sheets
and their images), so the digest stands in the folder's name and browsers may keep everything under
it for ever.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from flask import Response, request, url_for

from app.platform.http.compression import AT_LEISURE, SMALLEST_WORTH_COMPRESSING, accepted_coding
from maps import VENDOR_FILES, VENDOR_SHEETS

OWN_FILES = Path(__file__).parents[2] / "publishing" / "pages" / "static"
DIGEST_LENGTH = 12
FOR_EVER = "public, max-age=31536000, immutable"
SHEETS: Mapping[str, tuple[str, ...]] = {
    "css/site.css": (
        "tokens",
        "base",
        "components",
        "place",
        "contributions",
        "requests",
        "map",
        "decision",
        "print",
    ),
    "css/frame.css": ("tokens", "base", "components", "map", "decision", "embed", "print"),
}
"""Style sheets that pages ask for together, sent as one: each file apart holds the first paint up."""
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".mvt": "application/vnd.mapbox-vector-tile",
}


@dataclass(frozen=True)
class Asset:
    """One file, in memory."""

    content: bytes
    content_type: str

    @cached_property
    def compressed(self) -> Mapping[str, bytes]:
        """The content in each coding; nothing where that gains nothing (images)."""
        if len(self.content) < SMALLEST_WORTH_COMPRESSING or self.content_type.startswith("image/png"):
            return {}
        return {coding: squeeze(self.content) for coding, squeeze in AT_LEISURE.items()}

    def response(self, cache_control: str) -> Response:
        """Return the file as this request's browser takes it."""
        coding = accepted_coding(request)
        packed = self.compressed.get(coding) if coding else None
        response = Response(packed or self.content, content_type=self.content_type)
        if coding and packed:
            response.content_encoding = coding
        response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = cache_control
        return response


def text_asset(text: str, content_type: str) -> Asset:
    """Return a file whose text was made here."""
    return Asset(text.encode(), f"{content_type}; charset=utf-8")


def digest_of(*contents: bytes) -> str:
    """Return a short digest of contents, for an address."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:DIGEST_LENGTH]


@dataclass(frozen=True)
class Bundle:
    """A folder of files that name each other by relative address."""

    assets: Mapping[str, Asset]
    digest: str = field(default="")


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind == "text/javascript":
        # The source maps named here are not served.
        content = b"\n".join(
            line for line in content.splitlines() if not line.startswith(b"//# sourceMappingURL=")
        )
    return Asset(content, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)


def _bundle(files: Mapping[str, Path]) -> Bundle:
    assets = {name: _read(path) for name, path in sorted(files.items())}
    return _with_digest(assets)


def _with_digest(assets: Mapping[str, Asset]) -> Bundle:
    parts = [part for name, asset in assets.items() for part in (name.encode(), asset.content)]
    return Bundle(assets, digest_of(*parts))


@lru_cache(maxsize=1)
def bundles() -> Mapping[str, Bundle]:
    """Return our own files and those of the map libraries, read once a process."""
    own = {path.relative_to(OWN_FILES).as_posix(): path for path in OWN_FILES.rglob("*") if path.is_file()}
    files = _bundle(own).assets
    vendor = _bundle(VENDOR_FILES).assets
    own_sheets = {address: tuple(f"css/{name}.css" for name in names) for address, names in SHEETS.items()}
    return {
        "app": _with_digest({**files, **_joined(files, own_sheets)}),
        "maps": _with_digest({**vendor, **_joined(vendor, VENDOR_SHEETS)}),
    }


def _joined(files: Mapping[str, Asset], sheets: Mapping[str, tuple[str, ...]]) -> dict[str, Asset]:
    """Return the style sheets that are made of several files."""
    return {
        address: text_asset("\n".join(files[name].content.decode() for name in names), "text/css")
        for address, names in sheets.items()
    }


def asset_url(path: str, bundle: str = "app") -> str:
    """Return the address of a file of a bundle.

    Raises
    ------
    KeyError
        When the bundle has no such file: a page must not name what is not there.

    """
    bundled = bundles()[bundle]
    if path not in bundled.assets:
        raise KeyError(path)
    return url_for("web.asset", bundle=bundle, digest=bundled.digest, path=path)


def find_asset(bundle: str, digest: str, path: str) -> Response | None:
    """Return a file of a bundle; None when there is none of that name.

    A page from before an update may still ask under an old digest: it gets today's file, to be
    asked for again.
    """
    bundled = bundles().get(bundle)
    asset = bundled.assets.get(path) if bundled else None
    if bundled is None or asset is None:
        return None
    return asset.response(FOR_EVER if digest == bundled.digest else "no-cache")
