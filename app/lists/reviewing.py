"""Reviewing understands that somebody has gone through a mångsökare: an event of our own on the person.

It is the event that the rule `mangsokare` asks for, so that the mornings know of it too.
"""

from datetime import datetime

from app.access import audit
from app.access.subject import OURS
from app.access.viewer import Viewer
from app.errors import FieldError, Rejected, Unknown
from app.events.kinds import own
from app.house import House
from app.huddle.minutes import ours
from app.lists.attenders import asked_of, found, may_be
from app.lists.messages import Review
from app.lists.sighted import Eyes
from app.people.states import lock
from app.people.store import record
from app.people.told import is_told

LONGEST = 200
REVIEWED = "week:list:review"


async def review(
    house: House, viewer: Viewer, centre: str, key: str, told: Review, now: datetime,
    real_now: datetime,
) -> frozenset[str]:  # fmt: skip
    """Mark one as gone through; answers whose boards it touches. The same id twice is done once.

    Raises Unknown for whoever is not on the viewer's list, Rejected for a note that is too long.
    """
    note = _note(told)
    by, eyes = asked_of(house, centre, now), Eyes(viewer.party, house.law, now)
    ids = await may_be(house, centre, by, now)
    async with house.database.acting_as(viewer) as session:
        every = await found(session, centre, ids, eyes, by)
        one = next((one for one in every if one.key == key), None)
        if one is None:
            raise Unknown("Personen står inte på listan längre.")
        await lock(session, one.person)
        id_ = f"list:{told.id}"
        if await is_told(session, OURS, id_):
            return frozenset()
        event = ours(house, centre, id_, own.FrequentAttenderReviewed(viewer.name, note), now)
        recorded = await record(session, [(one.person, event)], house.folding(now))
        await audit.write(session, viewer, [audit.Line(REVIEWED, one.person)], now, real_now)
    return recorded.touched


def _note(told: Review) -> str | None:
    note = (told.note or "").strip()
    if len(note) > LONGEST:
        says = f"Anteckningen får vara högst {LONGEST} tecken."
        raise Rejected(says, fields=(FieldError("note", says),))
    if "\0" in note:
        says = "Texten innehåller ett tecken som inte går att spara."
        raise Rejected(says, fields=(FieldError("note", says),))
    return note or None
