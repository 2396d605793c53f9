"""Listings understand what a file of the listed changes, and tell it as events like any other.

A complete file is all who are listed at one centre: whoever is not in it would leave, and leaves
only when that has been seen and confirmed. What is the same as before is told to nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import Refused, Rejected, Unknown
from app.events import ingest, scope, store
from app.events.identifiers import Identifier, InvalidIdentifier, parse
from app.events.scope import Scope
from app.house import House
from app.people.person import Person
from app.people.states import load
from app.register.listed import Listed
from app.register.news import SHOWN, ListingAnswer, RowFault, event_of, hinted, news
from app.tables import Source

AT_ONCE = 1000
MANY = 0.10
"""When a larger part than this would leave, the file is likely to be another than meant."""
FEW = 5
HERE = text("SELECT id FROM person WHERE centre = :centre AND merged_into IS NULL")
NUMBERS = text(
    "SELECT person, system, hash, cipher FROM person_identifier WHERE person = ANY(:ids)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event to tell, and which row says it; None when it is the row that is not there."""

    event: dict[str, Any]
    line: int | None


@dataclass(slots=True)
class Plan:
    """What a file would change. `here` is how many were listed at the centre before it."""

    told: list[Told] = field(default_factory=list)
    rejected: list[RowFault] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    present: set[UUID] = field(default_factory=set)
    same: int = 0
    here: int = 0

    def lines(self, *kinds: str) -> int:
        """How many rows told something of the kinds that was not rejected."""
        bad = {fault.row for fault in self.rejected}
        told = {one.line for one in self.told if one.event["type"] in kinds}
        return len(told - bad - {None})


async def take(
    house: House,
    source: Source,
    listed: Sequence[Listed],
    now: datetime,
    *,
    complete: str | None = None,
    confirm: int | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[ListingAnswer, frozenset[str]]:
    """Take in a file of the listed; answers what it came to and the centres it touched.

    `complete` is the centre that the file is all of. `confirm` is how many may leave it: more are
    refused, and when they are many it must be the very number. `progress` hears of rows done.
    """
    plan = await _plan(house, source, listed, now, complete)
    if dry_run:
        return _answer(plan, listed, written=False), frozenset()
    _check(plan, confirm)
    touched: set[str] = set()
    for at in range(0, len(plan.told), AT_ONCE):
        part = plan.told[at : at + AT_ONCE]
        sent = [(source, msgspec.json.encode(one.event)) for one in part]
        taken = await ingest.take(house, sent, now, door="listings")
        touched |= taken.touched
        for one, answer in zip(part, taken.answers, strict=True):
            if answer.status in {"rejected", "refused"}:
                fault = RowFault(one.line or 0, answer.field or "", answer.reason or "")
                plan.rejected.append(fault)
        progress(len(listed) * (at + len(part)) // len(plan.told))
    return _answer(plan, listed, written=True), frozenset(touched)


def whole(centre: str | None, complete: bool) -> str | None:
    """The centre that a file is all of, if it is said to be."""
    if complete and centre is None:
        raise Rejected("Ange vilken vårdcentral den fullständiga filen gäller.")
    return centre if complete else None


def _check(plan: Plan, confirm: int | None) -> None:
    leaving = len(plan.absent)
    if not leaving or confirm == leaving:
        return
    told = f"{leaving} av {plan.here} listade finns inte i filen och skulle lämna vårdcentralen."
    if confirm is None or leaving > confirm:
        raise Refused(f"{told} Ingenting är ändrat. Bekräfta antalet om det stämmer.")
    if leaving > FEW and leaving > MANY * plan.here:
        raise Refused(f"{told} Det är ovanligt många. Bekräfta just {leaving} om det stämmer.")


async def _plan(
    house: House, source: Source, listed: Sequence[Listed], now: datetime, complete: str | None
) -> Plan:
    plan, asked = Plan(), scope.of(source)
    if complete is not None and complete not in house.organisation.centres:
        raise Unknown("Vårdcentralen finns inte i organisationen.")
    seen: dict[Identifier, int] = {}
    for at in range(0, len(listed), AT_ONCE):
        rows: list[tuple[Listed, Identifier | None]] = []
        for one in listed[at : at + AT_ONCE]:
            identifier = _identifier(house, source, one)
            if identifier is not None and identifier in seen:
                says = f"Personen står redan på rad {seen[identifier]}."
                plan.rejected.append(RowFault(one.line, "identifier", says))
                continue
            if complete is not None and one.centre != complete:
                says = "Raden gäller en annan vårdcentral än den fullständiga filen."
                plan.rejected.append(RowFault(one.line, "centre", says))
                continue
            if identifier is not None:
                seen[identifier] = one.line
            rows.append((one, identifier))
        await _compare(house, asked, rows, now, plan)
    if complete is not None:
        await _leave(house, complete, now, plan, source.id)
    return plan


def _identifier(house: House, source: Source, one: Listed) -> Identifier | None:
    try:
        declared = frozenset(source.local_systems)
        return parse(one.system, one.value, demo=house.demo, local_systems=declared)
    except InvalidIdentifier:
        return None


async def _compare(
    house: House, asked: Scope, rows: Sequence[tuple[Listed, Identifier | None]], now: datetime,
    plan: Plan,
) -> None:  # fmt: skip
    """What each row says that was not known. One that names nobody is told as it is, and kept."""
    hashes = {one: house.vault.hash(one.system, one.value) for _, one in rows if one is not None}
    async with house.database.work() as session:
        persons = await store.persons(session, list(hashes.values()))
        states = await load(session, list(set(persons.values())))
    for one, identifier in rows:
        hashed = hashes[identifier] if identifier else house.vault.hash(one.system, one.value)
        person = persons.get(hashed)
        state = states.get(person, Person()) if person else Person()
        if person:
            plan.present.add(person)
        told = news(one, state, asked)
        for kind, data in told.items():
            event = event_of(asked.id, kind, (one.system, one.value), hashed, state, data, now)
            plan.told.append(Told(event, one.line))
        plan.same += not told


async def _leave(house: House, centre: str, now: datetime, plan: Plan, source: str) -> None:
    """Those who are listed at the centre and not in its complete file."""
    async with house.database.work() as session:
        here = list((await session.execute(HERE, {"centre": centre})).scalars())
        gone = [person for person in here if person not in plan.present]
        plan.here = len(here)
        for at in range(0, len(gone), AT_ONCE):
            part = gone[at : at + AT_ONCE]
            states = await load(session, part)
            numbers = await _numbers(session, house, part)
            for person in part:
                state = states[person]
                if state.died_on is not None:
                    continue
                hashed, number = numbers[person]
                data = {"vc": None}
                event = event_of(source, "person.listing_changed", number, hashed, state, data, now)
                plan.told.append(Told(event, None))
                plan.absent.append(hinted(state))


async def _numbers(
    session: AsyncSession, house: House, persons: Sequence[UUID]
) -> Mapping[UUID, tuple[bytes, tuple[str, str]]]:
    """A number of each person, the official one where there are several."""
    found: dict[UUID, tuple[bytes, tuple[str, str]]] = {}
    rows = (await session.execute(NUMBERS, {"ids": list(persons)})).all()
    for person, system, hashed, cipher in sorted(rows, key=lambda row: row[1], reverse=True):
        value = house.vault.unseal(bytes(cipher), bytes(hashed))
        found[person] = bytes(hashed), (system, value)
    return found


def _answer(plan: Plan, listed: Sequence[Listed], *, written: bool) -> ListingAnswer:
    lines = sorted(plan.rejected, key=lambda one: one.row)
    return ListingAnswer(
        len(listed),
        plan.lines("person.registered"),
        plan.lines("person.updated", "person.protected_changed"),
        plan.lines("person.listing_changed"),
        plan.same,
        len(plan.absent),
        lines,
        sorted(plan.absent)[:SHOWN],
        written,
    )


def source_of(house: House, name: str | None) -> Source:
    """The source a list comes from; the one that may tell of listings, when there is but one."""
    known = house.organisation.sources
    may = [
        one.id
        for one in known.values()
        if one.kinds and "person.listing_changed" in scope.matching(tuple(one.kinds))
    ]
    if name is None and len(may) == 1:
        return known[may[0]]
    if name in known:
        return known[name]
    which = f"Källan {name} finns inte." if name else "Säg vilken källa listan kommer från."
    raise Refused(f"{which} Kända är {', '.join(sorted(known))}.")
