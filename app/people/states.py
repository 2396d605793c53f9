"""States understands persons' rows: taken, each with its state, and written back whole.

A state that this process remembers as it is written is not read again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import Written, array, ask
from app.people.counts import Key
from app.people.person import Person
from app.people.remembered import Remembered
from app.value import Value

_PERSON = msgspec.json.Decoder(Person)

# A state that is remembered as it is written is not read again.
LOCK = text("""
SELECT p.id, p.centre,
    CASE WHEN p.version = k.version AND p.version <> 0 THEN NULL ELSE CAST(p.state AS text) END,
    p.known_at, p.merged_into
FROM person p
JOIN unnest(CAST(:ids AS uuid[]), CAST(:versions AS bigint[])) AS k (id, version) ON k.id = p.id
ORDER BY p.id FOR NO KEY UPDATE OF p
""")
STATES = text("SELECT id, CAST(state AS text) FROM person WHERE id = ANY(:ids)")
VISIBLE = text("SELECT id FROM person WHERE id = ANY(:ids)")
# The states go beside the rows: inside them PostgreSQL would read each one twice over.
SAVE = text("""
UPDATE person SET state = CAST(p.state AS json), known_at = p.known_at, next_due = p.next_due,
    version = p.version, protected = p.protected
FROM ROWS FROM (
    json_to_recordset(CAST(:rows AS json)) AS (id uuid, known_at timestamptz, next_due timestamptz,
        version bigint, protected boolean),
    unnest(string_to_array(:states, chr(30)))
) AS p (id, known_at, next_due, version, protected, state)
WHERE person.id = p.id
""")
BETWEEN = b"\x1e"
"""Stands between the states; inside JSON it is always written as an escape."""


class Before(Value, frozen=True):
    """A person's row as it stood; `merged_into`: who it is now."""

    centre: str | None
    state: Person
    known_at: datetime | None
    merged_into: UUID | None


class After(Value, frozen=True):
    """What a person's row is to be; `counted` are the counters that are not as they were."""

    centre: str | None
    state: Person
    known_at: datetime | None
    next_due: datetime | None
    counted: dict[Key, int]


async def lock(session: AsyncSession, person: UUID) -> None:
    """Take the person before what is theirs, as the intake does: else the two wait for each other."""
    await session.execute(LOCK, {"ids": array([person]), "versions": array([0])})


async def locked(
    session: AsyncSession, persons: Sequence[UUID], remembered: Remembered
) -> dict[UUID, Before]:
    """The persons as they stand, theirs until the transaction ends."""
    if not persons:
        return {}
    # Held on to while we wait: others may write, and forget, meanwhile.
    known = [remembered.of(person) for person in persons]
    versions = [one.version if one else 0 for one in known]
    values = {"ids": array(persons), "versions": array(versions)}
    mine = {person: one.state for person, one in zip(persons, known, strict=True) if one}
    found = {}
    for person, centre, state, known_at, into in await ask(session, LOCK, values):
        read = mine[person] if state is None else _PERSON.decode(state)
        found[person] = Before(centre, read, known_at, into)
    return found


async def save(session: AsyncSession, after: Mapping[UUID, After], remembered: Remembered) -> None:
    """Write persons back, each under a number of its own."""
    if not after:
        return
    states = [msgspec.json.encode(one.state) for one in after.values()]
    rows = [
        {
            "id": person,
            "known_at": one.known_at,
            "next_due": one.next_due,
            "version": remembered.keep(person, one.state, len(state)),
            "protected": one.state.protected != "none",
        }
        for (person, one), state in zip(after.items(), states, strict=True)
    ]
    values = {"rows": Written(msgspec.json.encode(rows)), "states": Written(BETWEEN.join(states))}
    await ask(session, SAVE, values)


async def load(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, Person]:
    """Some persons' projections, as far as the session's role may see them."""
    if not persons:
        return {}
    rows = await session.execute(STATES, {"ids": list(persons)})
    return {row[0]: _PERSON.decode(row[1]) for row in rows}


async def visible(session: AsyncSession, persons: Sequence[UUID]) -> frozenset[UUID]:
    """Those of some persons whom the session's role may see."""
    rows = await session.execute(VISIBLE, {"ids": list(set(persons))})
    return frozenset(rows.scalars())


def decode(state: str) -> Person:
    return _PERSON.decode(state)
