"""Emergency understands nödöppning (L913 3:5-6): a care provider's own look in need, for 24 hours.

Home help and needs assessment have none. What is blocked stays shut: who blocked is told, so that
they can be asked. Each opening has a reason in the person's own words, and is reviewed.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.law import Basis
from app.access.party import CARE
from app.access.subject import EMERGENCY_LASTS, OURS
from app.access.viewer import Viewer
from app.errors import FieldError, Rejected, Unknown
from app.events import identifiers
from app.events.kinds import identity
from app.house import House
from app.huddle.minutes import ours
from app.huddle.review_messages import OpenEmergency
from app.people.states import load, lock
from app.people.store import record
from app.people.told import is_told

LEAST, LONGEST = 10, 2000
"""Signs of a reason: fewer say nothing that somebody else can judge by."""
WHOSE = text("SELECT person FROM person_identifier WHERE hash = :hash")
OPENED = text("""
SELECT person, max(occurred_at) FROM event
WHERE kind = 'emergency.access' AND source = 'kvarten' AND occurred_at > :since
    AND body ->> 'user' = :user AND person IS NOT NULL
GROUP BY person ORDER BY person
""")
NOBODY = (
    "Ingen person med det numret är listad på en vårdcentral som er enhet är kallad till. "
    "Kontrollera numret."
)


def may_open(house: House, viewer: Viewer) -> bool:
    """Whether the viewer's role has nödöppning at all, here."""
    return viewer.role in CARE and Basis.SVOD_EMERGENCY in house.law.bases


async def open_(
    house: House, viewer: Viewer, told: OpenEmergency, now: datetime, real_now: datetime
) -> None:
    """Open one person for the viewer, who may, alone. The same id twice is done once.

    Raises Rejected with the field that is wrong, Unknown for whoever is not listed where the viewer
    is called, or is protected and has the viewer on no list.
    """
    reason = told.reason.strip()
    if not LEAST <= len(reason) <= LONGEST:
        says = f"Skriv varför det inte kan vänta, med minst {LEAST} tecken."
        raise Rejected(says, fields=(FieldError("reason", says),))
    person = await _whose(house, told.number)
    async with house.database.acting_as(viewer) as session:
        # PostgreSQL shows who is listed where the viewer is called, and of the protected one's own.
        if person is None or person not in await load(session, [person]):
            raise Unknown(NOBODY)
        await lock(session, person)
        id_ = f"emergency:{told.id}"
        if await is_told(session, OURS, id_):
            return
        event = ours(house, viewer.unit, id_, identity.EmergencyAccess(viewer.id), now)
        await record(session, [(person, event)], house.folding(now))
        line = audit.Line("emergency:person:open", person, basis=Basis.SVOD_EMERGENCY.value)
        await audit.explained(session, viewer, line, reason, now, real_now)


async def opened(session: AsyncSession, viewer: Viewer, now: datetime) -> dict[UUID, datetime]:
    """Whom the viewer has open now, and until when."""
    values = {"since": now - EMERGENCY_LASTS, "user": viewer.id}
    rows = await session.execute(OPENED, values)
    return {row[0]: row[1] + EMERGENCY_LASTS for row in rows}


async def _whose(house: House, number: str) -> UUID | None:
    try:
        who = identifiers.by_hand(number, demo=house.demo)
    except identifiers.InvalidIdentifier as wrong:
        raise Rejected(wrong.reason, fields=(FieldError("number", wrong.reason),)) from None
    async with house.database.work() as session:
        found = await session.execute(WHOSE, {"hash": house.vault.hash(who.system, who.value)})
    return found.scalars().first()
