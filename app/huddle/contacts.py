"""Contacts understands that somebody with skyddade personuppgifter has nobody who may meet them.

The verksamhetschef is told that a person needs a named contact, and nothing else: not who, not how
many. Naming somebody puts that employee on the list of one such person, and ending takes them off
every list at the centre: to choose among persons one would have to be told of them.
"""

from datetime import datetime

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.access import audit
from app.access.party import CENTRE
from app.access.sessions import HOLDS
from app.access.viewer import ROLE_TEXT, Viewer
from app.errors import Refused
from app.house import House
from app.huddle.review_messages import ContactView, NameContact, NamedContact, StaffChoice
from app.people import allowed

STAFF = text(f"""
SELECT a.id, a.name, min(g.role) AS role FROM account a JOIN assignment g ON g.account = a.id
WHERE g.scope = :unit AND g.role = ANY(:roles) AND {HOLDS}
GROUP BY a.id, a.name ORDER BY a.name, a.id
""")  # noqa: S608 our own words
LEAST, LONGEST = 3, 500


def heads(house: House, viewer: Viewer) -> bool:
    """Whether the viewer is the head of a health centre."""
    return viewer.role == "chef" and viewer.unit in house.organisation.centres


async def concern(house: House, viewer: Viewer) -> bool:
    """Whether some person of the viewer's centre has nobody of it to meet, or has somebody."""
    found = await view(house, viewer)
    return found.needed or bool(found.named)


async def view(house: House, viewer: Viewer) -> ContactView:
    """Whether some person of the viewer's centre has nobody of it to meet, and who might be named."""
    async with house.database.work() as session:
        staff = await _staff(session, viewer)
        person = await allowed.without(session, viewer.unit, [one.id for one in staff])
        named = await allowed.named(session, viewer.unit)
    choices = [StaffChoice(one.id, one.name, ROLE_TEXT[one.role]) for one in staff]
    here = {one.id for one in staff}
    return ContactView(
        person is not None,
        choices if person is not None else [],
        [NamedContact(key, name, key in here) for key, name in named],
    )


async def name(
    house: House, viewer: Viewer, told: NameContact, now: datetime, real_now: datetime
) -> None:
    """Put an employee of the centre on the list of a person who has nobody. Raises Refused."""
    reason = told.reason.strip()
    if not LEAST <= len(reason) <= LONGEST:
        raise Refused("Skriv varför, med 3 till 500 tecken.")
    async with house.database.work(viewer.id) as session:
        staff = [one.id for one in await _staff(session, viewer)]
        if told.employee not in staff:
            raise Refused("Välj någon som arbetar på vårdcentralen.")
        person = await allowed.without(session, viewer.unit, staff)
        if person is None:
            raise Refused("Ingen behöver en namngiven kontakt längre.")
        await allowed.give(session, person, told.employee, reason, viewer.id, now)
        # Who it is about stands in the log, which the chef does not read.
        line = audit.Line("contact:name", person, detail=told.employee)
        await audit.write(session, viewer, [line], now, real_now, purpose=audit.ADMINISTRATION)


async def end(
    house: House, viewer: Viewer, employee: str, now: datetime, real_now: datetime
) -> None:
    """The employee meets nobody protected of the centre any more, from now. Raises Refused."""
    async with house.database.work(viewer.id) as session:
        # No id holds a NUL, and PostgreSQL takes none.
        key = employee.replace("\0", " ")
        persons = await allowed.end(session, viewer.unit, key, viewer.id, now)
        if not persons:
            raise Refused("Den personen är inte namngiven kontakt här längre.")
        lines = [audit.Line("contact:end", person, detail=key) for person in persons]
        await audit.write(session, viewer, lines, now, real_now, purpose=audit.ADMINISTRATION)


async def _staff(session: AsyncSession, viewer: Viewer) -> list[Row[tuple[str, str, str]]]:
    """Who works with patients at the viewer's centre."""
    values = {"unit": viewer.unit, "roles": sorted(CENTRE), "now": clock.real_now()}
    return list((await session.execute(STAFF, values)).all())
