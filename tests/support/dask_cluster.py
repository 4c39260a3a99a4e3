"""A Dask scheduler and workers, each a process of its own as on machines of their own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client
from support.servers import free_port

QUIET = ("--no-dashboard", "--host", "127.0.0.1")
STARTED = 60
"""Seconds."""


@dataclass
class Cluster:
    """A scheduler's address and its workers' processes."""

    address: str
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def kill_worker(self, number: int) -> None:
        """Kill a worker as a power cut would."""
        self.workers[number].send_signal(signal.SIGKILL)
        self.workers[number].wait(timeout=STARTED)


@contextmanager
def dask_cluster(workers: int, folder: Path) -> Iterator[Cluster]:
    """Run a scheduler with so many workers of one thread, without nannies, so that who dies stays dead."""
    with ExitStack() as stack:
        port = free_port()
        stack.enter_context(_running("dask_scheduler", "--port", str(port), *QUIET, folder=folder))
        cluster = Cluster(f"tcp://127.0.0.1:{port}")
        for number in range(workers):
            options = ("--nthreads", "1", "--no-nanny", "--name", f"worker-{number}", *QUIET)
            cluster.workers.append(
                stack.enter_context(_running("dask_worker", cluster.address, *options, folder=folder))
            )
        with Client(cluster.address, timeout=STARTED, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=STARTED)
        yield cluster


@contextmanager
def _running(program: str, *arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    log = folder / f"{program}-{len(list(folder.iterdir()))}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=STARTED)
