"""Lastweek understands what the log of the week before the demo's morning holds: work, and a few oddities.

Each is written as the look or the act itself would have written it, at its hour. So there is something
to review: mornings as they are, an evening, a namesake, a nödöppning, a search that was refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text

from app.access import audit, sessions
from app.access.law import Basis
from app.access.mask import mask
from app.access.viewer import Viewer, viewer_of
from app.clock import real_now
from app.days import at_local
from app.demo import persons
from app.events.kinds import Category
from app.house import House
from app.people.person import Person
from app.people.states import load

NURSE = "aldre-ssk"
SEEN = mask({Category.D1, Category.D2, Category.D4})
OWN = Basis.OWN_CARE.value
WHY = "Hittad på golvet, kunde inte svara. Behövde veta om blodförtunnande."
LISTED = text("""
SELECT id FROM person WHERE centre = :centre AND merged_into IS NULL AND NOT protected
ORDER BY id LIMIT 60
""")
DAYS = range(5)
A_MORNING = 6
"""Persons that the nurse looks up on an ordinary morning."""


@dataclass(frozen=True, slots=True)
class Did:
    """One line of the log to be: who, when (UTC), what and about whom."""

    who: str
    at: datetime
    line: audit.Line
    reason: str | None = None


async def play(house: House, morning: date) -> None:
    """Write the log of the ISO week before a morning."""
    monday = morning - timedelta(days=morning.weekday() + 7)
    nurse = await _viewer(house, NURSE)
    patients = await _patients(house, nurse.unit)
    if len(patients) < A_MORNING:
        return
    doctor = await _doctor(house, nurse.unit, patients)
    viewers = {NURSE: nurse, doctor: await _viewer(house, doctor)}
    for one in _week(monday, doctor, patients):
        async with house.database.acting_as(viewers[one.who]) as session:
            who = viewers[one.who]
            if one.reason is None:
                await audit.write(session, who, [one.line], one.at, one.at)
            else:
                await audit.explained(session, who, one.line, one.reason, one.at, one.at)


def _week(monday: date, doctor: str, patients: Sequence[tuple[UUID, Person]]) -> Iterator[Did]:
    """Mornings of looking and acting, and what somebody ought to look at."""
    keys = [key for key, _ in patients]
    for day in DAYS:
        for n in range(A_MORNING):
            person = keys[(day * A_MORNING + n) % len(keys)]
            at = at_local(monday + timedelta(days=day), time(7, 45 + 2 * n))
            yield Did(NURSE, at, _look(person))
            if n % 2 == 0:
                done = audit.Line("action:done", person, basis=OWN)
                yield Did(NURSE, at + timedelta(hours=3), done)
        # The doctor looks at whom the nurse has asked about, and at the namesake once.
        at = at_local(monday + timedelta(days=day), time(13, 10))
        yield Did(doctor, at, _look(keys[(day * A_MORNING + 1) % len(keys)]))
    thursday, saturday = monday + timedelta(days=3), monday + timedelta(days=5)
    for late in (time(22, 41), time(22, 48), time(23, 5)):
        yield Did(NURSE, at_local(thursday, late), _look(keys[3]))
    yield Did(doctor, at_local(thursday, time(14, 20)), _look(keys[0]))
    opened = audit.Line("emergency:person:open", keys[4], basis=Basis.SVOD_EMERGENCY.value)
    yield Did(doctor, at_local(saturday, time(3, 12)), opened, WHY)
    for n in range(5):
        at = at_local(monday + timedelta(days=1), time(15, 2 + n))
        yield Did(
            NURSE, at, audit.Line("huddle:board:look", decision="deny", detail="annan vårdcentral")
        )


def _look(person: UUID) -> audit.Line:
    return audit.Line("huddle:person:look", person, basis=OWN, given=SEEN, refused=0, detail="desk")


async def _patients(house: House, centre: str) -> list[tuple[UUID, Person]]:
    async with house.database.work() as session:
        found = list((await session.execute(LISTED, {"centre": centre})).scalars())
        states = await load(session, found)
    return [(key, states[key]) for key in found if states[key].family_name]


async def _doctor(house: House, centre: str, patients: Sequence[tuple[UUID, Person]]) -> str:
    """A doctor of the centre with the surname of its first patient: nobody to sign in as."""
    [(_, first), *_] = patients
    told = {
        "id": "lakare-vc", "name": f"Anders {first.family_name}", "role": "vc_lakare",
        "unit": centre,
    }  # fmt: skip
    async with house.database.work() as session:
        await persons.employ(session, house.organisation, told, real_now())
    return told["id"]


async def _viewer(house: House, key: str) -> Viewer:
    async with house.database.work() as session:
        [found, *_] = await sessions.standings(session, key, real_now())
    return viewer_of(house, found)
