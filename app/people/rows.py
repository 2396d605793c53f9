"""Rows understands an event as a row of its table, and puts many down at once, each only once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import Written, ask
from app.events.kinds import Event

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


async def insert(
    session: AsyncSession,
    events: Sequence[tuple[UUID | None, Event]],
    centres: Mapping[UUID, str | None],
) -> frozenset[str]:
    """Put the events down; answers the refs of those that were not there before."""
    if not events:
        return frozenset()
    table = [row(n, person, event, centres) for n, (person, event) in enumerate(events)]
    rows = await ask(session, INSERT, {"rows": Written(msgspec.json.encode(table))})
    return frozenset(row[0] for row in rows)


def row(n: int, person: UUID | None, event: Event, centres: Mapping[UUID, str | None]) -> Row:
    """An event as its row, the nth of some. `centres` are where persons are listed."""
    return Row(
        n, event.source, event.ref.removeprefix(event.source + "/"), person,
        centres.get(person) if person else getattr(event.body, "centre", None), event.kind, event.body, event.controller,
        event.unit, event.occurred_at, event.recorded_at, event.received_at, event.correlation,
        event.corrects, event.correction, event.history, event.sensitive,
    )  # fmt: skip
