"""The generator: a region that does not exist, told alike every time and harming nobody."""

import json
import re
from collections import Counter
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from itertools import islice, pairwise

import msgspec
import pytest

from app.days import at_local, local_date
from app.demo.generator import (
    Demo,
    WireEvent,
    demo,
    history,
    last_days,
    last_huddle,
    late_events,
    tell,
)
from app.demo.night import QUIET_BEFORE, protected_ambulance, protected_home
from app.events import wire
from app.events.kinds import KINDS
from tests.small_demo import EACH, FILE, PROVIDER, SEED, Told, small, whole

TUESDAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)
OLD = 2 * EACH
DEMO_IDENTIFIER = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T\d{3}")


@pytest.fixture(scope="module")
def place() -> Demo:
    return small(TUESDAY, private=True)


@pytest.fixture(scope="module")
def told(place: Demo) -> Told:
    return list(tell(place))


@pytest.fixture(scope="module")
def events(told: Told) -> list[WireEvent]:
    return [event for _, event in told]


def per_person(events: list[WireEvent], kind: str) -> float:
    return sum(event["type"] == kind for event in events) / OLD


def test_the_same_seed_and_morning_give_the_same_bytes() -> None:
    one, other = (list(tell(demo(SEED, TUESDAY, whole(TUESDAY), 150))) for _ in range(2))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


def test_the_last_days_are_the_same_told_alone_or_with_the_year() -> None:
    whole_tale = demo(SEED, TUESDAY, whole(TUESDAY), 150)
    recent = [(sent, event) for sent, event in tell(whole_tale) if sent is not None]
    alone = last_days(SEED, TUESDAY, whole(TUESDAY), 150)
    assert sorted(map(msgspec.json.encode, recent)) == sorted(map(msgspec.json.encode, alone))


def test_another_seed_gives_other_persons() -> None:
    one, other = ({who.identifier for who in small(TUESDAY, seed).everybody} for seed in (1, 2))
    assert len(one & other) < EACH / 10


def test_every_identifier_is_a_demo_identifier_and_one_persons_alone(place: Demo) -> None:
    found = [who.identifier for who in place.everybody]
    assert len(set(found)) == len(found) > OLD
    for who in place.everybody:
        assert DEMO_IDENTIFIER.fullmatch(who.identifier)
        assert who.identifier.startswith(f"{who.born:%Y%m%d}")


def test_nothing_told_looks_like_a_personnummer(events: list[WireEvent]) -> None:
    text = msgspec.json.encode(events).decode().replace("SE2321000131-", "")
    text = re.sub(r"SE0000\d{6}-", "", text)
    assert not re.search(r"\d{10}|\d{6}[-+]\d{4}(?!-)", text)


def test_everybody_is_65_or_has_lss(place: Demo) -> None:
    for who in place.everybody:
        assert who.age >= 65 or (who.enrolled == ("lss",) and who.age >= 18)


def test_every_event_can_be_read_and_its_body_is_its_kinds(events: list[WireEvent]) -> None:
    for event in events:
        parsed = wire.read(msgspec.json.encode(event))
        assert isinstance(parsed, wire.Parsed), parsed


def test_no_field_is_told_that_its_kind_does_not_have(events: list[WireEvent]) -> None:
    """It would be dropped without a word, and the story not be what it says."""
    common = set(wire.Data.__struct_fields__)
    for event in events:
        own = {one.name.rstrip("_") for one in fields(KINDS[event["type"]])}
        assert event["data"].keys() <= own | common, event["type"]


def test_two_of_the_demo_s_own_centre_are_protected(place: Demo, events: list[WireEvent]) -> None:
    told = {story: number for number, (story, _) in place.stories.items()}
    marked = {one["data"]["person_id"]["value"] for one in events
              if one["type"] == "person.protected_changed"}  # fmt: skip
    for story in (protected_home, protected_ambulance):
        who = place.everybody[told[story]]
        assert (who.number, who.place) == (told[story], place.region.main)
        assert who.identifier in marked


def test_every_unit_named_is_in_the_organisation(events: list[WireEvent]) -> None:
    named = set(re.findall(r"SE\d{10}-\w+", json.dumps(events)))
    assert named <= set(PROVIDER)


def test_every_source_is_declared_and_tells_only_its_kinds(events: list[WireEvent]) -> None:
    kinds = {source.id: source.kinds for source in FILE.sources}
    for source, kind in {(event["source"], event["type"]) for event in events}:
        assert any(fnmatchcase(kind, pattern) for pattern in kinds[source]), (source, kind)


def test_an_event_has_an_id_of_its_own_but_for_what_is_sent_twice(events: list[WireEvent]) -> None:
    by_id: dict[str, WireEvent] = {}
    for event in events:
        assert by_id.setdefault(event["id"], event) == event
    assert 0 < len(events) - len(by_id) < len(events) / 100


def test_some_events_are_corrected_and_some_taken_back(events: list[WireEvent]) -> None:
    ids = {event["id"]: event for event in events}
    for how in ("revises", "cancels"):
        corrections = [event for event in events if how in event["data"]]
        assert corrections
        for event in corrections:
            first = ids[event["data"][how]]
            assert first["source"] == event["source"]
            assert first["data"]["person_id"] == event["data"]["person_id"]


def test_history_is_by_person_and_then_time() -> None:
    told = list(history(SEED, TUESDAY, whole(TUESDAY), 150))
    persons = [event["data"]["person_id"]["value"] for event in told]
    changes = sum(one != other for one, other in pairwise(persons))
    assert changes + 1 == len(set(persons))
    for one, other in pairwise(told):
        if one["data"]["person_id"] == other["data"]["person_id"]:
            assert datetime.fromisoformat(one["time"]) <= datetime.fromisoformat(other["time"])


def test_the_last_days_end_at_7_35_and_nothing_comes_before_it_happened(
    told: Told, place: Demo
) -> None:
    ends = at_local(TUESDAY, time(7, 35))
    for sent, event in told:
        happened = datetime.fromisoformat(event["time"])
        written = datetime.fromisoformat(event["data"]["recorded_at"])
        assert happened <= written <= (sent or ends)
        if sent is not None:
            assert place.begins <= sent <= ends


def test_the_last_days_come_in_the_order_they_reached_us() -> None:
    arrived = last_days(SEED, TUESDAY, whole(TUESDAY), 150)
    assert arrived
    assert arrived == sorted(arrived, key=lambda one: one[0])


def test_what_happened_after_the_batch_comes_the_next_morning(told: Told) -> None:
    for sent, event in told:
        if sent is not None and event["source"] == "elvis":
            written = datetime.fromisoformat(event["data"]["recorded_at"])
            assert timedelta(0) < sent - written <= timedelta(hours=49)
            assert sent == at_local(local_date(sent), time(5, 30))


RATES = [
    # kind, at least and at most per person and year, what it is compared with
    ("vc.visit", 2.2, 3.8, "three visits a year"),
    ("phone.contact", 2.2, 3.8, "three calls a year, 1177 among them"),
    ("ed.visit.registered", 0.25, 0.55, "one in three, admitted ones included"),
    ("inpatient.admitted", 0.14, 0.30, "one in five"),
    ("ambulance.contact", 0.15, 0.45, "conveyed or left at home"),
    ("mobile.visit", 0.02, 0.2, "few, and the frail"),
    ("person.died", 0.01, 0.04, "two or three in a hundred"),
]


@pytest.mark.parametrize(("kind", "least", "most", "why"), RATES)
def test_contacts_come_at_a_plausible_rate(
    events: list[WireEvent], kind: str, least: float, most: float, why: str
) -> None:
    assert least <= per_person(events, kind) <= most, why


def test_the_whole_demo_is_about_a_quarter_of_a_million_events(events: list[WireEvent]) -> None:
    assert 200_000 <= len(events) / OLD * 20_000 <= 300_000


def test_a_few_seek_emergency_care_very_often_and_most_never(events: list[WireEvent]) -> None:
    visits = Counter(
        event["data"]["person_id"]["value"]
        for event in events
        if event["type"] == "ed.visit.registered"
    )
    often = [count for count in visits.values() if count >= 4]
    assert len(visits) < OLD * 0.4
    assert 0.003 < len(often) / OLD < 0.05
    assert max(often) > 8


def test_health_centres_are_open_by_day_on_weekdays(events: list[WireEvent]) -> None:
    at = [datetime.fromisoformat(e["time"]) for e in events if e["type"] == "vc.visit"]
    assert all(8 <= one.hour < 17 for one in at)
    assert sum(one.weekday() > 4 for one in at) < len(at) * 0.02


def test_some_discharges_are_planned_in_samsa_and_some_are_not(events: list[WireEvent]) -> None:
    noticed = {
        e["data"]["correlation_id"] for e in events if e["type"] == "samsa.inskrivningsmeddelande"
    }
    left = [e["data"]["correlation_id"] for e in events if e["type"] == "inpatient.discharged"]
    planned = sum(visit in noticed for visit in left) / len(left)
    assert 0.3 < planned < 0.9


def test_two_in_three_of_the_helped_have_consented_and_some_have_refused(place: Demo) -> None:
    helped = Counter(who.consent for who in place.everybody if who.helped)
    assert 0.55 < helped["given"] / helped.total() < 0.75
    assert helped["refused"]
    assert helped["none"]


def test_notices_go_to_the_units_of_the_municipality(events: list[WireEvent]) -> None:
    municipality = {unit.hsa_id: unit.municipality for unit in FILE.units}
    for event in events:
        if event["type"] == "samsa.inskrivningsmeddelande":
            to = event["data"]["recipients"]
            assert len({municipality[unit] for unit in to}) == 1
            assert len(to) >= 2


def test_a_late_event_is_of_somebody_of_whom_nothing_was_told_lately(place: Demo) -> None:
    at = at_local(TUESDAY, time(7, 50))
    centre = place.region.main.centre
    by_identifier = {who.identifier: who for who in place.everybody}
    found = list(islice(late_events(place, centre, at), 5))
    assert len({event["data"]["person_id"]["value"] for event in found}) == 5
    for event in found:
        who = by_identifier[event["data"]["person_id"]["value"]]
        assert who.place.centre == centre
        assert who.age >= 75
        assert isinstance(wire.read(msgspec.json.encode(event)), wire.Parsed)
        quiet = place.quiet
        assert all(happened < quiet for happened, _, _ in place.tale(who).told)
    assert timedelta(days=14) < QUIET_BEFORE


def test_a_late_event_can_be_of_somebody_without_consent(place: Demo) -> None:
    at = at_local(TUESDAY, time(7, 50))
    event = next(late_events(place, place.region.main.centre, at, consent="none"))
    who = next(
        one for one in place.everybody if one.identifier == event["data"]["person_id"]["value"]
    )
    assert who.consent == "none"


def test_the_last_huddle_of_a_centre_that_meets_seldom_lies_further_back() -> None:
    seldom = next(p for p in whole(TUESDAY).places if p.calendar.weekdays == {0, 2, 4})
    opened, closed = last_huddle(seldom, date(2026, 11, 25))
    assert local_date(opened) == MONDAY
    assert closed == seldom.last_huddle_closed(date(2026, 11, 25))
