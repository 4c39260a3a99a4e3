"""A stand-in for the servers that publish files: what lies at a path is laid out answer by answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from support.stand_in import Behaviour, StandIn, next_of, serving, well
from werkzeug import Request, Response


@dataclass
class Publisher(StandIn):
    """How it will answer, path by path, and what it was asked."""

    answers: dict[str, list[Behaviour]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The path and the headers, by names in small letters, of each request."""

    def says(self, path: str, *answers: Behaviour) -> str:
        """Lay out the answers of a path, the last of them for ever; return its address."""
        self.answers[path] = list(answers)
        return self.url + path

    def answer(self, request: Request) -> Response:
        """Return the answer of the path; nothing to those who have the version that it names."""
        self.asked.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
        response = next_of(self.answers[request.path])(Response())
        version = response.headers.get("ETag")
        if version is not None and request.headers.get("If-None-Match") == version:
            return Response(status=304, headers={"ETag": version})
        return response


def file(body: bytes, behaviour: Behaviour = well, **headers: str) -> Behaviour:
    """A file, or what a behaviour makes of it; no type is told but with a header that is given."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(_: Response) -> Response:
        response = Response(body, headers=named)
        if "Content-Type" not in named:
            del response.headers["Content-Type"]
        return behaviour(response)

    return answer


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Serve on a free port."""
    with serving(Publisher()) as made:
        yield made
