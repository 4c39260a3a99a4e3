"""A reverse proxy that writes down which requests reach a server.

It is a process of its own: GDAL asks while it holds Python's global lock, and a thread could not answer.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

OF_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}
"""Headers that are not passed on, and the length, which is counted anew."""
START_SECONDS = 60


class Asked:
    """One request: its path, and its query with the first value of each parameter."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self.target = target
        self.path = parts.path
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}

    def __repr__(self) -> str:
        return self.target


class Recorder:
    """What was asked of a server through the proxy at `url`."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self.ogc = f"{url}/ogc"
        self._log = log
        self._seen = 0

    def forget(self) -> None:
        """Leave out what was asked until now."""
        self._seen = len(self._lines())

    def asked(self) -> list[Asked]:
        """Return the requests since the last `forget`."""
        return [Asked(line) for line in self._lines()[self._seen :]]

    def items(self, collection_id: str) -> list[Asked]:
        """Return the requests for pages of a collection."""
        return [one for one in self.asked() if one.path == f"/ogc/collections/{collection_id}/items"]

    def _lines(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines()


@contextmanager
def recording(base: str) -> Iterator[Recorder]:
    """Yield a proxy of the server at `base`."""
    with tempfile.TemporaryDirectory(prefix="pxl-proxy-") as folder:
        log, said = Path(folder, "requests"), Path(folder, "port")
        log.touch()
        process = subprocess.Popen([sys.executable, __file__, base, str(log), str(said)])
        try:
            yield Recorder(f"http://127.0.0.1:{_port(said, process)}", log)
        finally:
            process.terminate()
            process.wait(timeout=10)


def _port(said: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + START_SECONDS
    while not (said.exists() and said.read_text(encoding="ascii").endswith("\n")):
        assert process.poll() is None, "the proxy ended"
        assert time.monotonic() < deadline, "the proxy does not start"
        time.sleep(0.02)
    return int(said.read_text(encoding="ascii"))


def _serve(base: str, log: Path, said: Path) -> None:
    """Pass requests on until the process is ended."""
    host = urlsplit(base)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with log.open("a", encoding="utf-8") as file:  # written before the answer: a reader finds it
                file.write(f"{self.path}\n")
            connection = HTTPConnection(str(host.hostname), host.port, timeout=120)
            # The name that the client used stays in `Host`: links of the answer lead to this proxy again.
            connection.request(self.command, self.path, headers=dict(self.headers.items()))
            answer = connection.getresponse()
            body = answer.read()
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in OF_A_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", answer.getheader("Content-Length") or str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)
            connection.close()

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    said.write_text(f"{server.server_address[1]}\n", encoding="ascii")
    server.serve_forever()


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
