"""Taking understands how resources go in: what each means, what of it is new, and what became of it.

An entry goes in whole or not at all; so does a transaction. What cannot be taken is kept, sealed,
as it came with the entries it speaks of, so that it can be corrected and sent again.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.errors import TooMuch
from app.events import aside, feeds, ingest, scope
from app.events.aside import Letter, Tally
from app.events.fhir import kept
from app.events.fhir.mapped import mapping_of
from app.events.fhir.read import (
    Entry,
    NotUsed,
    Parcel,
    Unreadable,
    Unsupported,
    opened,
)
from app.events.fhir.read.about import Setting
from app.events.fhir.read.translate import KINDS, meaning, setting_of
from app.events.fhir.result import Result
from app.events.fhir.telling import still_to_tell
from app.events.ingest import Answer, Sent, Taken, Way
from app.events.scope import Scope
from app.house import House
from app.tables import Source

log = structlog.get_logger()
MOST = 10_000
ONE_TRANSACTION = ingest.CHUNK
AT_ONCE = 500
Send = Callable[[Sequence[Sent], str], Awaitable[Taken]]
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
    send: Send | None = None,
) -> Report:
    """Take in a resource or a Bundle. Raises Unreadable when it is neither, and it is kept then.

    `admit` hears how many entries there are before any is read, and may refuse them. `send` takes
    in the events of a single resource, where many may come at once.
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
        alone = send if parcel.bundle is None else None
        touched |= await _take_in(house, source, part, way, whole=whole, send=alone)
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
    house: House, source: Source, results: Sequence[Result], way: Way, *,
    whole: bool, send: Send | None,
) -> frozenset[str]:  # fmt: skip
    """Send on what is new of some entries; answers the centres it touched."""
    touched = frozenset[str]()
    for _ in range(AGAIN):
        await still_to_tell(house, source, results, way)
        if whole and any(one.failed for one in results):
            break
        sent = [(source, settled.raw) for one in results for settled in one.settled]
        if whole and len(sent) > ONE_TRANSACTION:
            raise TooMuch(f"Högst {ONE_TRANSACTION} händelser ryms i en transaktion.")
        if not sent:
            break
        if send is not None:
            taken = await send(sent, way.door)
        else:
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
