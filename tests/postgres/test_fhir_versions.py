"""A visit told again and again, as it then is: in any order, repeated, corrected and taken back."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.fhir import GUNBORG, LEFT_FOR, bundle, code, patient, send, statuses, to_person, visit
from tests.houses import NOW
from tests.intake import count, door, stored, told_of

BEGAN = NOW - timedelta(hours=9)
LEFT = NOW - timedelta(hours=4)
OTHER = "19360411T028"


def at(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def stay(status: str, version: float, **other: Any) -> dict[str, Any]:
    """An admission, written so many hours ago."""
    return visit(status, "IMP", written=at(version), **other)


def seen(person: Any) -> Any:
    """What is known of visits, but for when it came here."""
    return (
        [(one.registered_at, one.closed_at, one.outcome) for one in person.ed_visits],
        [(one.admitted_at, one.ward, one.discharged_at, one.disposition) for one in person.stays],
    )


SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
WARD_43 = {"location": [{"location": {"reference": "#l"}}],
           "contained": [{"resourceType": "Location", "id": "l", "name": "avd. 43"}]}  # fmt: skip
HOME, ALIVE_HOME = [(BEGAN, LEFT, "home")], [(BEGAN, None, LEFT, "home")]

SAGAS: list[tuple[list[dict[str, Any]], Any, str]] = [
    # what is told in its order, ED visits, stays; why
    ([visit("planned")], ([], []), "a visit that has not begun is none"),
    ([visit("arrived"), visit("in-progress")], ([(BEGAN, None, None)], []), "it has begun once"),
    ([visit("in-progress"), visit()], (HOME, []), "home again"),
    ([visit(), visit(left="oth")], ([(BEGAN, LEFT, "other")], []), "the outcome is corrected"),
    ([visit(), visit(left="oth"), visit()], (HOME, []), "and corrected back"),
    ([visit(left=None)], ([(BEGAN, LEFT, "unknown")], []), "not told is not home"),
    ([visit(hospitalization={"dischargeDisposition": code("home", "urn:x")}, left=None)],
     ([(BEGAN, LEFT, "unknown")], []), "a code of another system is not home"),
    ([visit(), visit("in-progress")], ([(BEGAN, None, None)], []), "closed by mistake"),
    ([visit(), visit("in-progress"), visit()], (HOME, []), "closed by mistake, and then rightly"),
    ([visit(), visit("entered-in-error")], ([], []), "it was never so"),
    ([visit(), visit("entered-in-error"), visit()], (HOME, []), "and yet it was"),
    ([visit("entered-in-error")], ([], []), "it was never told either"),
    ([stay("finished", 3, left=left) for left in ("home", "long", "oth", "exp", "psy")],
     ([], [(BEGAN, None, LEFT, "other")]), "all written at once: the last that came"),
    ([stay("finished", 3), stay("in-progress", 6)], ([], ALIVE_HOME), "a late word of before"),
    ([stay("entered-in-error", 2), stay("finished", 3)], ([], []), "taken back before it was told"),
    ([stay("in-progress", 8), stay("in-progress", 7, **WARD_43)],
     ([], [(BEGAN, "avd. 43", None, None)]), "the ward becomes known"),
    ([visit("in-progress"), visit("in-progress", "IMP")],
     ([(BEGAN, BEGAN, "admitted")], [(BEGAN, None, None, None)]),
     "the same visit has become an admission"),
    ([visit("in-progress", "IMP", began=at(6), classHistory=[
        {"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
         "period": {"start": BEGAN.isoformat(), "end": at(6).isoformat()}}])],
     ([(BEGAN, at(6), "admitted")], [(at(6), None, None, None)]), "its history says so"),
]  # fmt: skip


@pytest.mark.parametrize("saga", SAGAS, ids=lambda saga: saga[2])
async def test_a_visit_told_again_is_the_same_visit_as_it_is_now(house, saga) -> None:
    told, expected, _ = saga
    async with door(house) as client:
        for one in told:
            answer = await send(client, one)
            assert answer.status_code in {200, 201}, answer.text
        if expected == ([], []) and not await count(house, "event"):
            return
        person, _ = await stored(house, GUNBORG)
        assert seen(person) == expected
        before = await told_of(house, GUNBORG)
        assert (await send(client, told[-1])).status_code == 200
    assert await told_of(house, GUNBORG) == before, "told twice is told once"


@pytest.mark.parametrize("class_", ["EMER", "IMP"])
async def test_what_ended_some_time_today_has_ended_once(house, class_: str) -> None:
    period = {"start": BEGAN.isoformat(), "end": NOW.date().isoformat()}
    left = {"hospitalization": {"dischargeDisposition": code("other", LEFT_FOR)}}
    async with door(house) as client:
        assert (await send(client, visit(class_=class_, period=period))).status_code == 201
        before = await told_of(house, GUNBORG)
        assert (await send(client, visit(class_=class_, period=period))).status_code == 200
        assert await told_of(house, GUNBORG) == before
        again = await send(client, visit(class_=class_, period=period, **left))
    assert again.status_code == 201, "how the person left is news"


async def test_a_consent_without_a_time_holds_since_it_was_first_heard_of(house) -> None:
    told = {
        "resourceType": "Consent", "id": "ja", "status": "active", "patient": to_person(),
        "scope": code("patient-privacy", SCOPE),
        "category": [code("sammanhallen", "urn:kvarten:kod")],
    }  # fmt: skip
    async with door(house) as client:
        assert (await send(client, told)).status_code == 201
        (first,) = (await stored(house, GUNBORG))[0].consents
        assert (await send(client, told)).status_code == 200
        assert (await stored(house, GUNBORG))[0].consents == (first,)
        again = await send(client, {**told, "provision": {"period": {"end": NOW.isoformat()}}})
    assert again.status_code == 201, "until when is news"


async def test_versions_in_any_order_and_told_twice_make_the_same_person(house) -> None:
    versions = [
        stay("in-progress", 8),
        stay("in-progress", 7, **WARD_43),
        stay("finished", 3, left="home"),
        stay("in-progress", 2.5, **WARD_43),
        stay("finished", 2, left="long", **WARD_43),
    ]
    found = []
    async with door(house) as client:
        for number, order in enumerate(
            itertools.islice(itertools.permutations(versions), 0, 120, 7)
        ):
            who = f"19{30 + number}0304T0{27 + number}"
            for one in (*order, order[0], order[2]):
                answer = await send(client, {**one, "id": f"v-{number}", "subject": to_person(who)})
                assert answer.status_code in {200, 201}
            person, _ = await stored(house, who)
            found.append(seen(person))
    assert all(one == ([], [(BEGAN, "avd. 43", LEFT, "sabo")]) for one in found)


async def test_a_visit_that_turns_out_to_be_somebody_elses_is_theirs_alone(house) -> None:
    async with door(house) as client:
        await send(client, visit())
        await send(client, {**visit(), "subject": to_person(OTHER)})
        again = await send(client, {**visit(), "subject": to_person(OTHER)})
    assert again.status_code == 200
    assert seen((await stored(house, GUNBORG))[0]) == ([], [])
    assert seen((await stored(house, OTHER))[0]) == (HOME, [])


async def test_two_who_tell_a_visit_at_once_tell_it_once_and_the_later_word_stands(house) -> None:
    versions = [visit("in-progress", written=at(8)), visit(written=at(3)),
                visit(left="oth", written=at(2))]  # fmt: skip
    async with door(house) as client:
        answers = await asyncio.gather(*(send(client, one) for one in versions * 3))
    assert {answer.status_code for answer in answers} <= {200, 201}
    person, _ = await stored(house, GUNBORG)
    assert seen(person) == ([(BEGAN, LEFT, "other")], [])


async def test_a_visit_twice_in_a_bundle_is_settled_in_the_order_it_stands(house) -> None:
    async with door(house) as client:
        answer = await send(client, bundle("batch", visit("in-progress"), visit(), visit()))
        again = await send(client, bundle("batch", visit("in-progress"), visit(), visit()))
    assert statuses(answer) == ["201", "201", "200"]
    person, _ = await stored(house, GUNBORG)
    assert seen(person) == (HOME, [])
    assert set(statuses(again)) <= {"200", "201"}


async def test_a_person_is_registered_once_and_corrected_when_something_has_changed(house) -> None:
    later = {"meta": {"lastUpdated": at(1).isoformat()}}
    name = [{"family": "Öhrnäs-Vass", "given": ["Gunborg"]}]
    async with door(house) as client:
        answers = [
            await send(client, one)
            for one in (patient(), patient(), patient(**later), patient(name=name), patient())
        ]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 201, 201]
    assert (await stored(house, GUNBORG))[0].name == "Gunborg Öhrnäs"


async def test_who_is_told_to_be_dead_by_mistake_lives_again(house) -> None:
    async with door(house) as client:
        await send(client, patient(deceasedBoolean=False))
        await send(client, patient(deceasedDateTime="2026-11-18"))
        assert str((await stored(house, GUNBORG))[0].died_on) == "2026-11-18"
        await send(client, patient(deceasedDateTime="2026-11-17"))
        assert str((await stored(house, GUNBORG))[0].died_on) == "2026-11-17"
        await send(client, patient())
        assert str((await stored(house, GUNBORG))[0].died_on) == "2026-11-17", "not told is not no"
        await send(client, patient(deceasedBoolean=False))
    assert (await stored(house, GUNBORG))[0].died_on is None
