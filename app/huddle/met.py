"""Met understands the needs that were met over closed days: how many for each rule, and whose.

The centre's own to know, as all that its agenda is made of (docs/decisions/0028, 0033).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.known import known
from app.access.mask import mask
from app.access.policy import name_basis
from app.access.subject import subject_of
from app.access.viewer import Viewer
from app.days import closed_before
from app.events.kinds import Category
from app.house import House
from app.huddle import store, touched
from app.huddle.meanwhile import Met, met
from app.huddle.messages import MetRow, MetRows
from app.huddle.verdict import Morning
from app.organisation import Centre
from app.people.person import Person
from app.people.states import visible

COUNT = text("""
INSERT INTO met_need (huddle, rule, n)
SELECT :huddle, rule, n FROM unnest(CAST(:rules AS text[]), CAST(:counts AS integer[])) AS m (rule, n)
ON CONFLICT (huddle, rule) DO UPDATE SET n = excluded.n
""")


async def count(
    session: AsyncSession,
    house: House,
    huddle: store.Huddle,
    seen: Iterable[Person],
    morning: Morning,
) -> None:
    """Count them by rule when all have been judged, on a huddle day after closed ones.

    `seen` are those who were judged, as the convenor may know them.
    """
    calendar = house.organisation.centres[huddle.centre].calendar
    if huddle.round == "weekly" or not closed_before(calendar, huddle.day):
        return
    rules = house.rules_of(huddle.centre)
    counts = Counter(one.rule for person in seen for one in met(person, rules, morning))
    counted = [rule.id for rule in rules if rule.id in counts]
    if counted:
        values = {"huddle": huddle.id, "rules": counted, "counts": [counts[one] for one in counted]}
        await session.execute(COUNT, values)


async def rows(
    house: House, viewer: Viewer, huddle: store.Huddle, now: datetime, real_now: datetime
) -> MetRows:
    """Whose they are, by name: for whoever leads the huddle. Each is a line in the log."""
    place = house.organisation.centres[huddle.centre]
    async with house.database.work() as session:
        sources = await store.sources(session)
        held = await store.last_held(session, huddle.centre, huddle.day, huddle.round)
        since = touched.news_since(huddle, held)
        morning = house.morning(place, now, since, sources)
        who = await touched.everybody(session, huddle.centre, since, huddle)
        found = list(_found(house, place, who.persons, morning))
    async with house.database.acting_as(viewer) as session:
        here = await visible(session, [key for key, *_ in found])
        told = [one for one in found if one[0] in here]
        lines = [_line(house, viewer, huddle, *one, now) for one in told]
        await audit.write(session, viewer, lines, now, real_now)
    shown = [MetRow(person.name, one.headline, one.by) for _, person, one in told]
    return MetRows(place.name, sorted(shown, key=lambda row: (row.headline, row.name)))


def _found(
    house: House, place: Centre, persons: Mapping[UUID, Person], morning: Morning
) -> Iterator[tuple[UUID, Person, Met]]:
    convenor = house.parties(place)[0]
    for key, person in persons.items():
        if person.protected != "none":
            continue
        seen, *_ = known(person, convenor, house.law, morning.now)
        for one in met(seen, house.rules_of(place.unit), morning):
            yield key, person, one


def _line(
    house: House, viewer: Viewer, huddle: store.Huddle, key: UUID, person: Person, one: Met,
    now: datetime,
) -> audit.Line:  # fmt: skip
    basis = name_basis(viewer.party, subject_of(person, now), house.law, now).value
    return audit.Line(
        "huddle:person:look", key, huddle.id, basis=basis, detail="desk",
        given=mask({Category.D1, one.category}),
    )  # fmt: skip
