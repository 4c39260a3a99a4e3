"""A client of a routing service over HTTP: tries again what may pass, within a budget of time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

import requests
from urllib3.exceptions import HTTPError

from app.platform.outgoing.breaker import Breaker
from app.platform.outgoing.retry import (
    GaveUpError,
    Patience,
    TryAgainError,
    check_retryable,
    retrying,
)
from app.platform.version import VERSION
from geo.travel.dialects import Dialect, NoDistancesError, Request
from geo.travel.tables import Points, RefusedError, RouterError, Table

USER_AGENT = f"proxilieux/{VERSION} (directory of third places; travel times)"
LARGEST_ANSWER = 16 << 20
"""Bytes; a table of 2,500 cells has some 200 kB in the longest form."""
CHUNK = 1 << 12
PASSING = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
"""Failures that may pass."""
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
        try:
            table = self._table(sources, targets)
        except RefusedError:
            self.breaker.answered()
            raise
        except RouterError:
            self.breaker.failed()
            raise
        self.breaker.answered()
        return table

    def _table(self, sources: Points, targets: Points) -> Table:
        shape = (len(sources), len(targets))
        try:
            return self._ask(self.dialect.request(sources, targets, distances=True), shape)
        except NoDistancesError:
            return self._ask(self.dialect.request(sources, targets, distances=False), shape)

    def _ask(self, request: Request, shape: tuple[int, int]) -> Table:
        try:
            return retrying(lambda: self._attempt(request, shape), self.patience, self._sleep)
        except GaveUpError as error:
            raise RouterError(f"{self.url}: {error}") from error

    def _attempt(self, request: Request, shape: tuple[int, int]) -> Table:
        left = self.deadline - self.clock()
        if left <= 0:
            raise GaveUpError("its budget of time is spent")
        try:
            with self.session.request(
                "GET" if request.body is None else "POST",
                self.url + request.path,
                data=request.body,
                headers={"Accept": JSON} | ({} if request.body is None else {"Content-Type": JSON}),
                timeout=min(self.timeout, left),
                stream=True,
                allow_redirects=False,
            ) as response:
                check_retryable(response)
                body = self._body(response)
        except PASSING as error:
            raise TryAgainError("the router does not answer") from error
        except (requests.RequestException, HTTPError) as error:
            raise RouterError(f"the router cannot be asked: {type(error).__name__}") from error
        if response.status_code == OK:
            return self.dialect.table(body, shape)
        if response.status_code == URI_TOO_LONG:
            raise RefusedError("the table is too large for an address")
        if response.status_code == BAD_REQUEST:
            raise self.dialect.refusal(body)
        raise RouterError(f"the router answers {response.status_code}")

    def _body(self, response: requests.Response) -> bytes:
        received = bytearray()
        for chunk in response.iter_content(CHUNK):
            received += chunk
            if len(received) > LARGEST_ANSWER:
                raise RouterError(f"the router's answer has more than {LARGEST_ANSWER} bytes")
            if self.clock() > self.deadline:
                raise RouterError("the router's answer takes longer than there is time")
        expected = response.headers.get("Content-Length", "")
        encoded = response.headers.get("Content-Encoding")
        if expected.isdecimal() and not encoded and len(received) < int(expected):
            raise TryAgainError("the answer was cut off")
        return bytes(received)

    def _sleep(self, seconds: float) -> None:
        if self.clock() + seconds >= self.deadline:
            raise GaveUpError("its budget of time is spent")
        self.sleep(seconds)
