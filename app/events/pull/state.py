"""State understands how far the fetching of a source has come, and when it is to be tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import text

from app.database import Database

SOONEST = timedelta(minutes=1)
LATEST = timedelta(hours=3)
LOAD = text(
    "SELECT CAST(state AS text), next_at, failures, told FROM pull_state WHERE source = :source"
)
SAVE = text("""
INSERT INTO pull_state (source, state, next_at, failures, told)
VALUES (:source, CAST(:state AS jsonb), :next_at, :failures, :told)
ON CONFLICT (source) DO UPDATE SET state = excluded.state, next_at = excluded.next_at,
    failures = excluded.failures, told = excluded.told
""")


@dataclass(frozen=True, slots=True)
class State:
    """Where the last answer ended. `told` is what went wrong last time, in Swedish."""

    state: dict[str, Any]
    next_at: datetime | None = None
    failures: int = 0
    told: str | None = None


async def load(database: Database, source: str) -> State:
    async with database.work() as session:
        row = (await session.execute(LOAD, {"source": source})).first()
    return State({}) if row is None else State(msgspec.json.decode(row[0]), *row[1:])


async def save(database: Database, source: str, state: State) -> None:
    values = {
        "source": source,
        "state": msgspec.json.encode(state.state).decode(),
        "next_at": state.next_at,
        "failures": state.failures,
        "told": state.told,
    }
    async with database.work() as session:
        await session.execute(SAVE, values)


def pause(failures: int, dice: float) -> timedelta:
    """How long to wait after so many failures: twice as long each time, up to three hours.

    `dice`, from 0 to 1, takes away up to half, so that many do not come back at the same moment.
    """
    whole = min(SOONEST * float(2 ** min(failures - 1, 20)), LATEST)
    return whole * (1 - dice / 2)
