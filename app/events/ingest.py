"""Ingest understands the way in: read, identify, record, fold; all of it in one transaction.

Every door ends here. What is answered `new` is committed, what is `known` was there before, what
is `rejected` is kept, sealed, with its reason in Swedish, and the rest goes in all the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import DataError, OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.clock import local
from app.events import store, wire
from app.events.identifiers import Identifier, InvalidIdentifier, parse
from app.events.kinds import KINDS, WITHOUT_PERSON, Event
from app.events.kinds.identity import PersonDied
from app.house import House
from app.organisation import Organisation, heard
from app.people.store import record
from app.tables import Source

CHUNK = 1000
LARGEST = 64 * 1024
SKEW = timedelta(minutes=5)
WINDOW = timedelta(days=14)
"""What happened longer ago than this when it came is history: it counts, and makes no row."""
HEARD_EVERY = timedelta(seconds=10)
OURS = ("huddle.", "action.")
PAST = {
    kind: tuple(
        f.name
        for f in fields(body)
        if f.name
        in ("closed_at", "discharged_at", "sent_at", "requested_at", "assessed_at", "assessed_on",
            "executed_at", "patient_informed_at", "held_at")
    )
    for kind, body in KINDS.items()
}  # fmt: skip
"""Which fields of each kind tell of what has happened: they cannot lie ahead of us."""
TOO_LARGE = "Händelsen är större än 64 kB."
NO_UNIT = "Okänd enhet. Den finns inte i organisationen."

Raw = bytes | msgspec.Raw
Sent = tuple[Source, Raw]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one event."""

    id: str | None
    status: Literal["new", "known", "rejected"]
    field: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A source as each of its events is read by; a table's own row is slow to ask."""

    id: str
    controller: str
    local_systems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer per event, in their order, and the centres whose boards may have changed."""

    answers: list[Answer]
    touched: frozenset[str]


async def take(
    house: House, sent: Sequence[Sent], now: datetime, *, history: bool = False
) -> Taken:
    """Take in CloudEvents, each with its source and each answered for; a thousand in a transaction."""
    answers: list[Answer] = []
    touched: set[str] = set()
    for at in range(0, len(sent), CHUNK):
        taken = await _chunk(house, sent[at : at + CHUNK], now, history)
        answers += taken.answers
        touched |= taken.touched
    return Taken(answers, frozenset(touched))


async def _chunk(
    house: House, sent: Sequence[Sent], now: datetime, history: bool, again: int = 3
) -> Taken:
    """One transaction. One event that PostgreSQL cannot hold does not stop the others."""
    try:
        async with house.database.work() as session:
            return await _take(session, house, sent, now, history)
    except OperationalError as error:
        # Whoever moves many persons and whoever builds their boards may wait for each other.
        if not again or not isinstance(error.orig, DeadlockDetected):
            raise
        return await _chunk(house, sent, now, history, again - 1)
    except DataError:
        if len(sent) == 1:
            told = wire.read(sent[0][1])
            fault = wire.Fault("data", "Innehållet går inte att lagra.", told.id, told.kind)
            async with house.database.work() as session:
                await _keep(session, house, [(*sent[0], fault)], now)
            return Taken([Answer(told.id, "rejected", fault.field, fault.says)], frozenset())
        half = len(sent) // 2
        first = await _chunk(house, sent[:half], now, history)
        second = await _chunk(house, sent[half:], now, history)
        return Taken(first.answers + second.answers, first.touched | second.touched)


async def _take(
    session: AsyncSession, house: House, sent: Sequence[Sent], now: datetime, history: bool
) -> Taken:
    sources = {id(source): source for source, _ in sent}
    senders = {
        key: Sender(source.id, source.controller, frozenset(source.local_systems))
        for key, source in sources.items()
    }
    read = [_read(house, senders[id(source)], raw, now, history) for source, raw in sent]
    good = [one for one in read if not isinstance(one, wire.Fault)]
    persons = await _persons(session, house, [one[0] for one in good if one[0] is not None])
    events: list[tuple[UUID | None, Event]] = [
        (None if identifier is None else persons[identifier], event)
        for identifier, event, _ in good
    ]
    recorded = await record(session, events, house.folding(now))
    faults = [
        (*one, fault)
        for one, fault in zip(sent, read, strict=True)
        if isinstance(fault, wire.Fault)
    ]
    await _keep(session, house, faults, now)
    if not history:
        await _heard(session, {source.id: source for source in sources.values()}, now)
    fresh = set(recorded.new)
    answers = []
    for one in read:
        if isinstance(one, wire.Fault):
            answers.append(Answer(one.id, "rejected", one.field, one.says))
            continue
        _, event, id_ = one
        answers.append(Answer(id_, "new" if event.ref in fresh else "known"))
        fresh.discard(event.ref)
    return Taken(answers, recorded.touched)


async def _heard(session: AsyncSession, sources: dict[str, Source], now: datetime) -> None:
    # In one order for every writer, so that two of them never wait for each other.
    for _, source in sorted(sources.items()):
        if source.last_heard is None or now - source.last_heard >= HEARD_EVERY:
            await heard(session, source.id, now)
            source.last_heard = now


def _read(
    house: House, source: Sender, raw: Raw, now: datetime, history: bool
) -> tuple[Identifier | None, Event, str] | wire.Fault:
    if len(bytes(raw)) > LARGEST:
        return wire.Fault("", TOO_LARGE if wire.is_json(raw) else wire.NO_JSON)
    parsed = wire.read(raw)
    if isinstance(parsed, wire.Fault):
        return parsed
    data = parsed.data
    fault = _impossible(parsed, now) or _unknown(parsed, house.organisation)
    if fault:
        return wire.Fault(*fault, parsed.id, parsed.kind)
    identifier = None
    if data.person_id is not None:
        try:
            identifier = parse(
                data.person_id.system,
                data.person_id.value,
                demo=house.demo,
                local_systems=source.local_systems,
            )
        except InvalidIdentifier as error:
            return wire.Fault("data.person_id", str(error), parsed.id, parsed.kind)
    elif parsed.kind not in WITHOUT_PERSON:
        return wire.Fault("data.person_id", "Fältet saknas.", parsed.id, parsed.kind)
    unit = house.organisation.units.get(data.unit_hsa_id or "")
    corrects = data.revises or data.cancels
    event = Event(
        ref=_ref(source, parsed.source, parsed.id),
        source=source.id,
        kind=parsed.kind,
        body=parsed.body,
        controller=data.controller_hsa_id or (unit.provider if unit else source.controller),
        unit=data.unit_hsa_id,
        occurred_at=parsed.occurred_at.astimezone(UTC),
        recorded_at=(data.recorded_at or now).astimezone(UTC),
        received_at=now,
        correlation=data.correlation_id,
        corrects=_ref(source, parsed.source, corrects) if corrects else None,
        correction="cancel" if data.cancels else "revise" if data.revises else "new",
        history=history or parsed.occurred_at < now - WINDOW,
        sensitive=data.sensitivity == "D7",
    )
    return identifier, event, parsed.id


def _ref(source: Sender, told: str, id_: str) -> str:
    """(source, id) as CloudEvents has it; a producer behind our source keeps its own name."""
    return f"{source.id}/{id_}" if told == source.id else f"{source.id}/{told}|{id_}"


def _impossible(parsed: wire.Parsed, now: datetime) -> tuple[str, str] | None:
    if parsed.kind.startswith(OURS):
        return "type", "Händelser av det slaget skapas bara i Kvarten."
    for field, at in (("time", parsed.occurred_at), ("data.recorded_at", parsed.data.recorded_at)):
        if at is not None and _ahead(at, now):
            return field, f"Tiden ligger i framtiden. Klockan är nu {_clock(now)}."
    for name in PAST[parsed.kind] if parsed.body is not None else ():
        told = getattr(parsed.body, name)
        if told is not None and _ahead(told, now):
            return f"data.{name}", f"Tiden ligger i framtiden. Klockan är nu {_clock(now)}."
    born = getattr(parsed.body, "birth_date", None)
    if born is not None and _ahead(born, now):
        return "data.birth_date", "Födelsedatumet ligger i framtiden."
    if isinstance(parsed.body, PersonDied) and _ahead(parsed.body.on, now):
        return "data.on", "Dödsdatumet ligger i framtiden."
    return None


def _ahead(told: date, now: datetime) -> bool:
    return told > now + SKEW if isinstance(told, datetime) else told > local(now).date()


def _clock(now: datetime) -> str:
    return local(now).strftime("%Y-%m-%d %H.%M")


def _unknown(parsed: wire.Parsed, organisation: Organisation) -> tuple[str, str] | None:
    """The first unit or provider that is not in the organisation."""
    data, body = parsed.data, parsed.body
    if data.controller_hsa_id and data.controller_hsa_id not in organisation.providers:
        return "data.controller_hsa_id", "Okänd huvudman. Den finns inte i organisationen."
    if data.unit_hsa_id is not None and data.unit_hsa_id not in organisation.units:
        return "data.unit_hsa_id", NO_UNIT
    for name in wire.UNITS[parsed.kind] if body is not None else ():
        told = getattr(body, name)
        for unit in (told,) if isinstance(told, str) else told or ():
            if unit not in organisation.units:
                return f"data.{name}", NO_UNIT
    return None


async def _persons(
    session: AsyncSession, house: House, identifiers: Sequence[Identifier]
) -> dict[Identifier, UUID]:
    """Who the identifiers belong to; those seen for the first time get a person."""
    hashes = {one: house.vault.hash(one.system, one.value) for one in set(identifiers)}
    known = await store.persons(session, list(hashes.values())) if hashes else {}
    new = [
        store.NewPerson(
            hashed,
            house.vault.person(hashed),
            one.system,
            house.vault.seal(one.value, hashed),
        )
        for one, hashed in hashes.items()
        if hashed not in known
    ]
    if new:
        await store.add_persons(session, new)
    known |= {one.hash: one.person for one in new}
    return {one: known[hashed] for one, hashed in hashes.items()}


async def _keep(
    session: AsyncSession,
    house: House,
    faults: Sequence[tuple[Source, Raw, wire.Fault]],
    now: datetime,
) -> None:
    kept: dict[str, list[store.Aside]] = {}
    for source, raw, fault in faults:
        text = bytes(raw)
        digest = hashlib.sha256(text).digest()
        sealed = house.vault.seal(text.decode("utf-8", "replace"), digest)
        aside = store.Aside(digest, fault.kind, fault.field, fault.says, sealed)
        kept.setdefault(source.id, []).append(aside)
    for name, same in sorted(kept.items()):
        await store.set_aside(session, name, "rejected", same, now)
