"""Taking understands how resources go in: what each means, what of it is new, and what became of it.

An entry goes in whole or not at all; so does a transaction. What cannot be taken is kept, sealed,
as it came with the entries it speaks of, so that it can be corrected and sent again.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from app.errors import TooMuch
from app.events import aside, feeds, ingest, reading, scope, wire
from app.events.aside import Letter, Tally
from app.events.fhir import kept
from app.events.fhir.chains import add_to, persons_behind, told_before
from app.events.fhir.mapped import mapping_of
from app.events.fhir.read import (
    Entry,
    NotUsed,
    Parcel,
    Statement,
    Unreadable,
    Unsupported,
    opened,
)
from app.events.fhir.read.about import Setting
from app.events.fhir.read.translate import KINDS, meaning, setting_of
from app.events.fhir.result import Result
from app.events.fhir.settle import Settled, Settling
from app.events.identifiers import InvalidIdentifier, parse
from app.events.ingest import Answer, Taken, Way
from app.events.reading import Refused, Told
from app.events.scope import Scope
from app.house import House
from app.tables import Source

log = structlog.get_logger()
MOST = 10_000
ONE_TRANSACTION = ingest.CHUNK
AT_ONCE = 500
AGAIN = 3
OUTSIDE = scope.OUTSIDE.format("den omfattar inte händelser av det slaget")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of what was sent; `refused_whole` when a transaction had a fault in it."""

    bundle: str | None
    results: list[Result]
    touched: frozenset[str]
    refused_whole: bool = False


async def take(
    house: House,
    source: Source,
    raw: bytes,
    now: datetime,
    *,
    door: str = "fhir",
    history: bool = False,
    keep: bool = True,
    admit: Callable[[int], None] = lambda entries: None,
) -> Report:
    """Take in a resource or a Bundle. Raises Unreadable when it is neither, and it is kept then.

    `admit` hears how many entries there are before any is read, and may refuse them.
    """
    try:
        parcel = opened(raw)
        if len(parcel.entries) > MOST:
            raise TooMuch(f"Högst {MOST} resurser tas emot på en gång.")
        admit(len(parcel.entries))
        setting = setting_of(parcel, mapping_of(house, source), now)
    except Unreadable as fault:
        if keep:
            await _hear(house, source, [], ingest.Way(door, now, history, keep))
            letter = Letter("fhir", raw, "rejected", None, fault.field, fault.reason)
            await aside.keep(house, source.id, [letter], now, door)
        raise
    way = ingest.Way(door, now, history, keep)
    whole = parcel.bundle == "transaction"
    results: list[Result] = []
    touched = frozenset[str]()
    # Others are let in between: a large Bundle must not make the whole house wait.
    at_once = max(len(parcel.entries), 1) if whole else AT_ONCE
    for at in range(0, len(parcel.entries), at_once):
        part = _results(parcel, parcel.entries[at : at + at_once], setting, scope.of(source))
        touched |= await _take_in(house, source, part, way, whole=whole)
        results += part
    refused = whole and any(one.failed for one in results)
    await _hear(house, source, [] if refused else results, way)
    if keep:
        letters = kept.whole(results, raw) if refused else kept.each(parcel, results)
        await aside.keep(house, source.id, letters, now, door)
    return Report(parcel.bundle, results, touched, refused)


async def _hear(house: House, source: Source, results: Sequence[Result], way: Way) -> None:
    """Hear of the source, and count what never came as far as to be sent on."""
    tally = Tally(
        known=sum(one.status == "known" and not one.settled for one in results),
        refused=sum(one.status == "refused" for one in results),
    )
    if tally.refused:
        log.warning("source.refused", source=source.id, door=way.door, events=tally.refused)
    if tally.events or not any(one.settled for one in results):
        async with house.database.work() as session:
            await aside.count(session, {source.id: tally}, way.door, way.now)
            if way.keep and not way.history:
                await feeds.heard(session, source.id, way.now)


async def _take_in(
    house: House, source: Source, results: Sequence[Result], way: Way, *, whole: bool
) -> frozenset[str]:
    """Send on what is new of some entries; answers the centres it touched."""
    touched = frozenset[str]()
    for _ in range(AGAIN):
        await _settle(house, source, results, way)
        if whole and any(one.failed for one in results):
            break
        sent = [(source, settled.raw) for one in results for settled in one.settled]
        if whole and len(sent) > ONE_TRANSACTION:
            raise TooMuch(f"Högst {ONE_TRANSACTION} händelser ryms i en transaktion.")
        taken = await ingest.take(house, sent, way.now, history=way.history, door=way.door)
        touched |= taken.touched
        # Somebody else may have told the beginning of a part while we settled what to say of it.
        if not _answered(results, taken.answers):
            break
    return touched


async def again(house: House, source: Source, raw: bytes, now: datetime) -> Taken:
    """Take in what has been kept, once more; answered resource by resource."""
    try:
        report = await take(house, source, raw, now, door="replay", keep=False)
    except Unreadable as fault:
        return Taken([Answer(None, "rejected", fault.field, fault.reason)], frozenset())
    return Taken([_answer(one) for one in report.results], report.touched)


def _answer(one: Result) -> Answer:
    match one.status:
        case "unsupported" | "rejected":
            return Answer(None, "rejected", one.expression, one.reason)
        case "refused":
            return Answer(None, "refused", one.expression, one.reason)
        case "not_used" | "known":
            return Answer(None, "known")
        case "new":
            return Answer(None, "new")


def _results(
    parcel: Parcel, entries: Iterable[Entry], setting: Setting, allowed: Scope
) -> list[Result]:
    results = []
    for entry in entries:
        one = Result(entry)
        match told := meaning(entry, setting):
            case Unreadable():
                if allowed.kinds.isdisjoint(KINDS.get(entry.type, allowed.kinds)):
                    # What lies outside the request is not kept, not even to be corrected.
                    one.fails("refused", OUTSIDE, entry.type, "forbidden")
                else:
                    one.fails("rejected", told.reason, told.field, told.code)
            case Unsupported():
                says = f"Resurser av typen {told.type} tas inte emot."
                one.fails("unsupported", says, told.type, "not-supported")
            case NotUsed():
                one.status, one.reason = "not_used", told.reason
            case _:
                one.statements = [said for said in told if said.kind in allowed.kinds]
                if told and not one.statements:
                    _outside(one, parcel)
        results.append(one)
    return results


def _outside(one: Result, parcel: Parcel) -> None:
    """A Patient among others is there to say who they are about, whatever may be told of it."""
    if one.entry.type == "Patient" and parcel.bundle:
        one.status, one.reason = "not_used", "Resursen säger vem de andra gäller, och inget mer."
    else:
        one.fails("refused", OUTSIDE, one.entry.type, "forbidden")


async def _settle(house: House, source: Source, results: Sequence[Result], way: Way) -> None:
    """What of each result's statements is to be sent, after what has been told before."""
    allowed = scope.of(source)
    statements = [said for one in results for said in one.statements]
    parts = {name for said in statements for name in (said.part, said.only_if) if name}
    async with house.database.work() as session:
        chains = await told_before(session, source.id, parts)
        again = [said for said in statements if said.part in chains]
        numbers = _hashes(house, allowed, [said.shared["person_id"] for said in again])
        behind = await persons_behind(session, numbers) if numbers else {}
        growing = [said.part for said in again if said.adds]
        await add_to(session, source.id, chains, growing, behind.values())

    def read(raw: bytes) -> Told | wire.Fault | Refused:
        return reading.read(house, allowed, raw, way.now, way.history)

    def persons(told: Told) -> frozenset[UUID]:
        assert told.identifier is not None
        own = house.vault.hash(told.identifier.system, told.identifier.value)
        first = house.vault.person(own)
        return frozenset({first, behind.get(own, first)})

    settling = Settling(source.id, way.now, read, chains, persons)
    for one in results:
        if not one.failed:
            _settle_one(one, settling)


def _hashes(house: House, allowed: Scope, numbers: Iterable[dict[str, str]]) -> set[bytes]:
    """What the numbers are found by. One that cannot be a person's is found by nothing."""
    found = set()
    for number in numbers:
        with suppress(InvalidIdentifier):
            who = parse(**number, demo=house.demo, local_systems=allowed.local_systems)
            found.add(house.vault.hash(who.system, who.value))
    return found


def _settle_one(one: Result, settling: Settling) -> None:
    one.settled = []
    for said in one.statements:
        match found := settling.settle(said):
            case Settled():
                one.settled.append(found)
                settling.remember(said, found)
            case wire.Fault():
                _at_fault(one, said, found.field, found.says)
                return
            case Refused():
                one.fails("refused", found.says, _path(one, said, found.field), "forbidden")
                return
            case None:
                pass


def _at_fault(one: Result, said: Statement, field_: str, says: str) -> None:
    one.fails("rejected", says, _path(one, said, field_), "business-rule")


def _path(one: Result, said: Statement, field_: str) -> str:
    """Where in the resource a field of an event comes from."""
    name = ".".join(field_.split(".")[:2]).partition("[")[0]
    return ".".join(part for part in (one.entry.type, said.places.get(name)) if part)


def _answered(results: Iterable[Result], answers: Sequence[ingest.Answer]) -> bool:
    """Write down what became of each entry; whether some of them must be settled again."""
    again, left = False, iter(answers)
    for one in results:
        got = [(settled, next(left)) for settled in one.settled]
        if not got:
            continue
        for settled, answer in got:
            if answer.status in ("rejected", "refused"):
                one.fails(answer.status, answer.reason or "", one.entry.type, "business-rule")
                break
            if answer.status == "new":
                one.status = "new"
            elif settled.first:
                again = True
    return again
