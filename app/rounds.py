"""Rounds understand what is done again and again: files and news are looked for, the log is sealed.

Every process goes them and one at a time does the work; each is safe to do twice.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.access import heads, seal
from app.claims import alone
from app.events import inbox, pull
from app.house import House

log = structlog.get_logger()
_dice = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look, the folder of folders and the addresses by source; where the log's hashes go."""

    folder: Path
    addresses: Mapping[str, pull.Address]
    heads: Path | None = None


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
        yield "seal", self.seal, ()
        for source in self._places.addresses:
            yield f"pull:{source}", self.fetch, (source,)

    async def empty(self) -> None:
        """Take in what has been dropped in the folders."""
        async with alone(self._house.database, "inbox") as ours:
            if ours:
                now, real_now = clock.now(), clock.real_now()
                self._want(await inbox.look(self._house, self._places.folder, now, real_now))

    async def seal(self) -> None:
        """Put the log's new lines under lock, and send out the hashes of days that are over."""
        now = clock.real_now()
        try:
            found = await seal.seal(self._house.database, now)
            if found.waited_in_vain:
                log.warning("log.not_sealed", waits_for="a transaction that does not end")
            if self._places.heads is not None:
                await heads.send(self._house.database, self._places.heads, now)
        except (SQLAlchemyError, OSError) as error:
            log.error("log.not_sealed", kind=type(error).__name__)

    async def fetch(self, source: str) -> None:
        """Ask a source, if it is time to."""
        async with alone(self._house.database, f"pull:{source}") as ours:
            if ours:
                told = await pull.fetch(
                    self._house, self._places.addresses[source], clock.now(), clock.real_now(),
                    _dice.random(),
                )  # fmt: skip
                self._want(told)
