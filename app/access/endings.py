"""Endings understand which of this process's sockets must ask anew whether their session lasts.

PostgreSQL says on `CHANNEL` the public id of each session that is gone, in whatever process it was
ended. What was said while the database was away was not heard: then all ask.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator

CHANNEL = "kvarten_session"


class Endings:
    """One in each process."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextlib.contextmanager
    def of(self, session: str) -> Iterator[asyncio.Event]:
        """Set when the session may have ended, for as long as this is entered."""
        told = asyncio.Event()
        self._waiting[session].add(told)
        try:
            yield told
        finally:
            self._waiting[session].discard(told)
            if not self._waiting[session]:
                del self._waiting[session]

    def tell(self, session: str) -> None:
        for told in self._waiting.get(session, ()):
            told.set()

    def tell_all(self) -> None:
        for session in list(self._waiting):
            self.tell(session)
