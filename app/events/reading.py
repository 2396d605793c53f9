"""Reading understands one CloudEvent as its source may tell it: an event, a fault, or a refusal.

A fault is kept, so that it can be corrected. A refusal is not: what lies outside the request, or is
older than anything we keep, is not ours to store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import msgspec

from app.events import checks, wire
from app.events.identifiers import Identifier, InvalidIdentifier, birth_date, parse
from app.events.kinds import WITHOUT_PERSON, Event
from app.events.kinds.identity import PersonMerged, PersonRegistered, PersonUpdated
from app.events.scope import Scope
from app.house import House
from app.value import Value

LARGEST = 64 * 1024
WINDOW = timedelta(days=14)
"""What happened longer ago than this when it came is history: it counts, and makes no row."""
TOO_LARGE = "Händelsen är större än 64 kB."
PASSES = (
    "ed.", "inpatient.", "discharge.", "samsa.", "ambulance.", "mobile.", "phone.", "vc.", "case.",
    "hemtjanst.", "alarm.", "followup.", "assessment.",
)  # fmt: skip
"""What happened once and is over. Who somebody is, or is enrolled in, holds however old it is."""
ITSELF = "Personen kan inte slås ihop med sig själv. Ange den identitet som finns kvar."
MOST_NUMBERS = 8
TOO_MANY = "Högst åtta andra nummer kan anges för en person."
TOO_OLD = "Händelsen är äldre än gallringsgränsen och har inte sparats."

Raw = bytes | msgspec.Raw


class Told(Value, frozen=True):
    """An event that could be read. `dropped` counts the fields that nobody had asked for, `into` is
    whom a merge leaves, `also` are other numbers of the same person's."""

    identifier: Identifier | None
    event: Event
    id: str
    dropped: int
    into: Identifier | None = None
    also: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What may not be told; it is answered and not kept."""

    field: str
    says: str
    id: str | None = None
    kind: str | None = None


def read(
    house: House, scope: Scope, raw: Raw, now: datetime, history: bool
) -> Told | wire.Fault | Refused:
    """Read one event of a source."""
    if closed := scope.closed(checks.limits(now).today):
        return Refused("source", closed)
    if len(bytes(raw)) > LARGEST:
        return wire.Fault("", TOO_LARGE if wire.is_json(raw) else wire.NO_JSON)
    parsed = wire.read(raw)
    # Before its faults: what lies outside the request is not kept, not even to be corrected.
    if parsed.kind is not None and (outside := scope.refuses_kind(parsed.kind)):
        return Refused(*outside, parsed.id, parsed.kind)
    if isinstance(parsed, wire.Fault):
        return parsed
    if parsed.occurred_at < now - house.retention and parsed.kind.startswith(PASSES):
        return Refused("time", TOO_OLD, parsed.id, parsed.kind)
    event = _event(house, scope, parsed, now, history)
    if outside := scope.refuses(event):
        return Refused(*outside, parsed.id, parsed.kind)
    fault = checks.impossible(parsed, now) or checks.unknown(parsed, house.organisation)
    if fault:
        return wire.Fault(*fault, parsed.id, parsed.kind)
    identifier = _identifier(house, scope, parsed)
    if isinstance(identifier, wire.Fault):
        return identifier
    event, dropped = scope.narrowed(event)
    told = Told(identifier, event, parsed.id, dropped)
    match event.body:
        case PersonRegistered() | PersonUpdated() if event.body.identifiers:
            named = _also(house, scope, told)
        case PersonMerged():
            return _merging(house, scope, told)
        case _:
            named = told
    if isinstance(named, Told) and isinstance(named.event.body, PersonRegistered):
        return _born(named, checks.limits(now).today)
    return named


def _born(told: Told, today: date) -> Told:
    """A registration without a birth date has the one that the number tells, if it tells one."""
    born = birth_date(told.identifier) if told.identifier else None
    if told.event.body.birth_date is not None or born is None or born > today:
        return told
    return told.but(event=told.event.but(body=replace(told.event.body, birth_date=born)))


def _also(house: House, scope: Scope, told: Told) -> Told | wire.Fault:
    """Other numbers of the same person's, which go no further than here in clear."""
    body, found = told.event.body, []
    if len(body.identifiers) > MOST_NUMBERS:
        return wire.Fault("data.identifiers", TOO_MANY, told.id, told.event.kind)
    for place, one in enumerate(body.identifiers):
        try:
            found.append(_parsed(house, scope, one.system, one.value))
        except InvalidIdentifier as error:
            return wire.Fault(f"data.identifiers[{place}]", str(error), told.id, told.event.kind)
    event = told.event.but(body=replace(body, identifiers=()))
    also = tuple(one for one in dict.fromkeys(found) if one != told.identifier)
    return told.but(event=event, also=also)


def _merging(house: House, scope: Scope, told: Told) -> Told | wire.Fault:
    """A merge as it is kept: whom it leaves stands there by the keyed hash, never by the number."""
    body, kind = told.event.body, told.event.kind
    try:
        into = _parsed(house, scope, body.into_system, body.into_value)
    except InvalidIdentifier as error:
        return wire.Fault("data.into_value", str(error), told.id, kind)
    if into == told.identifier:
        return wire.Fault("data.into_value", ITSELF, told.id, kind)
    hashed = house.vault.hash(into.system, into.value).hex()
    event = told.event.but(body=PersonMerged(into.system, hashed))
    return told.but(event=event, into=into)


def joined(house: House, told: Told) -> Iterator[tuple[Identifier, Event]]:
    """The merges that other numbers of a person's come to, each with the one that ends.

    The nth is taken back by its own id: that of the event, a # and n.
    """
    if told.identifier is None:
        return
    into = house.vault.hash(told.identifier.system, told.identifier.value).hex()
    body = PersonMerged(told.identifier.system, into)
    for n, one in enumerate(told.also, 1):
        yield one, told.event.but(
            ref=f"{told.event.ref}#{n}", kind="person.merged", body=body,
            correlation=None, corrects=None, correction="new",
        )  # fmt: skip


def _parsed(house: House, scope: Scope, system: str, value: str) -> Identifier:
    """A number as the house and the source know numbers. Raises InvalidIdentifier."""
    return parse(system, value, demo=house.demo, local_systems=scope.local_systems)


class _Whom(msgspec.Struct):
    person_id: wire.PersonId


class _About(msgspec.Struct):
    data: _Whom


_ABOUT = msgspec.json.Decoder(_About)


def whom(house: House, scope: Scope, raw: Raw) -> Identifier | None:
    """Whom an event with a fault is about, where that much of it can be read."""
    try:
        told = _ABOUT.decode(raw).data.person_id
        return _parsed(house, scope, told.system, told.value)
    except (*wire.UNREADABLE, InvalidIdentifier):
        return None


def _identifier(house: House, scope: Scope, parsed: wire.Parsed) -> Identifier | wire.Fault | None:
    told = parsed.data.person_id
    if told is None:
        if parsed.kind in WITHOUT_PERSON:
            return None
        return wire.Fault("data.person_id", "Fältet saknas.", parsed.id, parsed.kind)
    try:
        return _parsed(house, scope, told.system, told.value)
    except InvalidIdentifier as error:
        return wire.Fault("data.person_id", str(error), parsed.id, parsed.kind)


def _event(house: House, scope: Scope, parsed: wire.Parsed, now: datetime, history: bool) -> Event:
    data = parsed.data
    unit = house.organisation.units.get(data.unit_hsa_id or "")
    corrects = data.revises or data.cancels
    return Event(
        ref=_ref(scope, parsed.source, parsed.id),
        source=scope.id,
        kind=parsed.kind,
        body=parsed.body,
        controller=data.controller_hsa_id or (unit.provider if unit else scope.controller),
        unit=data.unit_hsa_id,
        occurred_at=parsed.occurred_at,
        recorded_at=parsed.recorded_at or now.astimezone(UTC),
        received_at=now,
        correlation=data.correlation_id,
        corrects=_ref(scope, parsed.source, corrects) if corrects else None,
        correction="cancel" if data.cancels else "revise" if data.revises else "new",
        history=history or parsed.occurred_at < now - WINDOW,
        sensitive=data.sensitivity == "D7",
    )


def _ref(scope: Scope, told: str, id_: str) -> str:
    """(source, id) as CloudEvents has it; a producer behind our source keeps its own name.

    The producer's length stands before it, so that no two pairs are ever written the same way.
    """
    return f"{scope.id}/{id_}" if told == scope.id else f"{scope.id}/{len(told)}:{told}|{id_}"
