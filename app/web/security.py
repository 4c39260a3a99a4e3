"""Headers that tell browsers what our answers may do."""

from flask import Flask, Response, request

from app.extensions import services
from maps import tile_hosts

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Tile servers ask to know which site uses them: the origin, never the address of the page.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Retry-After",
}
"""The API is open data without cookies or accounts: scripts of any site may read it."""
OPEN_PATHS = ("/api/", "/ogc")


def content_security_policy(base_map: str) -> str:
    """Return the policy of our pages: our own files only, and the tiles of the base map."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            " ".join(("img-src 'self' data:", *tile_hosts(base_map))),
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(OPEN_PATHS):
        response.headers.update(ANY_SITE)
    if "Content-Security-Policy" not in response.headers:
        response.headers["Content-Security-Policy"] = content_security_policy(services().settings.base_map)
    return response


def install(app: Flask) -> None:
    """Protect every answer of the application; a view may set a policy of its own."""
    app.after_request(_protect)
