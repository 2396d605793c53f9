"""Reviewing understands that somebody has gone through a mångsökare: an event of our own on the person.

It is the event that the rule `mangsokare` asks for, so that the mornings know of it too.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.subject import OURS
from app.access.viewer import Viewer
from app.errors import FieldError, Refused, Rejected, Unknown
from app.events.kinds import NAME, Event, own
from app.house import House
from app.huddle.minutes import ours
from app.lists.attenders import Found, asked_of, found, may_be
from app.lists.messages import Review
from app.lists.sighted import Eyes
from app.people.states import lock
from app.people.store import record
from app.people.told import is_told

LONGEST = 200
REVIEWED = "week:list:review"
UNDONE = "week:list:undo"


async def review(
    house: House, viewer: Viewer, centre: str, key: str, told: Review, now: datetime,
    real_now: datetime,
) -> frozenset[str]:  # fmt: skip
    """Mark one as gone through; answers whose boards it touches. The same id twice is done once.

    Raises Unknown for whoever is not on the viewer's list, Rejected for a note that is too long.
    """
    body = own.FrequentAttenderReviewed(viewer.name, _note(told))
    async with house.database.acting_as(viewer) as session:
        one = await _one(session, house, viewer, centre, key, now)
        event = ours(house, centre, f"list:{told.id}", body, now)
        return await _told(session, house, viewer, one, event, REVIEWED, now, real_now)


async def undo(
    house: House, viewer: Viewer, centre: str, key: str, now: datetime, real_now: datetime
) -> frozenset[str]:
    """Take back the latest mark that was made here; what was before it stands again.

    Raises Unknown for whoever is not on the viewer's list, Refused where there is no such mark.
    """
    async with house.database.acting_as(viewer) as session:
        one = await _one(session, house, viewer, centre, key, now)
        review = one.told.reviewed
        if review is None or review.stamp.source != OURS:
            raise Refused("Det finns ingen genomgång som går att ångra här.")
        ref = review.stamp.ref
        undone = ours(house, centre, f"{ref.removeprefix(f'{OURS}/')}:undone", None, now, ref)
        event = undone.but(kind=NAME[own.FrequentAttenderReviewed])
        return await _told(session, house, viewer, one, event, UNDONE, now, real_now)


async def _one(
    session: AsyncSession, house: House, viewer: Viewer, centre: str, key: str, now: datetime
) -> Found:
    by, eyes = asked_of(house, centre, now), Eyes(viewer.party, house.law, now)
    ids = await may_be(house, centre, by, now)
    every = await found(session, centre, ids, eyes, by)
    one = next((one for one in every if one.key == key), None)
    if one is None:
        raise Unknown("Personen står inte på listan längre.")
    return one


async def _told(
    session: AsyncSession, house: House, viewer: Viewer, one: Found, event: Event, act: str,
    now: datetime, real_now: datetime,
) -> frozenset[str]:  # fmt: skip
    """Record what was done and write the line, once."""
    await lock(session, one.person)
    if await is_told(session, OURS, event.ref.removeprefix(f"{OURS}/")):
        return frozenset()
    recorded = await record(session, [(one.person, event)], house.folding(now))
    await audit.write(session, viewer, [audit.Line(act, one.person)], now, real_now)
    return recorded.touched


def _note(told: Review) -> str | None:
    note = (told.note or "").strip()
    says = None
    if len(note) > LONGEST:
        says = f"Anteckningen får vara högst {LONGEST} tecken."
    elif "\0" in note:
        says = "Texten innehåller ett tecken som inte går att spara."
    if says is not None:
        raise Rejected(says, fields=(FieldError("note", says),))
    return note or None
