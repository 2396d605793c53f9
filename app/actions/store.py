"""Store understands one row per action: who owns it, how far it has come, what it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.actions.action import State
from app.huddle.verdict import FactUse

COLUMNS = """a.id, a.person, a.centre, a.huddle, a.row, a.rule, a.episode, a.owner, a.role, a.what,
    a.sentence, a.freshness, a.urgency, CAST(a.facts AS text), a.due, a.state, a.reason,
    a.decided_at, a.decided_by, a.moved_at"""
MINE = text(f"""
SELECT {COLUMNS} FROM action a
WHERE a.owner = :unit AND (a.state IN ('assigned', 'accepted', 'returned') OR a.moved_at > :since)
ORDER BY a.due, a.id
""")  # noqa: S608
WAITING = text(f"""
SELECT {COLUMNS} FROM action a
WHERE a.centre = :centre AND a.owner <> :unit
    AND (a.state IN ('assigned', 'accepted', 'returned') OR a.moved_at > :since)
ORDER BY a.due, a.id
""")  # noqa: S608
ABOUT = text(f"""
SELECT {COLUMNS} FROM action a
WHERE a.person = :person AND (a.owner = :unit OR a.centre = :unit)
    AND a.state IN ('assigned', 'accepted', 'returned')
ORDER BY a.due, a.id
""")  # noqa: S608
WHOSE = text("SELECT huddle, person FROM action WHERE id = :id")
ONE = text(f"SELECT {COLUMNS} FROM action a WHERE a.id = :id FOR UPDATE")  # noqa: S608
TOLD = text("""
SELECT body ->> 'action', body ->> 'by' FROM event
WHERE source = 'kvarten' AND source_event_id = 'action:' || :id
""")
ADD = text("""
INSERT INTO action (id, person, centre, huddle, row, rule, episode, owner, role, what, sentence,
    freshness, urgency, facts, due, state, decided_at, decided_by, moved_at)
VALUES (:id, :person, :centre, :huddle, :row, :rule, :episode, :owner, :role, :what, :sentence,
    :freshness, :urgency, CAST(:facts AS jsonb), :due, :state, :decided_at, :decided_by, :moved_at)
ON CONFLICT (id) DO NOTHING RETURNING id
""")
SUPERSEDE = text("""
UPDATE action SET state = 'dropped', reason = :reason, moved_at = :at
WHERE person = :person AND rule = :rule AND episode = :episode
    AND state IN ('assigned', 'accepted', 'returned')
""")
REPLACED = "Ersatt av ett nytt beslut i avstämningen."
MOVE = text("""
UPDATE action SET state = :state, owner = :owner, reason = :reason, moved_at = :at WHERE id = :id
""")


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `facts` are those of the reason it rests on: they decide who may read it."""

    id: UUID
    person: UUID
    centre: str
    huddle: UUID
    row: str
    rule: str
    episode: str
    owner: str
    role: str | None
    what: str
    sentence: str
    freshness: str
    urgency: str
    facts: tuple[FactUse, ...]
    due: datetime
    state: State
    reason: str | None
    decided_at: datetime
    decided_by: str
    moved_at: datetime


async def add(session: AsyncSession, action: Action) -> bool:
    """Write a new action; False when its id is taken."""
    values = {name: getattr(action, name) for name in Action.__dataclass_fields__}
    values["facts"] = msgspec.json.encode(action.facts).decode()
    return (await session.execute(ADD, values)).first() is not None


async def mine(session: AsyncSession, unit: str, since: datetime) -> list[Action]:
    """What a unit owns: all that is open, and what was closed after `since`."""
    return _actions(await session.execute(MINE, {"unit": unit, "since": since}))


async def waiting(session: AsyncSession, centre: str, unit: str, since: datetime) -> list[Action]:
    """What a centre's huddle gave to others."""
    return _actions(
        await session.execute(WAITING, {"centre": centre, "unit": unit, "since": since})
    )


async def about(session: AsyncSession, person: UUID, unit: str) -> list[Action]:
    """What is open about one person and a unit owns, or waits for others with."""
    return _actions(await session.execute(ABOUT, {"person": person, "unit": unit}))


async def whose(session: AsyncSession, key: UUID) -> tuple[UUID, UUID] | None:
    """The huddle that decided an action, and the person it is about."""
    row = (await session.execute(WHOSE, {"id": key})).first()
    return (row[0], row[1]) if row else None


async def take(session: AsyncSession, key: UUID) -> Action | None:
    """One action, locked to the end of the transaction; None when the viewer has no such row."""
    return next(iter(_actions(await session.execute(ONE, {"id": key}))), None)


async def told(session: AsyncSession, command: str) -> tuple[str, str] | None:
    """The action that a command has moved before, and the unit that gave it."""
    row = (await session.execute(TOLD, {"id": command})).first()
    return (row[0], row[1]) if row else None


async def supersede(
    session: AsyncSession, person: UUID, obligations: Sequence[tuple[str, str]], at: datetime
) -> None:
    """Let the open actions of some obligations (rule, episode) give way to what is decided now.

    Only the list is told: the person's own line keeps what was decided, so that a decision taken
    back leaves the old one standing.
    """
    values = {"person": person, "at": at, "reason": REPLACED}
    for rule, episode in obligations:
        await session.execute(SUPERSEDE, {**values, "rule": rule, "episode": episode})


async def move(
    session: AsyncSession, key: UUID, state: State, owner: str, reason: str | None, at: datetime
) -> None:
    values = {"id": key, "state": state, "owner": owner, "reason": reason, "at": at}
    await session.execute(MOVE, values)


def _actions(rows: Iterable[Any]) -> list[Action]:
    found = []
    for row in rows:
        values = list(row)
        values[13] = msgspec.json.decode(values[13], type=tuple[FactUse, ...])
        found.append(Action(*values))
    return found
