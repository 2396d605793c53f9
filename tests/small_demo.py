"""A small demo: fewer centres of the invented region, each as large as in the whole."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple

import msgspec

from app.access.known import known
from app.access.law import Controller, Law
from app.access.party import Party
from app.days import at_local
from app.demo.generator import Demo, WireEvent, demo, tell
from app.demo.region import ORGANISATION, Region, load
from app.events import wire
from app.events.kinds import Event
from app.huddle.rulebook import load as load_rules
from app.huddle.rules import judge
from app.huddle.verdict import Morning, Reason, Round, morning_at
from app.organisation import read
from app.people.fold import fold
from app.people.person import Person

FILE = read(ORGANISATION)
CALLED = {c.unit: {party.unit: party.role for party in c.parties} for c in FILE.centres}
PROVIDER = {unit.hsa_id: unit.provider for unit in FILE.units}
CONTROLLER = {source.id: source.controller for source in FILE.sources}
EACH = 600
"""Persons of 65 and older at a centre."""
SEED = 1

Told = list[tuple[datetime | None, WireEvent]]


class Asked(NamedTuple):
    """A person as it is, and as the convenor may know it when the morning is judged."""

    centre: str
    person: Person
    visible: Person
    morning: Morning


@cache
def whole(morning: date) -> Region:
    return load(morning)


def small(morning: date, seed: int = SEED, *, private: bool = False) -> Demo:
    """The demo's own centre, and the private one when it is asked for."""
    region = whole(morning)
    places = [region.main, *(place for place in region.places if private and place.private)]
    return demo(seed, morning, replace(region, places=tuple(places)), EACH * len(places))


def judged(told: Demo, round_: Round = "daily") -> Iterator[tuple[str, Person, tuple[Reason, ...]]]:
    """By person with something new in the last days, in the week everybody: centre, person, reasons.

    Judged by the rules that ship.
    """
    rules = load_rules()
    for one in persons(told, everybody=round_ != "daily"):
        yield one.centre, one.person, judge(one.visible, rules, one.morning, round_)


def persons(told: Demo, *, everybody: bool) -> Iterator[Asked]:
    """Each person with something new in the last days, or everybody, at 7.40."""
    events: dict[str, Told] = defaultdict(list)
    for sent, event in tell(told):
        events[event["data"]["person_id"]["value"]].append((sent, event))
    centres = {place.centre: place for place in told.region.places}
    controllers = {
        one.hsa_id: Controller(one.hsa_id, one.kind, one.authority)  # type: ignore[arg-type]
        for one in FILE.providers
    }
    now = at_local(told.morning, time(7, 40))
    for pairs in events.values():
        if not everybody and all(sent is None for sent, _ in pairs):
            continue
        person = fold(_event(sent, event, told.begins) for sent, event in pairs)
        place = centres.get(person.listed_vc or "")
        if person.protected != "none" or place is None:
            continue
        convenor = Party("aldre_ssk", place.centre, controllers[PROVIDER[place.centre]])
        visible = known(person, convenor, Law(controllers), now).person
        since = place.last_huddle_closed(told.morning)
        morning = morning_at(now, since, place.calendar, roles=CALLED[place.centre])
        yield Asked(place.centre, person, visible, morning)


def _event(sent: datetime | None, event: WireEvent, loaded: datetime) -> Event:
    """The event as ingest would record it."""
    parsed = wire.read(msgspec.json.encode(event))
    assert isinstance(parsed, wire.Parsed)
    data = parsed.data
    corrects = data.revises or data.cancels
    return Event(
        ref=f"{parsed.source}/{parsed.id}",
        source=parsed.source,
        kind=parsed.kind,
        body=parsed.body,
        controller=PROVIDER.get(data.unit_hsa_id or "", CONTROLLER[parsed.source]),
        unit=data.unit_hsa_id,
        occurred_at=parsed.occurred_at,
        recorded_at=data.recorded_at or loaded,
        received_at=sent or loaded,
        correlation=data.correlation_id,
        corrects=f"{parsed.source}/{corrects}" if corrects else None,
        correction="cancel" if data.cancels else "revise" if data.revises else "new",
        history=sent is None,
    )
