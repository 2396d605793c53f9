"""Told understands which events a person's state is folded from.

They are the person's own, and those that took something said of this person to be about another:
to this person such a correction is a cancellation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import Rows, array, ask
from app.events.kinds import KINDS, Event

Link = tuple[str, str | None, UUID | None]
"""An event's ref, what it corrects, and whom it is about."""
MERGED = "person.merged"
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}

COLUMNS = """e.source || '/' || e.source_event_id, e.source, e.kind, CAST(e.body AS text),
    e.controller, e.unit, e.occurred_at, e.recorded_at, e.received_at, e.correlation, e.corrects,
    e.correction, e.history, e.sensitive"""
OWN = text(f"SELECT e.person, {COLUMNS} FROM event e WHERE e.person = ANY(CAST(:ids AS uuid[]))")  # noqa: S608
# Beware: behind row security an index is used by what is equal to a plain value, and by nothing that
# a function has made of one. So a ref is taken apart before it is asked for.
AROUND = text(f"""
SELECT e.person, {COLUMNS} FROM event e WHERE e.corrects = ANY(CAST(:refs AS text[]))
UNION ALL
SELECT e.person, {COLUMNS} FROM event e
WHERE (e.source, e.source_event_id) IN (
    SELECT * FROM unnest(CAST(:sources AS text[]), CAST(:ids AS text[])))
""")  # noqa: S608

TOLD = text("SELECT 1 FROM event WHERE source = :source AND source_event_id = :id")


async def is_told(session: AsyncSession, source: str, id_: str) -> bool:
    """Whether the source has told of something under this id."""
    return (await session.execute(TOLD, {"source": source, "id": id_})).first() is not None


async def events_of(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """All events that count for some persons, in no order."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    if not persons:
        return found
    for row in await ask(session, OWN, {"ids": array(persons)}):
        found[row[0]].append(event_of(row[1:]))
    own = [(event.ref, event.corrects, who) for who, told in found.items() for event in told]
    others = [row for row in await _around(session, own) if row[11] is not None]
    whose = _whose([*own, *map(_link, others)])
    for row in others:
        for who in whose[row[1]] - {row[0]}:
            if who in found:
                found[who].append(event_of(row[1:]).but(correction="cancel"))
    return found


@dataclass(frozen=True, slots=True)
class Tied:
    """Events on their way in, by person, and those already there that corrections tie them to."""

    told: Mapping[UUID, Sequence[Event]]
    rows: Rows

    def elsewhere(self) -> dict[UUID, list[Event]]:
        """By person the corrections that are about what was said of them, and name somebody else."""
        found: dict[UUID, list[Event]] = defaultdict(list)
        own = [(event.ref, event.corrects, who) for who, event in self._events()]
        # What nobody's own event is about, somebody's may still take back.
        whose = _whose([*own, *map(_link, self.rows)])
        for who, event in self._events():
            for other in whose[event.ref] - {who} if event.corrects else ():
                found[other].append(event.but(correction="cancel"))
        return found

    def merged(self) -> set[UUID]:
        """The persons who had been told to be one, when a correction is about that."""
        return {row[0] for row in self.rows if row[3] == MERGED and row[0] is not None}

    def corrected(self, firsts: Set[str]) -> frozenset[str]:
        """Those of the events that a correction already there is about, whoever it names.

        Of `firsts`, those that more is known of than what the events themselves say.
        """
        refs = {event.ref for _, event in self._events()}
        links = [_link(row) for row in self.rows]
        tied = {
            corrects for ref, corrects, _ in links
            if corrects in refs or (corrects in firsts and ref not in refs)
        }  # fmt: skip
        return frozenset(one for one in tied if one) | (firsts & {ref for ref, _, _ in links})

    def _events(self) -> Iterator[tuple[UUID, Event]]:
        return ((who, event) for who, events in self.told.items() for event in events)


async def tied(session: AsyncSession, told: Mapping[UUID, Sequence[Event]]) -> Tied:
    """What is already there that some events correct, or that corrects them, near or far."""
    links = [(e.ref, e.corrects, who) for who, events in told.items() for e in events]
    return Tied(told, await _around(session, links))


async def _around(session: AsyncSession, known: Iterable[Link]) -> Rows:
    """The events, each behind whom it is about, that corrections tie to some, near or far.

    Corrections of corrections belong together, whoever each of them names: both up and down.
    """
    found: dict[str, tuple[Any, ...]] = {}
    seen: set[str] = set()
    links = list(known)
    while True:
        refs = {ref for ref, _, _ in links}
        corrected = {corrects for _, corrects, _ in links if corrects} - refs - seen
        refs = (refs | corrected) - seen
        if not refs:
            return list(found.values())
        seen |= refs
        apart = [ref.partition("/") for ref in sorted(corrected)]
        values = {
            "refs": array(sorted(refs)), "sources": array([source for source, _, _ in apart]),
            "ids": array([id_ for _, _, id_ in apart]),
        }  # fmt: skip
        rows = await ask(session, AROUND, values)
        found |= {row[1]: row for row in rows}
        links = [_link(row) for row in rows]


def _link(row: tuple[Any, ...]) -> Link:
    return row[1], row[11], row[0]


def _whose(links: Iterable[Link]) -> dict[str, set[UUID]]:
    """By ref the persons whom any of the events that it hangs together with is about."""
    found: dict[str, set[UUID]] = {}
    refs: dict[str, list[str]] = {}
    for ref, corrects, who in links:
        for one in (ref, corrects or ref):
            found.setdefault(one, set())
            refs.setdefault(one, [one])
        if corrects and refs[corrects] is not refs[ref]:
            found[corrects] |= found[ref]
            refs[corrects] += refs[ref]
            for one in refs[ref]:
                found[one], refs[one] = found[corrects], refs[corrects]
        if who is not None:
            found[ref].add(who)
    return found


def event_of(row: Sequence[Any]) -> Event:
    """An event from its COLUMNS."""
    body = None if row[3] is None else _BODIES[row[2]].decode(row[3])
    return Event(
        ref=row[0], source=row[1], kind=row[2], body=body, controller=row[4], unit=row[5],
        occurred_at=row[6], recorded_at=row[7], received_at=row[8], correlation=row[9],
        corrects=row[10], correction=row[11], history=row[12], sensitive=row[13],
    )  # fmt: skip
