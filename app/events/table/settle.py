"""Settle understands what a row tells that is new: what has not been told, or not like this.

The same extract comes night after night, and a row in it may have been corrected since. What was
told before keeps its id and is known; what has changed becomes a correction of the first, and a row
that has been made void takes back what it told. Ids are keyed hashes of the row's key, which may be
a person's number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from app.events import scope, store
from app.events.kinds import KINDS
from app.events.reading import Told, read
from app.house import House
from app.tables import Source

Event = dict[str, Any]
TOLD = text("""
SELECT coalesce(corrects, source || '/' || source_event_id), source_event_id, kind,
    CAST(body AS text), unit, occurred_at, correlation, sensitive, person, received_at
FROM event
WHERE (source = :source AND source_event_id = ANY(:ids)) OR corrects = ANY(:refs)
ORDER BY id
""")
TWICE = "Samma nyckel står på en tidigare rad i filen, med annat innehåll."
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Content:
    """What an event says, apart from when it was said."""

    kind: str
    body: Any
    unit: str | None
    occurred_at: datetime
    correlation: str | None
    sensitive: bool
    person: UUID | None


@dataclass(slots=True)
class Chain:
    """What has been told under one id: how many times, and what it last said. None: taken back.

    What this file has told for the first time is read when it is asked for: it seldom is.
    """

    count: int
    last_id: str
    last: Content | Event | None
    heard: datetime


@dataclass(slots=True)
class Settler:
    """One for each file: a key may stand in it once.

    `sent` is when the row came, if that was before now: what has been told since then is newer.
    """

    house: House
    source: Source
    now: datetime
    sent: datetime | None = None
    _seen: set[int] = field(default_factory=set)
    _scope: scope.Scope = field(init=False)

    def __post_init__(self) -> None:
        self._scope = scope.of(self.source)

    async def rows(self, rows: Sequence[Sequence[Event]]) -> list[list[Event] | str]:
        """The events of each row under the ids they are to be told by; or why the row is not.

        A row that takes back what was never told becomes no events, and neither does what is newer.
        """
        named = [[self._named(event) for event in row] for row in rows]
        chains = await self._told({_about(event) for row in named for event in row})
        persons = await self._persons(
            event for row in named for event in row if _about(event) in chains
        )
        answers: list[list[Event] | str] = []
        for row in named:
            found: list[Event] = []
            for event in row:
                settled = self._settled(event, chains, persons)
                if isinstance(settled, str):
                    answers.append(settled)
                    break
                found += [settled] if settled else []
            else:
                self._seen.update(hash(_about(event)) for event in row)
                answers.append(found)
        return answers

    def _settled(
        self, event: Event, chains: dict[str, Chain], persons: dict[tuple[str, str], UUID]
    ) -> Event | str | None:
        first = _about(event)
        chain = chains.get(first)
        if chain is None:
            if "cancels" in event["data"]:
                return None
            chains[first] = Chain(1, first, event, self.now)
            return event
        if self.sent is not None and chain.heard > self.sent:
            return None
        if isinstance(chain.last, dict):
            chain.last = self._content(chain.last, persons)
        content = self._content(event, persons)
        if chain.last == content:
            return _again(event, chain, first)
        if hash(first) in self._seen:
            return TWICE
        chain.count += 1
        chain.last_id, chain.last = f"{first}~{chain.count}", content
        return _again(event, chain, first)

    def _named(self, event: Event) -> Event:
        """With the row's key hidden."""
        data = event["data"]
        told = {**event, "id": self._hidden(event["id"])}
        if "cancels" in data:
            told["data"] = {**data, "cancels": self._hidden(data["cancels"])}
        return told

    def _hidden(self, id_: str) -> str:
        void = ":void" if id_.endswith(":void") else ""
        key, _, name = id_.removesuffix(":void").rpartition(":")
        hashed = self.house.vault.hash(f"table:{self.source.id}", key)
        return f"{hashed.hex()[:32]}:{name}{void}"

    def _content(self, event: Event, persons: dict[tuple[str, str], UUID]) -> Content | None:
        """As it would be stored: what the source may not tell, and so is not, makes no difference."""
        told = self._read(event)
        if not isinstance(told, Told) or told.event.correction == "cancel":
            return None
        found, who = told.event, told.identifier
        person = self._person(persons, who.system, who.value) if who else None
        return Content(
            found.kind, found.body, found.unit, found.occurred_at, found.correlation,
            found.sensitive, person,
        )  # fmt: skip

    def _read(self, event: Event) -> Any:
        raw = msgspec.json.encode(event)
        return read(self.house, self._scope, raw, self.now, history=True)

    async def _told(self, ids: set[str]) -> dict[str, Chain]:
        values = {
            "source": self.source.id,
            "ids": sorted(ids),
            "refs": sorted(f"{self.source.id}/{id_}" for id_ in ids),
        }
        chains: dict[str, Chain] = {}
        async with self.house.database.work() as session:
            for row in await session.execute(TOLD, values):
                first = row[0].removeprefix(self.source.id + "/")
                body = None if row[3] is None else _BODIES[row[2]].decode(row[3])
                content = None if body is None else Content(row[2], body, *row[4:9])
                before = chains.get(first)
                count = before.count + 1 if before else 1
                chains[first] = Chain(count, row[1], content, row[9])
        return chains

    async def _persons(self, events: Iterable[Event]) -> dict[tuple[str, str], UUID]:
        """Who the numbers belong to now; somebody merged is the one that they became."""
        vault = self.house.vault
        hashes = {
            (who["system"], who["value"]): vault.hash(who["system"], who["value"])
            for event in events
            if (who := event["data"].get("person_id"))
        }
        async with self.house.database.work() as session:
            known = await store.persons(session, sorted(set(hashes.values())))
        return {who: known[hashed] for who, hashed in hashes.items() if hashed in known}

    def _person(self, persons: dict[tuple[str, str], UUID], system: str, value: str) -> UUID:
        """Somebody not seen yet is the one that the number will make."""
        vault = self.house.vault
        return persons.get((system, value)) or vault.person(vault.hash(system, value))


def _about(event: Event) -> str:
    """The id under which it was first told, or is now."""
    told: str = event["data"].get("cancels") or event["id"]
    return told


def _again(event: Event, chain: Chain, first: str) -> Event:
    """The same event under the last id of its chain, as a correction of the first."""
    if chain.last_id == first:
        return {**event, "id": first}
    # When it was corrected is not when it was first written.
    data = {name: value for name, value in event["data"].items() if name != "recorded_at"}
    if "cancels" not in data:
        data["revises"] = first
    return {**event, "id": chain.last_id, "data": data}
