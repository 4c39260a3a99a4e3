"""Progress bars over the bytes of a file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[int], None]
"""Told how many bytes have been read."""
Watch = Callable[[str, int], AbstractContextManager[Advance]]
"""Given a title and a total in bytes, shows a bar for as long as the block lasts."""


@contextmanager
def unwatched(_title: str, _total: int) -> Iterator[Advance]:
    """Show nothing."""
    yield lambda _done: None


@contextmanager
def bar(title: str, total: int) -> Iterator[Advance]:
    """Show a bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)
