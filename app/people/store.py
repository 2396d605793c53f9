"""Store understands how events are recorded once and persons kept folded, in one transaction.

`record` is the only way an event gets into the database, whichever door or huddle it came from.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.kinds import Event
from app.people import told
from app.people.fold import fold, follows, project
from app.people.person import Person

_PERSON = msgspec.json.Decoder(Person)

INSERT = text("""
INSERT INTO event (source, source_event_id, person, centre, kind, body, controller, unit,
    occurred_at, recorded_at, received_at, correlation, corrects, correction, history, sensitive)
SELECT source, source_event_id, person, centre, kind, body, controller, unit,
    occurred_at, recorded_at, received_at, correlation, corrects, correction, history, sensitive
FROM json_to_recordset(CAST(:rows AS json)) AS e (
    n integer, source text, source_event_id text, person uuid, centre text, kind text, body jsonb,
    controller text, unit text, occurred_at timestamptz, recorded_at timestamptz,
    received_at timestamptz, correlation text, corrects text, correction text, history boolean,
    sensitive boolean)
ORDER BY source, source_event_id, n
ON CONFLICT (source, source_event_id) DO NOTHING
RETURNING source || '/' || source_event_id
""")
LOCK = text("""
SELECT id, centre, CAST(state AS text), known_at FROM person
WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
""")
STATES = text("SELECT id, CAST(state AS text) FROM person WHERE id = ANY(:ids)")
VISIBLE = text("SELECT id FROM person WHERE id = ANY(:ids)")
# The states go beside the rows: inside them PostgreSQL would read each one twice over.
SAVE = text("""
UPDATE person SET state = CAST(p.state AS json), known_at = p.known_at, next_due = p.next_due
FROM ROWS FROM (
    json_to_recordset(CAST(:rows AS json)) AS (id uuid, known_at timestamptz, next_due timestamptz),
    unnest(string_to_array(:states, chr(30)))
) AS p (id, known_at, next_due, state)
WHERE person.id = p.id
""")
BETWEEN = b"\x1e"
"""Stands between the states; inside JSON it is always written as an escape."""
MOVE_PERSON = text("UPDATE person SET centre = :centre WHERE id = ANY(:ids)")
MOVE_ALONG = (
    text("UPDATE event SET centre = :centre WHERE person = ANY(:ids)"
         " AND centre IS DISTINCT FROM :centre"),
    # Whoever leaves for nowhere leaves what is open where it is; the next centre takes it on.
    text("UPDATE obligation SET centre = coalesce(:centre, centre) WHERE person = ANY(:ids)"
         " AND ended IS NULL"),
    text("UPDATE action SET centre = coalesce(:centre, centre) WHERE person = ANY(:ids)"
         " AND state IN ('assigned', 'accepted', 'returned')"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a transaction of `record` did. `touched` are the centres whose agendas it may change."""

    new: frozenset[str]
    persons: frozenset[UUID]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Before:
    """A person's row as it stood; `state` is still to be read."""

    centre: str | None
    state: str
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class After:
    """What a person's row is to be."""

    centre: str | None
    state: Person
    known_at: datetime | None
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Folding:
    """What the fold needs to know of the house: which units are centres, when a clock next wakes."""

    is_centre: Callable[[str], bool]
    next_due: Callable[[Person, str | None], datetime | None]


class Row(msgspec.Struct):
    """One event as it goes into the table."""

    n: int
    source: str
    source_event_id: str
    person: UUID | None
    centre: str | None
    kind: str
    body: Any
    controller: str
    unit: str | None
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime
    correlation: str | None
    corrects: str | None
    correction: str
    history: bool
    sensitive: bool


async def record(
    session: AsyncSession, events: Sequence[tuple[UUID | None, Event]], folding: Folding
) -> Recorded:
    """Record each event once and fold the persons they touch. The persons' rows must exist."""
    by_person: dict[UUID, list[Event]] = defaultdict(list)
    for person, event in events:
        if person is not None:
            by_person[person].append(event)
    elsewhere = await told.taken_back(session, by_person)
    before = await _locked(session, sorted(by_person.keys() | elsewhere.keys()))
    expected = _listings(by_person, before, folding)
    new = await _insert(session, events, expected)
    fresh = _fresh(events, new)
    for person, corrections in elsewhere.items():
        if known := [event for event in corrections if event.ref in new]:
            fresh[person] += known
    after = await _folded(session, fresh, before, folding)
    await _save(session, after)
    moved = {
        who: one.centre
        for who, one in after.items()
        if not one.centre == before[who].centre == expected.get(who, before[who].centre)
    }
    await _move(session, moved)
    touched = {one.centre for one in after.values()} | {before[person].centre for person in moved}
    return Recorded(new, frozenset(after), frozenset(centre for centre in touched if centre))


async def lock(session: AsyncSession, person: UUID) -> None:
    """Take the person before what is theirs, as the intake does: else the two wait for each other."""
    await session.execute(LOCK, {"ids": [person]})


async def _locked(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, Before]:
    """The persons as they stand, theirs until the transaction ends."""
    rows = await session.execute(LOCK, {"ids": persons}) if persons else ()
    return {row[0]: Before(row[1], row[2], row[3]) for row in rows}


async def _insert(
    session: AsyncSession,
    events: Sequence[tuple[UUID | None, Event]],
    centres: dict[UUID, str | None],
) -> frozenset[str]:
    """Put the events down; answers the refs of those that were not there before."""
    table = [_row(n, person, event, centres) for n, (person, event) in enumerate(events)]
    answer = await session.execute(INSERT, {"rows": msgspec.json.encode(table).decode()})
    return frozenset(answer.scalars().all())


def _fresh(
    events: Sequence[tuple[UUID | None, Event]], new: frozenset[str]
) -> dict[UUID, list[Event]]:
    """By person the events that are new, each once and in their order."""
    fresh: dict[UUID, list[Event]] = defaultdict(list)
    left = set(new)
    for person, event in events:
        if event.ref in left:
            left.discard(event.ref)
            if person is not None:
                fresh[person].append(event)
    for news in fresh.values():
        news.sort(key=lambda event: event.order)
    return fresh


async def _folded(
    session: AsyncSession,
    fresh: dict[UUID, list[Event]],
    before: dict[UUID, Before],
    folding: Folding,
) -> dict[UUID, After]:
    """The persons after their new events: these alone where they follow in order, else all."""
    if not fresh:
        return {}
    states = {person: _PERSON.decode(before[person].state) for person in fresh}
    refs = {event.ref for news in fresh.values() for event in news}
    # A correction may have come before what it corrects.
    corrected = await told.corrected(session, refs)
    anew = [
        person
        for person, news in fresh.items()
        if not _in_order(states[person], news) or any(event.ref in corrected for event in news)
    ]
    everything = await told.events_of(session, anew)
    after = {}
    for person, news in fresh.items():
        state = states[person]
        if person in everything:
            state = fold(everything[person])
        else:
            for event in news:
                state = project(state, event)
        received = [event.received_at for event in news if not event.history]
        known_at = max([*received, *filter(None, [before[person].known_at])], default=None)
        centre = state.listed_vc if state.listed_vc and folding.is_centre(state.listed_vc) else None
        after[person] = After(centre, state, known_at, folding.next_due(state, centre))
    return after


async def _save(session: AsyncSession, after: dict[UUID, After]) -> None:
    if after:
        rows = [
            {"id": person, "known_at": one.known_at, "next_due": one.next_due}
            for person, one in after.items()
        ]
        states = BETWEEN.join(msgspec.json.encode(one.state) for one in after.values())
        values = {"rows": msgspec.json.encode(rows).decode(), "states": states.decode()}
        await session.execute(SAVE, values)


async def load(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, Person]:
    """Some persons' projections, as far as the session's role may see them."""
    rows = await session.execute(STATES, {"ids": list(persons)})
    return {row[0]: _PERSON.decode(row[1]) for row in rows}


async def visible(session: AsyncSession, persons: Sequence[UUID]) -> frozenset[UUID]:
    """Those of some persons whom the session's role may see."""
    rows = await session.execute(VISIBLE, {"ids": list(set(persons))})
    return frozenset(rows.scalars())


def decode(state: str) -> Person:
    return _PERSON.decode(state)


def _in_order(state: Person, events: Sequence[Event]) -> bool:
    return all(event.correction == "new" for event in events) and follows(state, events[0])


def _listings(
    by_person: dict[UUID, list[Event]], before: dict[UUID, Before], folding: Folding
) -> dict[UUID, str | None]:
    """Where persons are listed, or will be who are not yet, so that their rows go in once."""
    centres: dict[UUID, str | None] = {}
    for person, heard in by_person.items():
        centre = centres[person] = before[person].centre
        for event in heard if centre is None else ():
            listed = getattr(event.body, "listed_vc", None) or getattr(event.body, "vc", None)
            if listed and folding.is_centre(listed):
                centres[person] = listed
    return centres


async def _move(session: AsyncSession, moved: dict[UUID, str | None]) -> None:
    """Whose centre changed, also from none, takes events, open obligations and actions along."""
    by_centre: dict[str | None, list[UUID]] = defaultdict(list)
    for person, centre in moved.items():
        by_centre[centre].append(person)
    for centre, ids in by_centre.items():
        for statement in (MOVE_PERSON, *MOVE_ALONG):
            await session.execute(statement, {"centre": centre, "ids": sorted(ids)})


def _row(n: int, person: UUID | None, event: Event, centres: dict[UUID, str | None]) -> Row:
    return Row(
        n, event.source, event.ref.removeprefix(event.source + "/"), person,
        centres.get(person) if person else getattr(event.body, "centre", None), event.kind, event.body, event.controller,
        event.unit, event.occurred_at, event.recorded_at, event.received_at, event.correlation,
        event.corrects, event.correction, event.history, event.sensitive,
    )  # fmt: skip
