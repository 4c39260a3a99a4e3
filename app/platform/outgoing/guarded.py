"""Requests to addresses that people gave us: they reach the public Internet, and nothing of our own network.

The name is resolved here, each of its addresses is looked at, and the connection goes to one that was looked
at: a name that says something else a moment later leads nowhere else. Each hop of a redirect is a connection
of its own, and looked at as the first.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

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


def guarded_session(may_reach: MayReach = is_public) -> requests.Session:
    """Return a session whose connections lead only where they may; no proxy or password of ours is used."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = MOST_REDIRECTS
    for scheme in ("http://", "https://"):
        session.mount(scheme, _GuardedAdapter(may_reach))
    return session


class _GuardedAdapter(HTTPAdapter):
    """Connections through pools whose connections look before they connect."""

    def __init__(self, may_reach: MayReach) -> None:
        self._may_reach = may_reach
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as the library
        """Make the pools."""
        super().init_poolmanager(*args, **options)
        http = type(
            "Pool", (HTTPConnectionPool,), {"ConnectionCls": _looking(HTTPConnection, self._may_reach)}
        )
        https = type(
            "Pool", (HTTPSConnectionPool,), {"ConnectionCls": _looking(HTTPSConnection, self._may_reach)}
        )
        self.poolmanager.pool_classes_by_scheme = {"http": http, "https": https}


def _looking(base: type[Any], may_reach: MayReach) -> type[Any]:
    class Looking(base):  # type: ignore[misc]
        """A connection to an address that was looked at; certificates are checked for its name."""

        def _new_conn(self) -> socket.socket:
            name: str = self._dns_host  # type: ignore[has-type]
            try:
                self._dns_host = _allowed(self, name, may_reach)
                return super()._new_conn()  # type: ignore[no-any-return]
            finally:
                self._dns_host = name

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
