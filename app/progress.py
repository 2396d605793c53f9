"""Progress understands how a long job shows how far it has come, on a terminal and in a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from app.clock import monotonic


class Moved(Protocol):
    """How much is done, and of how much where that was not known from the start."""

    def __call__(self, done: int, of: int | None = None, /) -> None: ...


@contextmanager
def bar(out: Console, what: str, total: int | None) -> Iterator[Moved]:
    """A bar for one job; yields what to call with the amount done. Not a terminal: no bar."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done, of=None: progress.update(task, completed=done, total=of)


@contextmanager
def step(out: Console, what: str) -> Iterator[None]:
    """One step of several, with the seconds it took."""
    began = monotonic()
    yield
    out.print(f"  {what:<44} {monotonic() - began:6.1f} s")
