"""Requests to addresses that people gave us: they reach the public Internet, and nothing of our own network.

The name is resolved here, each of its addresses is looked at, and the connection goes to one that was looked
at: a name that says something else a moment later leads nowhere else. Each hop of a redirect is a connection
of its own, and looked at as the first. Of a redirect nothing is read but where it leads, and an exchange ends
in time however slowly the other side speaks.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError

Address = IPv4Address | IPv6Address
MayReach = Callable[[Address], bool]
NAT64 = ip_network("64:ff9b::/96")
MOST_REDIRECTS = 3
IPV4 = 0xFFFFFFFF


class PrivateAddressError(ValueError):
    """The address leads into a private network."""


def is_public(address: Address) -> bool:
    """Return whether an address is of the public Internet; one that stands for another is as that one."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & IPV4))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class GuardedSession(requests.Session):
    """A session for one thread, whose connections lead only where they may.

    No proxy or password of ours is used. It follows no redirect by itself: requests would read whatever comes
    with one, which may have no end.
    """

    def __init__(self, may_reach: MayReach = is_public) -> None:
        super().__init__()
        self.trust_env = False
        self._open = list[socket.socket]()
        self._is_over = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _GuardedAdapter(self._connected, may_reach))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return none."""

    def followed(self, url: str, timeout: float) -> requests.Response:
        """GET what is at an address, after a few redirects.

        Raises
        ------
        PrivateAddressError, requests.RequestException
            Where it, or a redirect, leads into a private network, or nothing answers.

        """
        for _hop in range(MOST_REDIRECTS + 1):
            response = self.get(url, stream=True, timeout=timeout)
            if not response.is_redirect:
                return response
            response.close()
            try:
                url = urljoin(url, response.headers["Location"])
            except ValueError as error:
                raise requests.exceptions.InvalidURL("redirected to no address") from error
        raise requests.TooManyRedirects

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut what is still open after some seconds: a timeout of reading begins anew with every byte.

        Raises
        ------
        requests.Timeout
            When it was.

        """
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        self._is_over = False
        timer.start()
        try:
            yield
            if self._is_over:
                raise requests.Timeout
        finally:
            timer.cancel()
            while self._open:
                self._open.pop().close()
            self.close()  # what is kept for the next exchange would not be cut there

    def _cut(self) -> None:
        self._is_over = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _connected(self, connection: socket.socket) -> None:
        # A second handle: encryption takes the first one over.
        self._open.append(connection.dup())
        if self._is_over:
            self._cut()


def guarded_session(may_reach: MayReach = is_public) -> GuardedSession:
    """Return a session whose connections lead only where they may."""
    return GuardedSession(may_reach)


Connected = Callable[[socket.socket], None]


class _GuardedAdapter(HTTPAdapter):
    """Connections through pools whose connections look before they connect."""

    def __init__(self, connected: Connected, may_reach: MayReach) -> None:
        self._connected = connected
        self._may_reach = may_reach
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as the library
        """Make the pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self._pool(HTTPConnectionPool, HTTPConnection),
            "https": self._pool(HTTPSConnectionPool, HTTPSConnection),
        }

    def _pool(self, base: type[Any], connection: type[Any]) -> type[Any]:
        return type(
            "Pool", (base,), {"ConnectionCls": _looking(connection, self._may_reach, self._connected)}
        )


def _looking(base: type[Any], may_reach: MayReach, connected: Connected) -> type[Any]:
    class Looking(base):  # type: ignore[misc]
        """A connection to an address that was looked at; certificates are checked for its name."""

        def _new_conn(self) -> socket.socket:
            name: str = self._dns_host  # type: ignore[has-type]
            try:
                self._dns_host = _allowed(self, name, may_reach)
                made: socket.socket = super()._new_conn()
            finally:
                self._dns_host = name
            connected(made)
            return made

    return Looking


def _allowed(connection: Any, name: str, may_reach: MayReach) -> str:  # noqa: ANN401 - either scheme's
    """Return an address of a name, all of whose addresses may be reached."""
    try:
        known = socket.getaddrinfo(name.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NameResolutionError(name, connection, socket.gaierror(str(error))) from error
    addresses = [str(one[4][0]).partition("%")[0] for one in known]
    if not addresses or not all(may_reach(ip_address(address)) for address in addresses):
        raise PrivateAddressError(name)
    return addresses[0]
