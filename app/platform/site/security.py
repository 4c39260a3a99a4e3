"""Headers that tell browsers what our answers may do."""

from flask import Flask, Response, request

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
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range,"
    " Range",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Crs, Content-Disposition, Content-Length,"
    " Content-Range, ETag, Idempotent-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After",
}
"""The API is open data and reads no cookie: scripts of any site may read it, and write with a key."""
OPEN_PATHS = ("/api/", "/ogc")
FRAMED_PATHS = frozenset({"/embed", "/embed/", "/embed/territoires"})
"""Paths that any site may frame, errors included: browsers show nothing of a response that refuses."""
POLICY = "Content-Security-Policy"


def content_security_policy(base_map: str, frame_ancestors: str = "'none'") -> str:
    """Return the policy of our pages: our own files only, and the tiles of the base map.

    `frame_ancestors` says which sites may show the page in a frame.
    """
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
            f"frame-ancestors {frame_ancestors}",
        )
    )


def install(app: Flask, base_map: str) -> None:
    """Protect every answer of the application; a view may set some of them itself."""
    # Written once: these stand on every answer, the cheapest ones included.
    policy = content_security_policy(base_map)
    framed_policy = content_security_policy(base_map, frame_ancestors="*")
    always, of_the_api = tuple(HEADERS.items()), tuple(ANY_SITE.items())

    def protect(response: Response) -> Response:
        headers = response.headers
        own_policy = POLICY in headers
        for name, value in always:
            headers.setdefault(name, value)  # a view may have a stricter one
        if not own_policy:
            headers.add(POLICY, framed_policy if request.path in FRAMED_PATHS else policy)
        if request.path.startswith(OPEN_PATHS):
            for name, value in of_the_api:
                headers.add(name, value)
        return response

    app.after_request(protect)
