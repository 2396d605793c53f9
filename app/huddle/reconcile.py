"""Reconcile understands what became of everything that came in since the last huddle.

Received = listed + judged and not listed, with why + held for consent + handled apart + rejected:
each event in one of them and the sum checked. Our own acts are not counted, and history that was
loaded, or told of more than fourteen days late, stands beside the sum: it makes no row.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.few import few
from app.access.known import known
from app.access.party import Datum
from app.access.policy import Level, sight
from app.access.subject import subject_of
from app.days import huddle_end, latest_huddle_day, local_date, previous_huddle_day
from app.events.kinds import Category
from app.house import House
from app.huddle import store
from app.huddle.memory import standing
from app.huddle.rules import judge
from app.huddle.verdict import Morning
from app.organisation import Centre
from app.people.category import category_of
from app.people.person import CATEGORY, Person, stamps_of
from app.people.states import decode

NO_RULE = "ingen regel tog upp det"
REGISTER = ("person.", "consent.", "block.", "capacity.", "svod.", "relation.", "contact.")
# By the persons of whom something came, and not by the day it came: else each centre reads what came to
# all. OFFSET 0 keeps PostgreSQL to that, and from reading every correction there is. History makes
# nobody known of, and has an index of its own.
EVENTS = text("""
SELECT e.person, e.source || '/' || e.source_event_id AS ref, e.kind, e.history, e.controller,
    e.unit, e.sensitive, e.body ->> 'kind' AS enrolled,
    EXISTS (SELECT FROM event c WHERE c.corrects = e.source || '/' || e.source_event_id OFFSET 0)
        AS corrected
FROM (
    SELECT own.* FROM person p,
        LATERAL (SELECT * FROM event WHERE person = p.id AND NOT history OFFSET 0) AS own
    WHERE p.centre = :centre AND p.known_at > :since
    UNION ALL
    SELECT * FROM event WHERE centre = :centre AND history AND received_at > :since
) AS e
WHERE e.centre = :centre AND e.received_at > :since AND e.received_at <= :now
    AND e.person IS NOT NULL AND e.source <> 'kvarten'
""")
STATES = text("SELECT id, CAST(state AS text) FROM person WHERE id = ANY(:ids)")
REJECTED = text("""
SELECT coalesce(sum(1), 0) FROM set_aside
WHERE centre = :centre AND outcome = 'rejected' AND last_at > :since AND state = 'open'
""")
KEEP = text("""
INSERT INTO reconciliation (centre, day, at, since, received, listed, not_listed, held, apart,
    rejected, history, reasons)
VALUES (:centre, :day, :now, :since, :received, :listed, :not_listed, :held, :apart, :rejected,
    :history, CAST(:reasons AS jsonb))
ON CONFLICT (centre, day) DO UPDATE SET at = excluded.at, since = excluded.since,
    received = excluded.received, listed = excluded.listed, not_listed = excluded.not_listed,
    held = excluded.held, apart = excluded.apart, rejected = excluded.rejected,
    history = excluded.history, reasons = excluded.reasons
""")


KEPT = (
    "centre", "since", "received", "listed", "not_listed", "held", "apart", "rejected", "history",
)  # fmt: skip


@dataclass(slots=True)
class Reconciled:
    """The sum of a morning. `reasons` says why what was judged is not listed, with how many.

    `protected` is of how many persons what was handled apart told.
    """

    centre: str
    since: datetime
    at: datetime
    received: int = 0
    listed: int = 0
    held: int = 0
    apart: int = 0
    rejected: int = 0
    history: int = 0
    protected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def not_listed(self) -> int:
        return sum(self.reasons.values())

    def check(self) -> None:
        """Every event in one place: a sum that does not hold is a fault of ours."""
        parts = self.listed + self.not_listed + self.held + self.apart + self.rejected
        if parts != self.received:
            raise ArithmeticError(f"{self.received} received, {parts} accounted for")


async def reconcile(house: House, centre: str, now: datetime) -> Reconciled:
    """What became of what came in to a centre since its last huddle closed."""
    place = house.organisation.centres[centre]
    async with house.database.work() as session:
        return await _reconcile(session, house, place, now)


async def keep(house: House, centre: str, now: datetime) -> Reconciled:
    """The same, kept with the day's huddle."""
    place = house.organisation.centres[centre]
    async with house.database.work() as session:
        found = await _reconcile(session, house, place, now)
        values = {name: getattr(found, name) for name in KEPT}
        reasons = msgspec.json.encode(dict(found.reasons)).decode()
        day = local_date(now)
        await session.execute(KEEP, {**values, "now": now, "day": day, "reasons": reasons})
    return found


def told_apart(found: Reconciled) -> Reconciled:
    """As it may be shown: so few persons handled apart that they could be known are told with the rest,
    however much has come in of each.

    Under the reason that most have anyhow: one of their own would tell that there is somebody.
    """
    if few(found.protected):
        found.reasons[NO_RULE] += found.apart
        found.apart = 0
    return found


async def _reconcile(
    session: AsyncSession, house: House, place: Centre, now: datetime
) -> Reconciled:
    today = latest_huddle_day(place.calendar, local_date(now))
    huddle = await store.find(session, place.unit, today)
    since = huddle_end(place.calendar, previous_huddle_day(place.calendar, today))
    board = None
    if huddle is not None:
        since = huddle.since
        board = await store.board(session, huddle, place)
    values = {"centre": place.unit, "since": since}
    sources = await store.sources(session)
    morning = house.morning(place, now, since, sources)
    listed = (
        {UUID(row.content.person) for row in board.rows if not row.withdrawn} if board else set()
    )
    found = Reconciled(place.unit, since, now)
    found.rejected = int((await session.execute(REJECTED, values)).scalar_one())
    told: dict[UUID, _Told] = {}
    events = (await session.execute(EVENTS, {**values, "now": now})).all()
    about = {event.person for event in events if not event.history}
    for who, state in await session.execute(STATES, {"ids": list(about)}):
        told[who] = _tell(house, place, decode(state), who in listed, morning)
    for event in events:
        if event.history:
            found.history += 1
        else:
            found.received += 1
            _count(found, told[event.person], event)
    found.protected = sum(told[person].apart for person in about)
    found.received += found.rejected
    found.check()
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What became of one person: apart, listed, or why not; and which events the centre may know.

    `refs` are those whose facts stand, with whether the centre knows the fact; `may` answers for one
    that no fact rests on any more, so that what is held back is as much whatever it was about.
    """

    apart: bool
    listed: bool
    why: str
    refs: Mapping[str, bool]
    may: Callable[[Datum], bool]


def _tell(house: House, place: Centre, person: Person, listed: bool, morning: Morning) -> _Told:
    party = house.parties(place)[0]
    visible, *_ = known(person, party, house.law, morning.now)
    subject = subject_of(person, morning.now)

    def may(datum: Datum) -> bool:
        return sight(party, subject, datum, house.law, morning.now).level is Level.FULL

    refs = dict.fromkeys(_refs(person), False) | dict.fromkeys(_refs(visible), True)
    apart = person.protected != "none"
    why = "" if apart or listed else _why(house, place, visible, morning)
    return _Told(apart, listed and not apart, why, refs, may)


def _why(house: House, place: Centre, visible: Person, morning: Morning) -> str:
    """Why a person that something came in about is on no list, in Swedish."""
    if visible.died is not None:
        return "personen är avliden"
    reasons = judge(visible, house.rules_of(place.unit), morning)
    if reasons:
        standings = (standing(visible, r.rule, r.episode, morning, r.deadline) for r in reasons)
        silenced = next((one.why for one in standings if not one.listed), None)
        # Judged after the board was built: it comes onto it with the next refresh.
        return f"redan beslutat: {silenced.lower()}" if silenced else "på väg till tavlan"
    return NO_RULE


def _count(found: Reconciled, told: _Told, event: Any) -> None:
    if told.apart:
        found.apart += 1
    elif _held(told, event):
        found.held += 1
    elif event.corrected:
        found.reasons["rättat eller makulerat av källan"] += 1
    elif event.kind.startswith(REGISTER):
        found.reasons["registeruppgift"] += 1
    elif told.listed:
        found.listed += 1
    else:
        found.reasons[told.why] += 1


def _held(told: _Told, event: Any) -> bool:
    if event.ref in told.refs:
        return not told.refs[event.ref]
    category = category_of(event.kind, event.enrolled)
    if category is None:
        return False
    category = Category.D7 if event.sensitive else category
    return not told.may(Datum(category, event.controller, unit=event.unit))


def _refs(person: Person) -> frozenset[str]:
    return frozenset(
        stamp.ref for name in CATEGORY for fact in _facts(person, name) for stamp in stamps_of(fact)
    )


def _facts(person: Person, name: str) -> Sequence[object]:
    told = getattr(person, name)
    return told if isinstance(told, tuple) else () if told is None else (told,)
