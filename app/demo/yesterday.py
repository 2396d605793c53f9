"""Yesterday understands how the demo centre's last huddle went: led, decided and closed in the room.

It takes the same commands as any huddle, so that the morning has something behind it: actions that
are accepted, one that nobody has taken, one that is late, one that was put off until today.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import NAMESPACE_URL, UUID, uuid5

from app.access import sessions
from app.access.policy import hears_name
from app.access.subject import subject_of
from app.access.viewer import Viewer, viewer_of
from app.actions import messages as m
from app.actions import store as actions
from app.actions import work
from app.clock import real_now
from app.days import huddle_start, local_date, next_huddle_day, previous_huddle_day
from app.house import House
from app.huddle import asks, contacts, room
from app.huddle.board import Board, Decision, Row
from app.huddle.prepare import EARLY, prepare
from app.huddle.review_messages import NameContact
from app.organisation import Centre
from app.people.states import load

LED_BY = "aldre-ssk"
HEADED_BY = "chef"
ROW = timedelta(seconds=50)
WAYS = ("action", "action", "done", "action", "defer", "action", "lift", "action", "not_needed")
REASONS = {"defer": "Invänta besked", "lift": "Återkommer ofta", "not_needed": "Ej aktuellt"}
OPEN = ("assigned", "accepted", "returned")
LEFT_UNDECIDED = 2
"""A huddle does not always come to the end."""


def built_at(house: House, centre: str, morning: date) -> datetime:
    """When the agenda of the last huddle before a morning was built."""
    calendar = house.organisation.centres[centre].calendar
    return huddle_start(calendar, previous_huddle_day(calendar, morning)) - EARLY


async def play(house: House, centre: str, at: datetime) -> None:
    """Hold the huddle whose agenda is built at `at`, and carry some of it out."""
    built = await prepare(house, centre, at)
    assert built is not None
    nurse = await _staff(house, LED_BY)
    place = house.organisation.centres[centre]
    now = built.huddle.starts_at
    key = built.huddle.id

    async def say(command: asks.CommandMessage, at: datetime) -> None:
        name = uuid5(key, f"{type(command).__name__}{at.isoformat()}{command}")
        await room.act(house, nurse, key, asks.Act(str(name), command), at, real_now())

    await say(asks.Start(), now)
    for party in place.parties:
        await say(asks.SetPresence(party.unit, "room"), now)
    for row, decision in _decisions(house, place, built.board, key, now):
        await say(asks.OpenRow(row.id), now)
        now += ROW
        await say(asks.Decide(row.id, decision), now)
    await say(asks.Close(), now + ROW)
    head = await _staff(house, HEADED_BY)
    if (await contacts.view(house, head)).needed:
        named = NameContact(LED_BY, "Känner personen sedan länge")
        await contacts.name(house, head, named, now + ROW, real_now())
    await _carry(house, nurse, now + timedelta(hours=1))


def _decisions(
    house: House, place: Centre, board: Board, key: UUID, now: datetime
) -> Iterator[tuple[Row, Decision]]:
    """Red rows, homecomings and what has stood for three mornings are always given to somebody; a few of
    the night's rows are left.
    """
    must = [row.id for row in board.rows if row.urgency == "rod" or row.forced]
    rows = [row for row in board.rows if row.place == "now" or row.id in must]
    given = [row.id for row in rows if row.id in must or row.section == "kommande"]
    left = [row.id for row in rows if row.id not in given][-LEFT_UNDECIDED:]
    ways = cycle(WAYS)
    for row in rows:
        if row.id in left:
            continue
        way = "action" if row.id in given else next(ways)
        yield row, _decision(house, place, row, key, way, now)


def _decision(
    house: House, place: Centre, row: Row, key: UUID, way: str, now: datetime
) -> Decision:
    first = row.content.reasons[0]
    name = str(uuid5(NAMESPACE_URL, f"kvarten:{key}:{row.id}"))
    if way != "action":
        until = next_huddle_day(place.calendar, local_date(now)) if way == "defer" else None
        return Decision(name, way, until=until, reason=REASONS.get(way))  # type: ignore[arg-type]
    owner = row.content.owner.unit if row.content.owner else place.unit
    called = {party.unit: party for party in house.parties(place)}
    if owner not in called or not hears_name(called[owner], row.content.subject, house.law, now):
        owner = place.unit
    due = first.due if first.due and first.due > now + timedelta(hours=1) else None
    return Decision(
        name, "action", first.what, owner, called[owner].role, due or now + timedelta(hours=6),
        route=first.route,
    )  # fmt: skip


async def _carry(house: House, nurse: Viewer, now: datetime) -> None:
    """What became of the actions by evening: of each unit's, the last is left as it was given.

    What is about somebody whom the unit may not hear of any more is left too.
    """
    for viewer in (
        nurse,
        *[await _staff(house, one) for one in ("bistandshandlaggare", "kommunal-ssk")],
    ):
        async with house.database.acting_as(viewer) as session:
            given = await actions.mine(session, viewer.unit, now)
            persons = await load(session, [one.person for one in given])
        heard = {
            key
            for key, one in persons.items()
            if hears_name(viewer.party, subject_of(one, now), house.law, now)
        }
        mine = [one for one in given if one.state in OPEN and one.person in heard]
        for n, action in enumerate(mine[:-1]):
            await _move(house, viewer, action, m.Accept(_id(action, "accept")), now)
            if n % 2 == 0:
                done = m.Done(_id(action, "done"), "genomford", True)
                await _move(house, viewer, action, done, now + timedelta(hours=3))


async def _move(
    house: House, viewer: Viewer, action: actions.Action, command: m.ActionCommand, now: datetime
) -> None:
    await work.act(house, viewer, action.id, command, now, real_now())


def _id(action: actions.Action, what: str) -> str:
    return str(uuid5(action.id, what))


async def _staff(house: House, key: str) -> Viewer:
    async with house.database.work() as session:
        [found, *_] = await sessions.standings(session, key, real_now())
    return viewer_of(house, found)
