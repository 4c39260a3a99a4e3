"""Addresses of websites, safe to put into a link."""

import re
from urllib.parse import SplitResult, urlsplit

_URL = re.compile(r"https?://[^\s|]+", re.IGNORECASE)
_WWW = re.compile(r"(?<![\w.@/-])www\.[^\s|]+", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[^\s|]+")
_TRAILING = ",;.)]"
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})")
_FORBIDDEN = re.compile(r"[\s<>\"`{}\\^\x00-\x1f\x7f]")
_LONGEST = 2000
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:/(?:[A-Za-z0-9_./~-]*[A-Za-z0-9_/~-])?)?"
)
"""Most addresses: nothing in them is to be changed."""


def website(text: str) -> str:
    """Return an absolute http or https address; `www.example.org` becomes `https://www.example.org`.

    Of several addresses, or of an address inside a sentence, the first that begins with http:// or
    https:// is taken, else the first that begins with www., else the first word. Scheme and host are written
    in lower case.

    Raises
    ------
    ValueError
        When the text holds no such address: another scheme, no full host name, a user name or
        characters that do not belong into an address.

    """
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST:
        return text
    candidate = _candidate(text)
    if _FORBIDDEN.search(candidate) or len(candidate) > _LONGEST:
        raise ValueError(f"{text!r} is not the address of a website")
    parts = _split(candidate, text)
    host = (parts.hostname or "").lower()
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        raise ValueError(f"{text!r} is not the address of a website")
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    return parts._replace(scheme=parts.scheme.lower(), netloc=netloc).geturl()


def _candidate(text: str) -> str:
    url = _URL.search(text)
    if url:
        return url.group().rstrip(_TRAILING)
    word = _WWW.search(text) or _FIRST_WORD.search(text)
    return "https://" + (word.group().rstrip(_TRAILING) if word else "")


def _split(candidate: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(candidate)
        _ = parts.port  # raises for a port that is no number
    except ValueError as error:
        raise ValueError(f"{text!r} is not the address of a website") from error
    return parts
