"""Rounds understand what is looked for again and again: files in folders, news at addresses.

Every process goes them and one at a time does the work; each is safe to do twice.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.claims import alone
from app.events import inbox, pull
from app.house import House

_dice = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look: the folder of folders, and the addresses by source."""

    folder: Path
    addresses: Mapping[str, pull.Address]


class Rounds:
    """One of these in each process that serves. `want` hears which centres have changed."""

    def __init__(
        self,
        house: House,
        places: Places,
        want: Callable[[Iterable[str]], None],
    ) -> None:
        self._house = house
        self._places = places
        self._want = want

    def jobs(self) -> Iterator[tuple[str, Callable[..., Awaitable[None]], tuple[str, ...]]]:
        """The name of each round, what it does, and with what."""
        yield "inbox", self.empty, ()
        for source in self._places.addresses:
            yield f"pull:{source}", self.fetch, (source,)

    async def empty(self) -> None:
        """Take in what has been dropped in the folders."""
        async with alone(self._house.database, "inbox") as ours:
            if ours:
                now, real_now = clock.now(), clock.real_now()
                self._want(await inbox.look(self._house, self._places.folder, now, real_now))

    async def fetch(self, source: str) -> None:
        """Ask a source, if it is time to."""
        async with alone(self._house.database, f"pull:{source}") as ours:
            if ours:
                told = await pull.fetch(
                    self._house, self._places.addresses[source], clock.now(), clock.real_now(),
                    _dice.random(),
                )  # fmt: skip
                self._want(told)
