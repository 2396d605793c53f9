"""Store understands how events are recorded once and persons kept folded, in one transaction.

`record` is the only way an event gets into the database, whichever door or huddle it came from.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.kinds import KINDS, Event
from app.people.fold import fold, follows, project
from app.people.person import Person

_PERSON = msgspec.json.Decoder(Person)
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}

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
CORRECTED = text("SELECT DISTINCT person FROM event WHERE corrects = ANY(:refs)")
EVENTS = text("""
SELECT person, source || '/' || source_event_id, source, kind, CAST(body AS text), controller, unit,
    occurred_at, recorded_at, received_at, correlation, corrects, correction, history, sensitive
FROM event WHERE person = ANY(:ids)
""")
SAVE = text("""
UPDATE person SET state = p.state, known_at = p.known_at, next_due = p.next_due
FROM json_to_recordset(CAST(:rows AS json))
    AS p (id uuid, state jsonb, known_at timestamptz, next_due timestamptz)
WHERE person.id = p.id
""")
MOVE_PERSON = text("UPDATE person SET centre = :centre WHERE id = ANY(:ids)")
MOVE_ALONG = (
    text("UPDATE event SET centre = :centre WHERE person = ANY(:ids)"
         " AND centre IS DISTINCT FROM :centre"),
    text("UPDATE obligation SET centre = :centre WHERE person = ANY(:ids) AND ended IS NULL"),
    text("UPDATE action SET centre = :centre WHERE person = ANY(:ids)"
         " AND state IN ('assigned', 'accepted', 'returned')"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a transaction of `record` did. `touched` are the centres whose agendas it may change."""

    new: frozenset[str]
    persons: frozenset[UUID]
    touched: frozenset[str]


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
    ids = sorted({person for person, _ in events if person is not None})
    rows = (await session.execute(LOCK, {"ids": ids})).all() if ids else []
    states = {row[0]: _PERSON.decode(row[2]) for row in rows}
    centres: dict[UUID, str | None] = {row[0]: row[1] for row in rows}
    known: dict[UUID, datetime | None] = {row[0]: row[3] for row in rows}
    expected = centres | _listings(events, centres, folding)

    table = [_row(n, person, event, expected) for n, (person, event) in enumerate(events)]
    answer = await session.execute(INSERT, {"rows": msgspec.json.encode(table).decode()})
    new = frozenset(answer.scalars().all())
    fresh: dict[UUID, dict[str, Event]] = defaultdict(dict)
    first: set[str] = set()
    for person, event in events:
        if event.ref in new and event.ref not in first:
            first.add(event.ref)
            if person is not None:
                fresh[person][event.ref] = event

    # A correction may have come before what it corrects.
    corrected = set((await session.execute(CORRECTED, {"refs": sorted(new)})).scalars().all())
    anew = [
        person
        for person, news in fresh.items()
        if person in corrected
        or not _in_order(states[person], sorted(news.values(), key=lambda event: event.order))
    ]
    everything = await events_of(session, anew)
    saved = []
    for person, news in fresh.items():
        state = states[person]
        if person in everything:
            state = fold(everything[person])
        else:
            for event in sorted(news.values(), key=lambda event: event.order):
                state = project(state, event)
        states[person] = state
        received = [event.received_at for event in news.values() if not event.history]
        known_at = max([*received, *filter(None, [known[person]])], default=None)
        centre = state.listed_vc if state.listed_vc and folding.is_centre(state.listed_vc) else None
        saved.append(
            {
                "id": person,
                "state": state,
                "known_at": known_at,
                "next_due": folding.next_due(state, centre),
            }
        )
        centres[person] = centre
    if saved:
        await session.execute(SAVE, {"rows": msgspec.json.encode(saved).decode()})
    moved = {row[0]: centres[row[0]] for row in rows if centres[row[0]] != row[1]}
    await _move(session, moved)
    left = {row[1] for row in rows if row[0] in moved}
    touched = {centres[person] for person in fresh} | left
    return Recorded(new, frozenset(fresh), frozenset(centre for centre in touched if centre))


async def events_of(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """All events of some persons, in no order."""
    found: dict[UUID, list[Event]] = {}
    if not persons:
        return found
    for row in await session.execute(EVENTS, {"ids": list(persons)}):
        body = None if row[4] is None else _BODIES[row[3]].decode(row[4])
        event = Event(
            ref=row[1], source=row[2], kind=row[3], body=body, controller=row[5], unit=row[6],
            occurred_at=row[7], recorded_at=row[8], received_at=row[9], correlation=row[10],
            corrects=row[11], correction=row[12], history=row[13], sensitive=row[14],
        )  # fmt: skip
        found.setdefault(row[0], []).append(event)
    return found


async def load(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, Person]:
    """Some persons' projections, as far as the session's role may see them."""
    rows = await session.execute(
        text("SELECT id, CAST(state AS text) FROM person WHERE id = ANY(:ids)"),
        {"ids": list(persons)},
    )
    return {row[0]: _PERSON.decode(row[1]) for row in rows}


async def visible(session: AsyncSession, persons: Sequence[UUID]) -> frozenset[UUID]:
    """Those of some persons whom the session's role may see."""
    rows = await session.execute(
        text("SELECT id FROM person WHERE id = ANY(:ids)"), {"ids": list(set(persons))}
    )
    return frozenset(rows.scalars())


def decode(state: str) -> Person:
    return _PERSON.decode(state)


def _in_order(state: Person, events: Sequence[Event]) -> bool:
    return all(event.correction == "new" for event in events) and follows(state, events[0])


def _listings(
    events: Iterable[tuple[UUID | None, Event]],
    centres: dict[UUID, str | None],
    folding: Folding,
) -> dict[UUID, str | None]:
    """Where persons who have no centre yet will be listed, so that their rows go in once."""
    found: dict[UUID, str | None] = {}
    for person, event in events:
        listed = getattr(event.body, "listed_vc", None) or getattr(event.body, "vc", None)
        if person and listed and centres.get(person) is None and folding.is_centre(listed):
            found[person] = listed
    return found


async def _move(session: AsyncSession, moved: dict[UUID, str | None]) -> None:
    """Persons whose centre changed take their events, open obligations and open actions along.

    Also those who had none: what came before they were listed goes where they are.
    """
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
