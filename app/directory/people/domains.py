"""Whether an e-mail address is one of a website's own domain."""

from urllib.parse import urlsplit

SHARED_HOSTS = frozenset(
    {
        "aol.com", "bbox.fr", "blogspot.com", "cegetel.net", "club-internet.fr", "e-monsite.com",
        "eklablog.com", "facebook.com", "framasite.org", "free.fr", "github.io", "gitlab.io",
        "gmail.com", "gmx.com", "gmx.fr", "google.com", "googlemail.com", "gouv.fr",
        "helloasso.com", "hotmail.com", "hotmail.fr", "icloud.com", "instagram.com", "jimdo.com",
        "jimdofree.com", "jimdosite.com", "laposte.net", "linkedin.com", "linktr.ee", "live.com",
        "live.fr", "mac.com", "mailo.com", "me.com", "medium.com", "meetup.com", "msn.com",
        "neuf.fr", "netlify.app", "neocities.org", "notion.site", "numericable.fr", "orange.fr",
        "outlook.com", "outlook.fr", "over-blog.com", "pagesjaunes.fr", "pagesperso-orange.fr",
        "proton.me", "protonmail.com", "sfr.fr", "sites.google.com", "square.site",
        "squarespace.com", "tutanota.com", "twitter.com", "vercel.app", "wanadoo.fr", "webador.fr",
        "webnode.fr", "wixsite.com", "wix.com", "wordpress.com", "x.com", "yahoo.com", "yahoo.fr",
        "ymail.com", "youtube.com", "zaclys.net",
    }
)  # fmt: skip
"""Providers of mail and of pages: whoever has an address there does not speak for a page there."""


def host_of(website: str | None) -> str | None:
    """Return the host of a website without `www.`, or None where it is no address of the web."""
    try:
        parts = urlsplit(website or "")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return parts.hostname.lower().removeprefix("www.").rstrip(".")


def is_of_website(address: str, website: str | None) -> bool:
    """Return whether the address is of the website's very host, and no provider's.

    A host below the address's domain is not enough: a town's page for its library does not make the town's
    every employee the one who runs it.
    """
    host = host_of(website)
    if host is None:
        return False
    is_shared = any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)
    return not is_shared and address.rpartition("@")[2] == host
