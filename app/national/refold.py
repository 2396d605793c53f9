"""Refold understands whether the persons put down are what production would have made of their events.

So many are drawn by lot; each is folded anew from the events in the table, by the code that every event
goes through, and compared with the row: the state, when something was last known, and the clock.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from app.events.kinds import Event
from app.house import House
from app.people.fold import fold
from app.people.states import decode
from app.people.told import events_of

DRAWN = text("""
SELECT id, centre, CAST(state AS text), known_at, next_due, protected FROM person
ORDER BY md5(CAST(id AS text) || :seed) LIMIT :persons
""")


async def differing(house: House, persons: int, seed: int, at: Sequence[datetime]) -> int:
    """How many of so many persons are not as their events make them.

    `at` (UTC) are the instants that a person's clock may have been set at: the mornings so far.
    """
    foldings = [house.folding(one) for one in at]
    async with house.database.work() as session:
        values = {"persons": persons, "seed": str(seed)}
        rows = (await session.execute(DRAWN, values)).all()
        told = await events_of(session, [row.id for row in rows])
    differ = 0
    for row in rows:
        events = told.get(row.id, [])
        person = fold(events)
        due = {one.next_due(person, person.listed_vc) for one in foldings}
        same = (
            decode(row.state) == person
            and row.centre == person.listed_vc
            and row.known_at == _known_at(events)
            and row.next_due in due
            and row.protected == (person.protected != "none")
        )
        differ += not same
    return differ


def _known_at(events: Sequence[Event]) -> datetime | None:
    return max((event.received_at for event in events if not event.history), default=None)
