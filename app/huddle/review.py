"""Review understands *Enskild genomgång*: persons whom somebody meets alone, at the own desk.

Those with skyddade personuppgifter, for whoever stands on their own list; and those whom a care
provider has opened in need (nödöppning). They are judged as everybody else, from the same events by
the same rules, but on no agenda; and every look is in the log.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.known import Known, known
from app.access.law import Basis
from app.access.mask import mask
from app.access.policy import who_blocked
from app.access.subject import OURS, subject_of
from app.access.viewer import Viewer
from app.days import huddle_end, local_date, previous_huddle_day
from app.errors import Forbidden, Refused, Unknown
from app.events.kinds import Category, Event, own
from app.house import House
from app.huddle import emergency, facts_told, look, store
from app.huddle.board import Row
from app.huddle.matter import Matter, matter
from app.huddle.memory import standing
from app.huddle.messages import RowView
from app.huddle.minutes import ours
from app.huddle.render import Audience, account, render
from app.huddle.review_messages import FactView, Settle
from app.huddle.rules import judge
from app.huddle.verdict import Morning
from app.organisation import Centre
from app.people import allowed
from app.people.person import Person
from app.people.states import load, lock
from app.people.store import record
from app.people.told import is_told

ROWS = UUID("0e0f4a53-9c1b-5d5b-8a0c-5b6d3a0f7b11")
"""A row's id follows from whom it is about and is no key to anything else."""
LONGEST = timedelta(days=14)
"""A row is put off at most this long, as on a board no clock of the rules waits longer."""


@dataclass(frozen=True, slots=True)
class Met:
    """One person whom the viewer may meet, with what stands about that person now, if anything."""

    key: str
    person: UUID
    centre: str
    matter: Matter | None
    view: RowView | None
    name: str
    until: datetime | None = None
    facts: tuple[FactView, ...] = ()
    blocked_by: tuple[str, ...] = ()


async def met(house: House, viewer: Viewer, now: datetime, real_now: datetime) -> list[Met]:
    """All on whose list the viewer stands, each look written down in the same transaction."""
    async with house.database.acting_as(viewer) as session:
        found = await _met(session, house, viewer, now)
        lines = [_looked(house, viewer, one, now) for one in found]
        await audit.write(session, viewer, lines, now, real_now)
    return found


async def decide(
    house: House, viewer: Viewer, key: str, told: Settle, now: datetime, real_now: datetime
) -> None:
    """Settle what stands about one person. The same id twice is done once.

    Raises Unknown for whoever is not on the list, Forbidden for whoever is not of the person's own
    centre, Refused where there is nothing to settle or the day cannot be meant.
    """
    body = _body(told, now)
    async with house.database.acting_as(viewer) as session:
        one = next((one for one in await _met(session, house, viewer, now) if one.key == key), None)
        if one is None:
            raise Unknown("Personen finns inte för dig.")
        if not viewer.works_at(one.centre):
            raise Forbidden("Det är vårdcentralens egna som beslutar.")
        await lock(session, one.person)
        if await is_told(session, OURS, f"review:{told.id}:0"):
            return
        events = _events(house, one, body, told.id, now)
        if not events:
            raise Refused("Det finns inget kvar att besluta om personen.")
        await record(session, events, house.folding(now))
        line = audit.Line("review:person:decide", one.person, detail=told.decision)
        await audit.write(session, viewer, [line], now, real_now)


def _body(told: Settle, now: datetime) -> own.HuddleDecided:
    reason = (told.reason or "").strip()
    if len(reason) > 500:
        raise Refused("Skälet får vara högst 500 tecken.")
    if told.decision == "not_needed" and len(reason) < 3:
        raise Refused("Skriv varför det inte är aktuellt.")
    today = local_date(now)
    if told.decision == "defer" and not (
        told.until is not None and today < told.until <= today + LONGEST
    ):
        raise Refused("Välj en dag från i morgon till om två veckor.")
    until = told.until if told.decision == "defer" else None
    return own.HuddleDecided("", "", told.decision, reason or None, until=until)


async def _met(session: AsyncSession, house: House, viewer: Viewer, now: datetime) -> list[Met]:
    opened = await emergency.opened(session, viewer, now)
    persons = await load(session, [*await allowed.mine(session, viewer.id), *opened])
    # What is heard of is for all to know; the web has no business in the table itself.
    async with house.database.work() as other:
        sources = await store.sources(other)
    found = []
    for key, person in persons.items():
        centre = house.organisation.centres.get(person.listed_vc or "")
        if centre is None:
            continue
        # As the board looks back: to when the last held huddle closed.
        today = local_date(now)
        since = await store.last_held(session, centre.unit, today)
        since = since or huddle_end(centre.calendar, previous_huddle_day(centre.calendar, today))
        morning = house.morning(centre, now, since, sources)
        found.append(_one(house, viewer, centre, key, person, morning, opened.get(key)))
    return sorted(found, key=lambda one: (one.view is None, one.name, one.key))


def _one(
    house: House, viewer: Viewer, centre: Centre, key: UUID, person: Person, morning: Morning,
    until: datetime | None,
) -> Met:  # fmt: skip
    """One person as the viewer meets that person: judged on what the convenor may know, or, opened
    in need, on what the viewer alone may.
    """
    now, mine = morning.now, (viewer.id,)
    judges = viewer.party if until is not None else house.parties(centre)[0]
    alone = replace(judges, employee=viewer.id)
    seen = known(person, alone, house.law, now, mine)
    about = _matter(house, key, seen, person, centre, morning, mine)
    row, view = uuid5(ROWS, str(key)).hex, None
    if about is not None:
        first = about.reasons[0]
        shown = Row(row, "now", first.section.value, first.urgency.value, 0, about)
        view = render(shown, _desk(viewer, centre), look.seeing_of(house, centre, now))
    if until is None:
        return Met(row, key, centre.unit, about, view, person.name)
    names = house.organisation.names()
    blocked = who_blocked(alone, subject_of(person, now, mine), house.law)
    return Met(
        row, key, centre.unit, about, view, person.name, until,
        tuple(facts_told.told(seen.person, names)), tuple(names.get(one, one) for one in blocked),
    )  # fmt: skip


def _matter(
    house: House, key: UUID, seen: Known, person: Person, centre: Centre, morning: Morning,
    mine: tuple[str, ...],
) -> Matter | None:  # fmt: skip
    """What the rules find in what may be known."""
    found = (
        (reason, standing(seen.person, reason.rule, reason.episode, morning, reason.deadline))
        for reason in judge(seen.person, house.rules_of(centre.unit), morning)
    )
    listed = [(reason, where) for reason, where in found if where.listed]
    if all(reason.line for reason, _ in listed):
        return None
    owners = house.owners(centre)
    return matter(
        str(key), seen.person, person, listed, owners, morning, allowed=mine,
        blocked=seen.blocked > 0,
    )  # fmt: skip


def _events(
    house: House, one: Met, told: own.HuddleDecided, id_: UUID, now: datetime
) -> list[tuple[UUID | None, Event]]:
    """One decision for each obligation that stands; the person's own centre answers for it."""
    reasons = one.matter.needs if one.matter is not None else ()
    bodies = [replace(told, rule=reason.rule, episode=reason.episode) for reason in reasons]
    return [
        (one.person, ours(house, one.centre, f"review:{id_}:{n}", body, now))
        for n, body in enumerate(bodies)
    ]


def _looked(house: House, viewer: Viewer, one: Met, now: datetime) -> audit.Line:
    """That the person was met, on which ground, and what was shown of it."""
    given = frozenset({Category.D1, *(Category(fact.category) for fact in one.facts)})
    refused: frozenset[Category] = frozenset()
    bases = frozenset({Basis.SVOD_EMERGENCY} if one.until is not None else ())
    controllers = ""
    if one.matter is not None and one.view is not None:
        centre = house.organisation.centres[one.centre]
        told = account(
            one.matter, one.view, _desk(viewer, centre), look.seeing_of(house, centre, now)
        )
        given, refused, bases = given | told.given, told.refused, bases | told.bases
        controllers = ",".join(sorted(told.controllers))
    return audit.Line(
        "review:person:look", one.person, basis=",".join(sorted(bases)) or None,
        given=mask(given), refused=mask(refused - given), controllers=controllers or None,
        detail="skyddad" if one.until is None else "nödöppning",
    )  # fmt: skip


def _desk(viewer: Viewer, centre: Centre) -> Audience:
    return look.audience(centre, replace(viewer.party, employee=viewer.id))
