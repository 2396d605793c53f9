"""Extremes: no date that is taken in, however early or late, stops a morning, a page or a list."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from app.events import checks, wire
from app.events.kinds import KINDS, Event
from app.events.kinds.social import EnrolmentKind
from app.huddle import packs
from app.huddle.examples import registered
from app.huddle.phrases.registers import last_touched
from app.huddle.rules import judge
from app.huddle.verdict import morning_at
from app.huddle.waking import next_due
from app.lists.preventing import supported
from app.pathways.frailty import cfs_map
from app.pathways.timeline import timeline
from app.pathways.under_way import under_way
from app.people.fold import fold
from app.people.person import Person
from tests.houses import NOW

MORNING = morning_at(NOW, NOW - timedelta(days=1))
RULES = tuple({rule.id: rule for pack in packs.every().values() for rule in pack.rules}.values())
OURS = ("huddle.", "action.", "person.merged")
DAYS = ("0001-01-01", "1850-01-01", "2199-12-31", "9999-12-31")
INSTANTS = (
    "0001-01-01T00:00:00+14:00", "1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
)  # fmt: skip


def least(kind: str) -> dict[str, Any]:
    """The least that a kind asks for, on the day before."""
    told: dict[str, Any] = {"person_id": {"system": "urn:kvarten:demo", "value": "19340304T027"}}
    hints = get_type_hints(KINDS[kind])
    for one in fields(KINDS[kind]):
        hint, name = hints[one.name], one.name.rstrip("_")
        if one.default is MISSING:
            told[name] = {datetime: NOW.isoformat(), date: "2026-11-19"}.get(hint, "x")
            if get_origin(hint) is Literal:
                told[name] = get_args(hint)[0]
            elif get_origin(hint) is tuple:
                told[name] = []
    return told


def extremes() -> Iterator[Any]:
    for kind, body in KINDS.items():
        if kind.startswith(OURS):
            continue
        hints = get_type_hints(body)
        for one in fields(body):
            asked = {hints[one.name], *get_args(hints[one.name])}
            values = INSTANTS if datetime in asked else DAYS if date in asked else ()
            whats = get_args(EnrolmentKind) if kind.startswith("enrolment.") else (None,)
            for value in values:
                for what in whats:
                    told = least(kind) | {one.name.rstrip("_"): value}
                    told |= {} if what is None else {"kind": what}
                    yield pytest.param(kind, told, id=f"{kind} {one.name}={value} {what or ''}")


def read(kind: str, told: dict[str, Any]) -> wire.Parsed | wire.Fault:
    event = {"specversion": "1.0", "id": "e", "source": "x", "type": kind, "data": told}
    return wire.read(json.dumps(event | {"time": NOW.isoformat()}).encode())


def folded(parsed: wire.Parsed, *before: Event) -> Person:
    event = Event(
        "exempel/1", "exempel", parsed.kind, parsed.body, "exempel", None, NOW, NOW, NOW, None,
        history=False,
    )  # fmt: skip
    return fold([registered(82, NOW), *before, event])


@pytest.mark.parametrize(("kind", "told"), [*extremes()])
def test_no_date_that_is_taken_in_stops_anything(kind: str, told: dict[str, Any]) -> None:
    parsed = read(kind, told)
    if isinstance(parsed, wire.Fault) or checks.impossible(parsed, NOW):
        return
    person = folded(parsed)
    for round_ in ("daily", "weekly"):
        judge(person, RULES, MORNING, round_)
    next_due(person, RULES, MORNING)
    under_way(person, MORNING)
    cfs_map(person, MORNING)
    timeline(person, MappingProxyType({}), NOW)
    supported(person, MORNING.today)


DONE = [
    "medication_review.done", "annual_check.done", "medical_plan.recorded", "medlist.reconciled",
    "sip.followed_up", "lub.offered", "lub.accepted", "lub.followed_up", "relative.informed",
    "sol.participated", "svod.informed",
]  # fmt: skip


@pytest.mark.parametrize("kind", DONE)
def test_what_is_done_was_done_today_at_the_latest(kind: str) -> None:
    """A check that is dated next year would keep its row away for two."""
    today, tomorrow = (
        read(kind, least(kind) | {"on": (NOW.date() + timedelta(days=n)).isoformat()})
        for n in (0, 1)
    )
    assert isinstance(today, wire.Parsed)
    assert isinstance(tomorrow, wire.Parsed)
    assert checks.impossible(today, NOW) is None
    field, says = checks.impossible(tomorrow, NOW) or ("", "")
    assert (field, says[:24]) == ("data.on", "Tiden ligger i framtiden")


@pytest.mark.parametrize("kind", ["enrolment.ended", "capacity.ended"])
def test_an_end_may_be_told_beforehand(kind: str) -> None:
    told = read(kind, least(kind) | {"on": "2026-12-24"})
    assert isinstance(told, wire.Parsed)
    assert checks.impossible(told, NOW) is None


def test_a_day_that_nobody_knows_yet_is_no_day() -> None:
    """As the registers write it."""
    told = least("enrolment.started") | {"to": "9999-12-31"}
    parsed = read("enrolment.started", told)
    assert isinstance(parsed, wire.Parsed)
    assert parsed.body.to is None
    parsed = read("sip.created", least("sip.created") | {"next_followup_on": "9999-12-31"})
    assert isinstance(parsed, wire.Parsed)
    [sip] = folded(parsed).sips
    assert (last_touched(sip) is not None, sip.next_followup_on) == (True, None)


def test_a_day_that_must_be_told_is_told() -> None:
    told = read("sip.created", least("sip.created") | {"valid_from": "9999-12-31"})
    assert isinstance(told, wire.Fault)
    assert (told.field, told.says) == ("data.valid_from", wire.ODD_YEAR)
