"""Taking understands how resources go in: what each means, what of it is new, and what became of it.

An entry goes in whole or not at all; so does a transaction. What cannot be taken is kept, sealed,
as it came with the entries it speaks of, so that it can be corrected and sent again.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from app import plain
from app.errors import TooMuch
from app.events import aside, ingest, mapping, reading, scope, wire
from app.events.aside import Letter
from app.events.fhir import kept
from app.events.fhir.chains import persons_behind, told_before
from app.events.fhir.read import (
    NotUsed,
    Parcel,
    SourceMapping,
    Statement,
    Unreadable,
    Unsupported,
    load,
    meanings,
    opened,
)
from app.events.fhir.read.translate import KINDS
from app.events.fhir.result import Result
from app.events.fhir.settle import Settled, Settling
from app.events.identifiers import InvalidIdentifier, parse
from app.events.ingest import Answer, Taken
from app.events.reading import Refused, Told
from app.events.scope import Scope
from app.house import House
from app.tables import Source

MOST = 10_000
ONE_TRANSACTION = ingest.CHUNK
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
    house: House, source: Source, raw: bytes, now: datetime, *,
    door: str = "fhir", history: bool = False, keep: bool = True,
) -> Report:  # fmt: skip
    """Take in a resource or a Bundle. Raises Unreadable when it is neither, and it is kept then."""
    told = mapping_of(house, source)
    try:
        parcel = opened(raw)
        if len(parcel.entries) > MOST:
            raise TooMuch(f"Högst {MOST} resurser tas emot på en gång.")
        results = _results(parcel, told, scope.of(source), now)
    except Unreadable as fault:
        if keep:
            letter = Letter("fhir", raw, "rejected", None, fault.field, fault.reason)
            await aside.keep(house, source.id, [letter], now, door)
        raise
    whole = parcel.bundle == "transaction"
    touched = frozenset[str]()
    for _ in range(AGAIN):
        await _settle(house, source, results, now, history=history)
        if whole and any(one.failed for one in results):
            break
        sent = [settled for one in results for settled in one.settled]
        if whole and len(sent) > ONE_TRANSACTION:
            raise TooMuch(f"Högst {ONE_TRANSACTION} händelser ryms i en transaktion.")
        taken = await ingest.take(
            house, [(source, one.raw) for one in sent], now, history=history, door=door
        )
        touched |= taken.touched
        # Somebody else may have told the beginning of a part while we settled what to say of it.
        if not _answered(results, taken.answers):
            break
    refused = whole and any(one.failed for one in results)
    if keep:
        letters = kept.whole(results, raw) if refused else kept.each(parcel, results)
        await aside.keep(house, source.id, letters, now, door)
    return Report(parcel.bundle, results, touched, refused)


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


def mapping_of(house: House, source: Source) -> SourceMapping:
    """What the source means: by its mapping file, if it has one for FHIR, else by the standard."""
    path = mapping.FOLDER / source.mapping if source.mapping else None
    known = {
        "source": source.id,
        "hide": lambda text: house.vault.hash("fhir", text).hex()[:32],
        "local_systems": frozenset(source.local_systems),
        "centres": frozenset(house.organisation.centres),
    }
    if path is None or not _is_for_fhir(path):
        return SourceMapping(**known)  # type: ignore[arg-type]
    return replace(_loaded(path), **known)  # type: ignore[arg-type]


@cache
def _is_for_fhir(path: Path) -> bool:
    told = plain.read(path)
    return isinstance(told, dict) and told.get("format") == "fhir"


@cache
def _loaded(path: Path) -> SourceMapping:
    return load(path, source="", hide=str)


def _results(parcel: Parcel, told: SourceMapping, allowed: Scope, now: datetime) -> list[Result]:
    found = zip(parcel.entries, meanings(parcel, told, now), strict=True)
    results = []
    for entry, meaning in found:
        one = Result(entry)
        match meaning:
            case Unreadable():
                if allowed.kinds.isdisjoint(KINDS.get(entry.type, allowed.kinds)):
                    # What lies outside the request is not kept, not even to be corrected.
                    one.fails("refused", OUTSIDE, entry.type, "forbidden")
                else:
                    one.fails("rejected", meaning.reason, meaning.field, meaning.code)
            case Unsupported():
                says = f"Resurser av typen {meaning.type} tas inte emot."
                one.fails("unsupported", says, meaning.type, "not-supported")
            case NotUsed():
                one.status, one.reason = "not_used", meaning.reason
            case _:
                one.statements = [said for said in meaning if said.kind in allowed.kinds]
                if meaning and not one.statements:
                    _outside(one, parcel)
        results.append(one)
    return results


def _outside(one: Result, parcel: Parcel) -> None:
    """A Patient among others is there to say who they are about, whatever may be told of it."""
    if one.entry.type == "Patient" and parcel.bundle:
        one.status, one.reason = "not_used", "Resursen säger vem de andra gäller, och inget mer."
    else:
        one.fails("refused", OUTSIDE, one.entry.type, "forbidden")


async def _settle(
    house: House, source: Source, results: Sequence[Result], now: datetime, *, history: bool
) -> None:
    """What of each result's statements is to be sent, after what has been told before."""
    allowed = scope.of(source)
    statements = [said for one in results for said in one.statements]
    parts = {name for said in statements for name in (said.part, said.only_if) if name}
    async with house.database.work() as session:
        chains = await told_before(session, source.id, parts)
        again = [said.shared["person_id"] for said in statements if said.part in chains]
        behind = await persons_behind(session, _hashes(house, allowed, again)) if again else {}

    def read(raw: bytes) -> Told | wire.Fault | Refused:
        return reading.read(house, allowed, raw, now, history)

    def persons(told: Told) -> frozenset[UUID]:
        assert told.identifier is not None
        own = house.vault.hash(told.identifier.system, told.identifier.value)
        first = house.vault.person(own)
        return frozenset({first, behind.get(own, first)})

    settling = Settling(source.id, now, read, chains, persons)
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
