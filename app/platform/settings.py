"""Settings, all from the environment; `docs/settings.md` lists them and a test keeps it complete."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.platform.mail.addresses import is_address, normalised
from app.platform.mail.transport import MailAddressError, SmtpServer
from app.platform.oidc.settings import OidcSettings, OidcSettingsError
from app.platform.routing.travel_costs import DEFAULT_DETOUR, TravelCostError, router_of
from geo.travel.crow import MOST_DETOUR, Detour

BASE_MAPS = ("ign", "osm", "own", "none")
CONTACT_SCHEMES = ("mailto:", "http://", "https://")
LOG_FORMATS = ("text", "json")
SHORTEST_TOKEN = 16
LONGEST_LINE = 500
"""Characters of a line that pages show as it is."""


class SettingsError(Exception):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of this process."""

    database_url: str | None = None
    """SQLAlchemy or libpq URL; None means the private cluster."""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 4
    threads: int = 4
    warm: int = 1
    """1: a worker reads towns' names when it starts; 0: when they are asked for first."""
    base_map: str = "ign,osm"
    """Base maps that a map offers, with commas between them; it opens with the first."""
    ban_url: str | None = None
    """Geocoder of the Base Adresse Nationale that `/geocode` asks; None: only the communes are searched."""
    ban_timeout: float = 2.0
    """Seconds that a visitor's request waits for it."""
    match_runs: int = 3
    """Number of runs of `proxilieux match` that are kept."""
    reports_per_hour: int = 5
    """Reports of errors that one network address may send in an hour."""
    api_per_minute: int = 600
    """Requests of the API that one network may send in a minute."""
    key_per_minute: int = 6000
    """Requests of the API with one key in a minute."""
    router: str | None = None
    """Routing service for `travel=route`: `osrm:URL[,PROFILE]` or `valhalla:URL[,PROFILE]`."""
    router_timeout: float = 2.0
    """Seconds that a request may wait for all that it asks the router."""
    detour: float = DEFAULT_DETOUR
    """Factor of `travel=detour`, from the geodesic to the length of roads."""
    trusted_proxies: int = 0
    """Number of reverse proxies in front that are believed about the client and the scheme."""
    contact: str | None = None
    """Contact of the operator: a `mailto:` or web address."""
    publisher: str | None = None
    """Name, address and telephone of who publishes the site, for the legal notice."""
    publication_director: str | None = None
    hosted_by: str | None = None
    """Name, address and telephone of who hosts the site."""
    smtp: SmtpServer | None = None
    """Server that takes our mail; None: mails stay in the outbox, where the operator reads them."""
    mail_from: str | None = None
    """Address that mails come from."""
    operators: frozenset[str] = frozenset()
    """E-mail addresses, in small letters, of those who may see and do all once they are signed in."""
    public_url: str | None = None
    """Address of the site in mails. Without it links name the host that was asked, which anybody chooses."""
    oidc: OidcSettings | None = None
    """Provider at which people may sign in; None: by mail only."""
    agreement_templates: Path | None = None
    """Folder of the operator's own templates of agreements."""
    signature_tag_place: str = ""
    """Text in agreements by which a service of electronic signature knows where the place signs."""
    signature_tag_organisation: str = ""
    metrics_token: str | None = None
    """Secret with which `/metrics` is read; None: there is no such address."""
    log_format: str = "text"
    backups: Path | None = None
    """Folder in which a server makes a backup each day; None: it makes none."""
    backups_copy: Path | None = None
    """Second folder for each backup, on another disk or machine."""
    backups_kept: int = 14
    home: Path | None = None
    dumps: Path | None = None
    """Folder of the data packages; None: `dumps` in the home."""
    data: Path | None = field(default=None)
    """Folder of published files for the initial load; None means the demonstration."""


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name}={text!r} must be a whole number from {low} to {high}.")
    return int(text)


def _seconds(environ: Mapping[str, str], name: str, default: float, high: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = math.nan
    if not 0 < value <= high:
        raise SettingsError(f"{name}={text!r} must be a number of seconds, more than 0, at most {high:g}.")
    return value


def _web_address(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip().rstrip("/")
    if text and not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name}={text!r} must begin with http:// or https://.")
    return text or None


def _contact(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip()
    if "@" in text and not text.startswith(CONTACT_SCHEMES):
        text = f"mailto:{text}"
    if text and not text.startswith(CONTACT_SCHEMES):
        raise SettingsError(f"{name}={text!r} must be an e-mail address, or begin with http:// or https://.")
    return text or None


def _line(environ: Mapping[str, str], name: str) -> str | None:
    text = " ".join(environ.get(name, "").split())
    if len(text) > LONGEST_LINE:
        raise SettingsError(f"{name} must have {LONGEST_LINE} characters at most; it has {len(text)}.")
    return text or None


def _smtp(environ: Mapping[str, str]) -> SmtpServer | None:
    text = environ.get("PROXILIEUX_SMTP", "").strip()
    if not text:
        return None
    for name in ("PROXILIEUX_MAIL_FROM", "PROXILIEUX_PUBLIC_URL"):
        if not environ.get(name, "").strip():
            raise SettingsError(f"{name} must be set where PROXILIEUX_SMTP is: mails name it.")
    try:
        return SmtpServer.of(text)
    except MailAddressError as error:
        raise SettingsError(f"PROXILIEUX_SMTP: {error}.") from error


def _oidc(environ: Mapping[str, str]) -> OidcSettings | None:
    try:
        return OidcSettings.of(environ)
    except OidcSettingsError as error:
        raise SettingsError(str(error)) from error


def _mail_address(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip()
    if text and not is_address(text):
        raise SettingsError(f"{name}={text!r} must be an e-mail address.")
    return text or None


def _operators(environ: Mapping[str, str], name: str) -> frozenset[str]:
    addresses = [normalised(part) for part in environ.get(name, "").split(",") if part.strip()]
    for address in addresses:
        if not is_address(address):
            raise SettingsError(
                f"{name}: {address!r} must be an e-mail address; commas stand between several."
            )
    return frozenset(addresses)


def _base_maps(environ: Mapping[str, str]) -> str:
    text = environ.get("PROXILIEUX_BASE_MAP", "").strip() or "ign,osm"
    names = [name.strip() for name in text.split(",")]
    is_known, is_single = set(names) <= set(BASE_MAPS), len(names) == 1
    if not is_known or len(set(names)) < len(names) or (not is_single and {"own", "none"} & set(names)):
        raise SettingsError(
            f"PROXILIEUX_BASE_MAP={text!r} must be one of {', '.join(BASE_MAPS)}, or several with commas"
            " between them, the one to open with first."
        )
    return ",".join(names)


def _router(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        router_of(text)
    except TravelCostError as error:
        raise SettingsError(f"{name}: {error}.") from error
    return text


def _detour(environ: Mapping[str, str], name: str) -> float:
    text = environ.get(name, "").strip()
    try:
        return Detour(float(text)).factor if text else DEFAULT_DETOUR
    except ValueError as error:
        raise SettingsError(f"{name}={text!r} must be a number from 1 to {MOST_DETOUR:g}.") from error


def _token(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip()
    if text and not (len(text) >= SHORTEST_TOKEN and text.isascii() and text.isprintable()):
        raise SettingsError(f"{name} must have {SHORTEST_TOKEN} plain characters at least.")
    return text or None


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    text = environ.get(name, "").strip() or values[0]
    if text not in values:
        raise SettingsError(f"{name}={text!r} must be one of {', '.join(values)}.")
    return text


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "").strip()
    return Path(text).expanduser().resolve() if text else None


def default_workers() -> int:
    """Return how many worker processes serve: two a core, 4 to 16.

    Threads of one process wait for its interpreter lock: four processes of four threads on two cores answer
    half as many requests again as two of them.
    """
    return max(4, min(2 * (os.cpu_count() or 2), 16))


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises
    ------
    SettingsError
        With a sentence that names the variable and what it may hold.

    """
    environ = os.environ if environ is None else environ
    return Settings(
        database_url=environ.get("DATABASE_URL", "").strip() or None,
        host=environ.get("HOST", "").strip() or "127.0.0.1",
        port=_integer(environ, "PORT", 8000, 1, 65535),
        workers=_integer(environ, "WEB_CONCURRENCY", default_workers(), 1, 64),
        threads=_integer(environ, "PROXILIEUX_THREADS", 4, 1, 64),
        warm=_integer(environ, "PROXILIEUX_WARM", 1, 0, 1),
        base_map=_base_maps(environ),
        ban_url=_web_address(environ, "PROXILIEUX_BAN_URL"),
        ban_timeout=_seconds(environ, "PROXILIEUX_BAN_TIMEOUT", 2.0, 60.0),
        match_runs=_integer(environ, "PROXILIEUX_MATCH_RUNS", 3, 1, 1000),
        reports_per_hour=_integer(environ, "PROXILIEUX_REPORTS_PER_HOUR", 5, 1, 1000),
        api_per_minute=_integer(environ, "PROXILIEUX_API_PER_MINUTE", 600, 1, 1_000_000),
        key_per_minute=_integer(environ, "PROXILIEUX_KEY_PER_MINUTE", 6000, 1, 1_000_000),
        router=_router(environ, "PROXILIEUX_ROUTER"),
        router_timeout=_seconds(environ, "PROXILIEUX_ROUTER_TIMEOUT", 2.0, 60.0),
        detour=_detour(environ, "PROXILIEUX_DETOUR"),
        trusted_proxies=_integer(environ, "PROXILIEUX_TRUSTED_PROXIES", 0, 0, 10),
        contact=_contact(environ, "PROXILIEUX_CONTACT"),
        publisher=_line(environ, "PROXILIEUX_PUBLISHER"),
        publication_director=_line(environ, "PROXILIEUX_PUBLICATION_DIRECTOR"),
        hosted_by=_line(environ, "PROXILIEUX_HOSTED_BY"),
        smtp=_smtp(environ),
        mail_from=_mail_address(environ, "PROXILIEUX_MAIL_FROM"),
        operators=_operators(environ, "PROXILIEUX_OPERATORS"),
        public_url=_web_address(environ, "PROXILIEUX_PUBLIC_URL"),
        oidc=_oidc(environ),
        agreement_templates=_path(environ, "PROXILIEUX_AGREEMENT_TEMPLATES"),
        signature_tag_place=_line(environ, "PROXILIEUX_SIGNATURE_TAG_PLACE") or "",
        signature_tag_organisation=_line(environ, "PROXILIEUX_SIGNATURE_TAG_ORGANISATION") or "",
        metrics_token=_token(environ, "PROXILIEUX_METRICS_TOKEN"),
        log_format=_one_of(environ, "PROXILIEUX_LOG", LOG_FORMATS),
        backups=_path(environ, "PROXILIEUX_BACKUPS"),
        backups_copy=_path(environ, "PROXILIEUX_BACKUPS_COPY"),
        backups_kept=_integer(environ, "PROXILIEUX_BACKUPS_KEPT", 14, 1, 10_000),
        home=_path(environ, "PROXILIEUX_HOME"),
        dumps=_path(environ, "PROXILIEUX_DUMPS"),
        data=_path(environ, "DATA"),
    )
