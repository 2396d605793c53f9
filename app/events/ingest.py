"""Ingest understands the way in: read, identify, record, fold; all of it in one transaction.

Every door ends here. What is answered `new` is committed, what is `known` was there before, what
is `rejected` is kept, sealed, with its reason in Swedish, what is `refused` lies outside what its
source may tell and is not kept, and the rest goes in all the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
import structlog
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import data_keys
from app.events import aside, feeds, scope, store, wire
from app.events.aside import Letter, Tally
from app.events.identifiers import Identifier
from app.events.kinds import Event
from app.events.reading import Raw, Refused, Told, joined, read, whom
from app.house import House
from app.people.store import record
from app.tables import Source

log = structlog.get_logger()
CHUNK = 1000
HEARD_EVERY = timedelta(seconds=10)

Sent = tuple[Source, Raw]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one event."""

    id: str | None
    status: Literal["new", "known", "rejected", "refused"]
    field: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer per event, in their order, and the centres whose boards may have changed."""

    answers: list[Answer]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """How a batch came in: through which door, when, and whether it is history being loaded.

    `keep`: what is rejected is kept. A letter that is tried again is kept already.
    """

    door: str
    now: datetime
    history: bool
    keep: bool


async def take(
    house: House,
    sent: Sequence[Sent],
    now: datetime,
    *,
    history: bool = False,
    door: str = "events",
    keep: bool = True,
) -> Taken:
    """Take in CloudEvents, each with its source and each answered for; a thousand in a transaction."""
    way = Way(door, now, history, keep)
    answers: list[Answer] = []
    touched: set[str] = set()
    for at in range(0, len(sent), CHUNK):
        taken = await _chunk(house, sent[at : at + CHUNK], way)
        answers += taken.answers
        touched |= taken.touched
    return Taken(answers, frozenset(touched))


async def _chunk(house: House, sent: Sequence[Sent], way: Way, again: int = 3) -> Taken:
    """One transaction. One event that PostgreSQL cannot hold does not stop the others."""
    try:
        async with house.database.work() as session:
            return await _take(session, house, sent, way)
    except OperationalError as error:
        # Whoever moves many persons and whoever builds their boards may wait for each other.
        if not again or not isinstance(error.orig, DeadlockDetected):
            raise
        return await _chunk(house, sent, way, again - 1)
    except IntegrityError as error:
        # The key was changed for another while we sealed with it.
        if not again or not data_keys.gone(error):
            raise
        house.vault.refresh()
        return await _chunk(house, sent, way, again - 1)
    except DataError:
        if len(sent) == 1:
            return await _unstorable(house, *sent[0], way)
        half = len(sent) // 2
        first = await _chunk(house, sent[:half], way)
        second = await _chunk(house, sent[half:], way)
        return Taken(first.answers + second.answers, first.touched | second.touched)


async def _unstorable(house: House, source: Source, raw: Raw, way: Way) -> Taken:
    told = wire.read(raw)
    fault = wire.Fault("data", "Innehållet går inte att lagra.", told.id, told.kind)
    async with house.database.work() as session:
        if way.keep:
            await aside.put(session, house.vault, [(source.id, _letter(raw, fault))], way.now)
        await aside.count(session, {source.id: Tally(rejected=1)}, way.door, way.now)
    return Taken([Answer(told.id, "rejected", fault.field, fault.says)], frozenset())


async def _take(session: AsyncSession, house: House, sent: Sequence[Sent], way: Way) -> Taken:
    sources = {id(source): source for source, _ in sent}
    scopes = {key: scope.of(source) for key, source in sources.items()}
    told = [read(house, scopes[id(source)], raw, way.now, way.history) for source, raw in sent]
    good = [one for one in told if isinstance(one, Told)]
    named = [who for one in good for who in (one.identifier, one.into, *one.also) if who]
    persons, now = await _persons(session, house, named)
    events: list[tuple[UUID | None, Event]] = [
        (None if one.identifier is None else persons[one.identifier], one.event) for one in good
    ]
    events += [
        (persons[who], event) for one in good if one.also for who, event in joined(house, one)
    ]
    recorded = await record(session, events, house.folding(way.now), now)
    answers = _answers(told, recorded.new)
    if way.keep:
        await _keep(session, house, sent, told, way.now)
    tallies = _tallies(sent, told, answers)
    await aside.count(session, tallies, way.door, way.now)
    # Nobody has been heard of by a letter that is tried again.
    if not way.history and way.keep:
        await _heard(session, {source.id: source for source in sources.values()}, good, way.now)
    for source, tally in tallies.items():
        if tally.refused:
            log.warning("source.refused", source=source, door=way.door, events=tally.refused)
    return Taken(answers, recorded.touched)


def _answers(told: Sequence[Told | wire.Fault | Refused], new: frozenset[str]) -> list[Answer]:
    fresh = set(new)
    answers = []
    for one in told:
        match one:
            case Told():
                answers.append(Answer(one.id, "new" if one.event.ref in fresh else "known"))
                fresh.discard(one.event.ref)
            case wire.Fault():
                answers.append(Answer(one.id, "rejected", one.field, one.says))
            case Refused():
                answers.append(Answer(one.id, "refused", one.field, one.says))
    return answers


def _tallies(
    sent: Sequence[Sent], told: Sequence[Told | wire.Fault | Refused], answers: Sequence[Answer]
) -> dict[str, Tally]:
    found: dict[str, Tally] = defaultdict(Tally)
    for (source, _), one, answer in zip(sent, told, answers, strict=True):
        tally = found[source.id]
        setattr(tally, answer.status, getattr(tally, answer.status) + 1)
        if isinstance(one, Told):
            tally.dropped += one.dropped
    return found


async def _keep(
    session: AsyncSession,
    house: House,
    sent: Sequence[Sent],
    told: Sequence[Told | wire.Fault | Refused],
    now: datetime,
) -> None:
    """Keep the faults, each with the centre of whom it is about where that can be made out."""
    faults = [
        (source, raw, one)
        for (source, raw), one in zip(sent, told, strict=True)
        if isinstance(one, wire.Fault)
    ]
    if not faults:
        return
    whose = [whom(house, scope.of(source), raw) for source, raw, _ in faults]
    hashes = [house.vault.hash(one.system, one.value) if one else b"" for one in whose]
    centres = await store.centres(session, hashes)
    letters = [
        (source.id, replace(_letter(raw, fault), centre=centres.get(hashed)))
        for (source, raw, fault), hashed in zip(faults, hashes, strict=True)
    ]
    await aside.put(session, house.vault, letters, now)


def _letter(raw: Raw, fault: wire.Fault) -> Letter:
    return Letter("cloudevents", bytes(raw), "rejected", fault.kind, fault.field, fault.says)


async def _heard(
    session: AsyncSession, sources: dict[str, Source], good: Sequence[Told], now: datetime
) -> None:
    # In one order for every writer, so that two of them never wait for each other.
    for name, source in sorted(sources.items()):
        if source.last_heard is None or now - source.last_heard >= HEARD_EVERY:
            latest = max(
                (t.event.occurred_at for t in good if t.event.source == name), default=None
            )
            await feeds.heard(session, name, now, latest)
            source.last_heard = now


async def _persons(
    session: AsyncSession, house: House, identifiers: Sequence[Identifier]
) -> tuple[dict[Identifier, UUID], frozenset[UUID]]:
    """Who the identifiers belong to, and who those are by now; those seen for the first time get a
    person."""
    hashes = {one: house.vault.hash(one.system, one.value) for one in set(identifiers)}
    known, now = await store.first_of(session, list(hashes.values()))
    new = [
        store.NewPerson(
            hashed,
            house.vault.person(hashed),
            one.system,
            house.vault.seal(one.value, hashed),
        )
        for one, hashed in hashes.items()
        if hashed not in known
    ]
    if new:
        await store.add_persons(session, new)
    known |= {one.hash: one.person for one in new}
    return {one: known[hashed] for one, hashed in hashes.items()}, now
