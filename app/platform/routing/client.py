"""A client of a routing service over HTTP: tries again what may pass, within a budget of time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

import requests

from app.platform.outgoing.breaker import Breaker
from app.platform.outgoing.exchange import ExchangeError, exchange
from app.platform.outgoing.retry import GaveUpError, Patience, retrying
from app.platform.version import VERSION
from geo.travel.dialects import Dialect, NoDistancesError, Request
from geo.travel.tables import Points, RefusedError, RouterError, Table

USER_AGENT = f"proxilieux/{VERSION} (directory of third places; travel times)"
LARGEST_ANSWER = 16 << 20
"""Bytes; a table of 2,500 cells has some 200 kB in the longest form."""
OK, BAD_REQUEST, URI_TOO_LONG = 200, 400, 414
JSON = "application/json"


@dataclass(frozen=True)
class Router:
    """The service at one address, asked in its language."""

    url: str
    dialect: Dialect
    timeout: float = 10.0
    """Seconds of silence after which an answer is given up."""
    budget: float = 600.0
    """Seconds that all tables of one question may take together, pauses included."""
    patience: Patience = field(default_factory=lambda: Patience(attempts=3, longest_wait_seconds=20.0))
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    deadline: float = 0.0
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def most_points(self) -> int:
        """Sources and targets of one table."""
        return self.dialect.most_points

    @property
    def most_cells(self) -> int:
        """Sources times targets of one table."""
        return self.dialect.most_cells

    def begin(self) -> Self:
        """Return the service with its budget begun, and with connections of its own: threads share none."""
        session = requests.Session()
        session.headers["User-Agent"] = USER_AGENT
        return replace(self, deadline=self.clock() + self.budget, session=session)

    def table(self, sources: Points, targets: Points) -> Table:
        """Return the costs from every source to every target.

        Raises
        ------
        geo.travel.tables.RefusedError
            When the router refuses this table.
        RouterError
            When it does not answer, or with something else, or has failed several times before.

        """
        if not self.breaker.may_ask():
            raise RouterError("the router has failed several times and is left alone")
        with self.breaker.watching(RouterError, but=(RefusedError,)):
            return self._table(sources, targets)

    def _table(self, sources: Points, targets: Points) -> Table:
        shape = (len(sources), len(targets))
        try:
            return self._request(self.dialect.request(sources, targets, distances=True), shape)
        except NoDistancesError:
            return self._request(self.dialect.request(sources, targets, distances=False), shape)

    def _request(self, request: Request, shape: tuple[int, int]) -> Table:
        try:
            return retrying(lambda: self._attempt(request, shape), self.patience, self._sleep)
        except GaveUpError as error:
            raise RouterError(f"{self.url}: {error}") from error

    def _attempt(self, request: Request, shape: tuple[int, int]) -> Table:
        left = self.deadline - self.clock()
        if left <= 0:
            raise GaveUpError("its budget of time is spent")

        def send() -> requests.Response:
            return self.session.request(
                "GET" if request.body is None else "POST",
                self.url + request.path,
                data=request.body,
                headers={"Accept": JSON} | ({} if request.body is None else {"Content-Type": JSON}),
                timeout=min(self.timeout, left),
                stream=True,
                allow_redirects=False,
            )

        try:
            received = exchange(send, "the router", LARGEST_ANSWER, deadline=self.deadline, clock=self.clock)
        except ExchangeError as error:
            raise RouterError(str(error)) from error
        if received.status == OK:
            return self.dialect.table(received.body, shape)
        if received.status == URI_TOO_LONG:
            raise RefusedError("the table is too large for an address")
        if received.status == BAD_REQUEST:
            raise self.dialect.refusal(received.body)
        raise RouterError(f"the router answers {received.status}")

    def _sleep(self, seconds: float) -> None:
        if self.clock() + seconds >= self.deadline:
            raise GaveUpError("its budget of time is spent")
        self.sleep(seconds)
