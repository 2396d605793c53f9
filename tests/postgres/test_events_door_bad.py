"""Bad input at the events door: each is refused with a reason and kept, and the rest goes in."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import MISSING, fields
from datetime import timedelta
from typing import Any, get_args

from app.events.kinds import KINDS
from app.huddle.prepare import prepare
from tests.houses import CENTRE, DEMO, NOW, cloud, home_from_ed, registered
from tests.intake import batch, count, door, kept, post, stored, told_of

WHO = "19340304T027"
PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
UNIT = "Okänd enhet. Den finns inte i organisationen."
OURS = "Händelser av det slaget skapas bara i Kvarten."
ODD_YEAR = "Årtalet är orimligt. Utelämna fältet om tiden inte är känd."
LATER = (NOW + timedelta(minutes=10)).isoformat()
FUTURE = "Tiden ligger i framtiden. Klockan är nu 2026-11-20 07.4"
NUL = "Texten innehåller ett nolltecken."


def number(system: str, value: str) -> dict[str, Any]:
    return home_from_ed(person_id={"system": system, "value": value})


def raw(event: dict[str, Any], old: bytes, new: bytes) -> bytes:
    """An event as bytes that JSON would not write."""
    whole = json.dumps(event).encode()
    assert old in whole
    return whole.replace(old, new)


# What is sent, the field that is named, how the reason begins, and what is bad about it.
BAD: list[tuple[Any, str, str, str]] = [
    (7, "", "Fel sorts värde: ett objekt väntades, inte ett heltal.", "not an event at all"),
    ({}, "specversion", "Fältet saknas.", "an empty object"),
    (cloud("vc.tour"), "type", "Händelsetypen 'vc.tour' finns inte.", "unknown kind"),
    (cloud("huddle.decided", rule="r", episode="e", decision="done"), "type", OURS,
     "our own, from outside"),
    (cloud("action.done", action="a", by="b", outcome="c"), "type", OURS, "the same"),
    (cloud("ed.visit.closed", outcome="home"), "data.closed_at", "Fältet saknas.", "missing field"),
    (cloud("vc.visit", None), "data.person_id", "Fältet saknas.", "about nobody"),
    (home_from_ed(closed_at="2026-11-31T03:00:00Z"), "data.closed_at", "Tiden finns inte",
     "impossible date"),
    (home_from_ed(closed_at="2026-11-20T03:00:00"), "data.closed_at", "Tiden saknar tidszon",
     "naive time"),
    ({**home_from_ed(), "time": "2026-11-20T03:00:00"}, "time", "Tiden saknar tidszon", "there too"),
    ({**home_from_ed(), "time": LATER}, "time", FUTURE, "future"),
    (home_from_ed(recorded_at=LATER), "data.recorded_at", FUTURE, "written down in the future"),
    (home_from_ed(closed_at=LATER), "data.closed_at", FUTURE, "home tomorrow"),
    (cloud("cfs.assessed", score=6, assessed_on="2026-11-21", context="habitual"),
     "data.assessed_on", FUTURE, "assessed tomorrow"),
    ({**home_from_ed(), "time": "1826-11-20T03:00:00Z"}, "time", ODD_YEAR, "long ago"),
    (registered(birth_date="2034-03-04"), "data.birth_date",
     "Födelsedatumet ligger i framtiden.", "not born yet"),
    (cloud("person.died", on="2062-11-20"), "data.on", "Dödsdatumet ligger i framtiden.",
     "a slip that would take a living person off every board"),
    (home_from_ed(unit_hsa_id="SE2321000131-FINNSEJ"), "data.unit_hsa_id", UNIT, "unknown unit"),
    (home_from_ed(controller_hsa_id="SE2321000131-FINNSEJ"), "data.controller_hsa_id",
     "Okänd huvudman. Den finns inte i organisationen.", "unknown controller"),
    (registered(centre="SE2321000131-FINNSEJ"), "data.listed_vc", UNIT, "listed nowhere known"),
    (cloud("person.listing_changed", vc="SE2321000131-FINNSEJ"), "data.vc", UNIT, "the same"),
    (cloud("enrolment.started", kind="kommunal_hsl", unit="SE0", **{"from": "2026-11-01"}),
     "data.unit", UNIT, "enrolled nowhere known"),
    (cloud("samsa.inskrivningsmeddelande", sent_at=NOW.isoformat(), pud=None,
           recipients=[CENTRE, "SE0"]), "data.recipients", UNIT, "one of several"),
    (cloud("samsa.kvitterad", by_unit="SE0"), "data.by_unit", UNIT, "signed for nowhere known"),
    (number(DEMO, "19340230T027"), "data.person_id", "Numret börjar inte med ett datum som finns.",
     "no such birthday"),
    (number(DEMO, "27"), "data.person_id", "Numret ska skrivas ÅÅÅÅMMDDTnnn.", "no such form"),
    (number(PERSONNUMMER, "191212121213"), "data.person_id", "Numrets kontrollsiffra stämmer inte.",
     "invalid personnummer"),
    (number(PERSONNUMMER, "1212121212"), "data.person_id", "Numret ska skrivas med tolv siffror",
     "ten digits"),
    (number("urn:kvarten:local:okand", "7"), "data.person_id",
     "Identitetssystemet är okänt och inte angivet av källan.", "a system nobody declared"),
    (cloud("vc.visit", profession="a\0b"), "data", NUL, "NUL"),
    (registered(given_name="\0"), "data", NUL, "NUL in a name"),
    (raw(registered(given_name="GG"), b"GG", b"\\ud800"), "", "Det som skickades är inte giltig JSON.",
     "half a surrogate pair"),
    (b'{"id": "e1", "a": tru}', "", "Det som skickades är inte giltig JSON.", "malformed JSON"),
    (b'{"djup": ' + b"[" * 3000 + b"]" * 3000 + b"}", "", "Det som skickades är inte giltig JSON.", "deeply nested"),
    (raw(registered(given_name="GG"), b"GG", b"G\xf6ran"), "", "Det som skickades är inte giltig JSON.",
     "Latin-1"),
    (raw(cloud("group_activity.held", None, on="2026-11-20", participants=77), b"77", b"7" * 4400),
     "data.participants", "Värdet går inte att förstå.", "a huge number"),
    (raw(cloud("cfs.assessed", score=77, assessed_on="2026-11-20"), b"77", b"1e999"),
     "data.score", "Värdet går inte att förstå.", "a number beyond numbers"),
    (cloud("vc.visit", profession={"a": [[[[{}]]]]}), "data.profession", "Fel sorts värde", "nested"),
    (home_from_ed(id="i" * 300), "id", "Fältet är för långt.", "a long id"),
    (home_from_ed(id="😀" * 250, source="å" * 251), "source", "Fältet är för långt.", "a long source"),
    (cloud("vc.visit", profession="x" * 70_000), "", "Händelsen är större än 64 kB.", "too large"),
    (home_from_ed(revises="a", cancels="a"), "data.cancels",
     "Ange antingen revises eller cancels.", "both"),
]  # fmt: skip


async def test_the_bad_are_refused_and_kept_and_the_rest_of_the_batch_goes_in(house) -> None:
    """A good event before each bad one and after the last; all of it in one batch."""
    sent: list[Any] = []
    for event, *_ in BAD:
        sent += [home_from_ed(), event]
    sent += [registered()]
    async with door(house) as client:
        answer = await post(client, batch(*sent))
    assert answer.status_code == 200
    answers = answer.json()
    assert len(answers) == len(sent)
    assert {one["status"] for one in answers[::2]} == {"new"}
    for told, (_, field, reason, comment) in zip(answers[1::2], BAD, strict=True):
        assert (told["status"], told["field"]) == ("rejected", field), comment
        assert told["reason"].startswith(reason), comment
    aside = await kept(house)
    assert len(aside) == len(BAD)
    assert Counter((one["field"], one["reason"]) for one in aside) == Counter(
        (told["field"], told["reason"]) for told in answers[1::2]
    )
    for event, *_, comment in BAD:
        text = event.decode("utf-8", "replace") if isinstance(event, bytes) else json.dumps(event)
        assert text in [one["text"] for one in aside], comment
    person, _ = await stored(house, WHO)
    assert len(person.ed_visits) == len(BAD)


async def test_sent_is_new_and_known_and_rejected_and_kept_once(house) -> None:
    sent = batch(registered(), *(event for event, *_ in BAD), home_from_ed())
    async with door(house) as client:
        tallies = [
            Counter(one["status"] for one in (await post(client, sent)).json()) for _ in range(3)
        ]
    assert tallies[0] == {"new": 2, "rejected": len(BAD)}
    assert tallies[1] == tallies[2] == {"known": 2, "rejected": len(BAD)}
    assert await count(house, "event") == 2
    assert [one["times"] for one in await kept(house)] == [3] * len(BAD)


async def test_each_bad_event_alone_is_a_problem_that_names_its_field(house) -> None:
    async with door(house) as client:
        for event, field, says, comment in BAD:
            answer = await post(
                client, event if isinstance(event, bytes) else json.dumps(event).encode()
            )
            assert answer.status_code == (422 if field else 400), comment
            assert answer.headers["content-type"] == "application/problem+json"
            [fault] = answer.json()["fields"]
            assert fault["field"] == field, comment
            assert fault["says"].startswith(says), comment


async def test_what_the_database_cannot_hold_is_refused_and_stops_no_other(
    house, monkeypatch
) -> None:
    """Whatever the wire lets through: here, the null character that it would have refused."""
    monkeypatch.setattr("app.events.wire._NUL", re.compile(rb"(?!)"))
    bad = [cloud("vc.visit", profession="\0", id=f"b{n}") for n in range(3)]
    good = [home_from_ed(id=f"g{n}") for n in range(5)]
    sent = [good[0], bad[0], good[1], good[2], bad[1], bad[2], good[3], good[4]]
    async with door(house) as client:
        answers = (await post(client, sent)).json()
    assert [one["id"] for one in answers] == [one["id"] for one in sent]
    assert Counter(one["status"] for one in answers) == {"new": 5, "rejected": 3}
    assert {one.get("reason") for one in answers} == {None, "Innehållet går inte att lagra."}
    assert len(await kept(house)) == 3
    assert len(await told_of(house, WHO)) == 5


def required(kind: str) -> dict[str, Any]:
    """The least that a kind asks for."""
    found: dict[str, Any] = {}
    for one in fields(KINDS[kind]):
        if one.default is not MISSING:
            continue
        text = str(one.type)
        name = "from" if one.name == "from_" else one.name
        if one.name in ("unit", "vc"):
            found[name] = CENTRE
        elif "datetime.datetime" in text:
            found[name] = NOW.isoformat()
        elif "datetime.date" in text:
            found[name] = "2026-11-19"
        elif choices := get_args(one.type):
            found[name] = [] if "tuple" in text else choices[0]
        else:
            found[name] = "x"
    return found


def extremes() -> list[dict[str, Any]]:
    """Each date and instant of each kind, as early and as late as it can be written."""
    told = []
    for kind, body in KINDS.items():
        if kind.startswith(("huddle.", "action.")):
            continue
        for one in fields(body):
            if "datetime" not in str(one.type):
                continue
            instant = "datetime.datetime" in str(one.type)
            name = "from" if one.name == "from_" else one.name
            for value in (
                ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T00:00:00Z",
                 "2199-12-31T23:59:59Z")
                if instant
                else ("0001-01-01", "9999-12-31", "1850-01-01", "2199-12-31")
            ):  # fmt: skip
                told.append(
                    cloud(kind, at=NOW - timedelta(hours=3), **{**required(kind), name: value})
                )
    return told


async def test_no_date_however_odd_stops_the_morning(house) -> None:
    """What is taken in can be folded, anew too, and judged; what could not be is refused."""
    told = extremes()
    assert len(told) > 150
    async with door(house) as client:
        answers = (await post(client, [registered(), *told])).json()
        tally = Counter(one["status"] for one in answers)
        assert tally["new"] > 60
        assert {one["field"] for one in answers if one["status"] == "rejected"} <= {
            "data." + ("from" if one.name == "from_" else one.name)
            for body in KINDS.values()
            for one in fields(body)
        }
        late = await post(client, cloud("phone.contact", at=NOW - timedelta(days=90), channel="vc"))
    assert late.status_code == 201
    assert await prepare(house, CENTRE, NOW) is not None


async def test_the_reason_and_what_is_kept_in_clear_never_repeat_what_was_sent(house) -> None:
    secret = "19281031T079"
    async with door(house) as client:
        sent = [
            home_from_ed(outcome=secret),
            number(DEMO, secret + "1"),
            cloud("vc.visit", **{secret: 1, "planned": secret}),
            {**home_from_ed(), "time": secret},
            {"type": secret, "id": secret},
        ]
        answers = (await post(client, sent)).json()
    assert [one["status"] for one in answers] == ["rejected"] * 5
    for aside in await kept(house):
        assert secret in aside.pop("text")
        assert secret not in str(aside)
