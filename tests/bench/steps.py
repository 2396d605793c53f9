"""Steps understands where the time of an intake goes: one batch after another, in this process."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from app.events import ingest
from app.house import House
from app.people import frequency, store, told
from tests.bench.told import Line

BATCH = 1000
BATCHES = 4
MEASURED = BATCH * BATCHES
STEPS: dict[str, list[tuple[Any, str]]] = {
    "parse": [(ingest, "read")],
    "identify": [(ingest, "_persons")],
    "lock and load": [(store, "locked")],
    "ties": [(told, "tied")],
    "insert": [(store, "insert")],
    "fold": [(store, "_folded")],
    "save": [(store, "save"), (store, "move")],
    "counters": [(frequency, "save")],
}
REST = "commit, answer"


async def measure(house: House, lines: Sequence[Line], at: datetime) -> dict[str, float]:
    """Microseconds per event by step, the median of the batches."""
    source = house.organisation.sources["cloudevents"]
    found: dict[str, list[float]] = {step: [] for step in (*STEPS, REST)}
    for start in range(0, len(lines), BATCH):
        sent = [(source, event) for _, event in lines[start : start + BATCH]]
        with timed() as spent:
            began = perf_counter()
            await ingest.take(house, sent, at)
            whole = perf_counter() - began
        spent[REST] = whole - sum(spent.values())
        for step, seconds in spent.items():
            found[step].append(seconds / len(sent) * 1e6)
    return {step: median(each) for step, each in found.items()}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds spent in each step for as long as this is entered."""
    spent = dict.fromkeys(STEPS, 0.0)
    with ExitStack() as patches:
        for step, places in STEPS.items():
            for module, name in places:
                timed_ = _telling(getattr(module, name), step, spent)
                patches.enter_context(patch.object(module, name, timed_))
        yield spent


def _telling(
    function: Callable[..., Any], step: str, spent: dict[str, float]
) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        async def waited(*args: Any) -> Any:
            began = perf_counter()
            try:
                return await function(*args)
            finally:
                spent[step] += perf_counter() - began

        return waited

    def called(*args: Any) -> Any:
        began = perf_counter()
        try:
            return function(*args)
        finally:
            spent[step] += perf_counter() - began

    return called
