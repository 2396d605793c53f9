"""Consents as assertions: each has its own life, and what has ended or was voided never comes back."""

from datetime import timedelta
from typing import Any

import pytest

from app.access.policy import Level, sight
from app.access.subject import EMERGENCY_LASTS, subject_of
from app.events.kinds import KINDS, Event
from app.people.fold import fold
from app.people.person import Person
from tests.sights import DAY, LAW, NOW, PARTIES, a_datum, the_state

LIVES = """
what is told, in order                  stands               why
yes                                     yes                  the purpose's own word
yes no                                  no                   the newest word stands
yes ended                               -                    taken back
yes voided                              -                    never was
yes ended yes                           yes                  asked again, and allowed again
no yes                                  yes                  a yes takes back a no
yes:a                                   a                    one assertion
yes:a yes:b                             a b                  two units, two assertions
yes:a yes:b ended:a                     b                    each ends by itself
yes:a yes:b voided:b                    a                    and is voided by itself
yes:a ended:a yes:a                     -                    an assertion that has ended never begins again
yes:a voided:a yes:a                    -                    nor one that was a mistake
ended:a yes:a                           -                    in whatever order it is told
yes:a yes:b ended                       -                    a word on the purpose is about all of it
yes:a yes:b no                          no                   and so is a no
yes:a no yes:a                          no                   the no ended it, and an end is an end
yes:a no yes:b                          b                    a new yes is a new assertion
yes ended:a                             yes                  another's end is no end of this
yes:a yes:a                             a                    told twice
"""
LINES = [
    (line[:40].split(), line[40:61].split(), line[61:]) for line in LIVES.strip().splitlines()[1:]
]
WORDS = {"yes": "given", "no": "refused", "ended": "ended", "voided": "voided"}


def told(kind: str, hour: int = 0, key: str | None = None, **body: Any) -> Event:
    at = NOW - 10 * DAY + timedelta(hours=hour)
    if kind == "consent.given":
        body = {"start": at, **body}
    return Event(
        ref=f"t/{hour}", source=body.pop("source", "t"), kind=kind, body=KINDS[kind](**body),
        controller="region", unit=None, occurred_at=at, recorded_at=at, received_at=at,
        correlation=key, corrects=None, correction="new", history=False, sensitive=False,
    )  # fmt: skip


@pytest.mark.parametrize(("words", "stands", "why"), LINES, ids=["-".join(w) for w, _, _ in LINES])
def test_what_stands_of_consents(words: list[str], stands: list[str], why: str) -> None:
    events = []
    for hour, word in enumerate(words):
        says, _, key = word.partition(":")
        kind = f"consent.{WORDS[says]}"
        events.append(told(kind, hour, key or None, purpose="utlamnande"))
    consents = fold(events).consents
    found = [one.key or "yes" for one in consents if one.state == "given"]
    found += ["no" for one in consents if one.state == "refused"]
    assert found == [word for word in stands if word != "-"], why


def test_purposes_are_kept_apart() -> None:
    events = [told("consent.given", 1, purpose="utlamnande"),
              told("consent.given", 2, purpose="sip"),
              told("consent.refused", 3, purpose="sammanhallen")]  # fmt: skip
    states = {one.purpose: one.state for one in fold(events).consents}
    assert states == {"utlamnande": "given", "sip": "given", "sammanhallen": "refused"}


def test_a_consent_may_be_to_one_employee_alone() -> None:
    person = fold([told("consent.given", purpose="utlamnande", employee="SE1-A")])
    assert [one.employee for one in person.consents] == ["SE1-A"]


def test_many_assertions_are_kept_and_not_without_end() -> None:
    events = [told("consent.given", n, f"k{n}", purpose="utlamnande") for n in range(60)]
    found = [one.key for one in fold(events).consents]
    assert found[-1] == "k59"
    assert len(found) == 21


REASONS = """
consents       because
given          Personen har samtyckt till att uppgiften lämnas ut.
tested         Utlämnat efter menprövning.
tested+given   Personen har samtyckt till att uppgiften lämnas ut.
"""
SAYS = [line.split(None, 1) for line in REASONS.strip().splitlines()[1:]]


@pytest.mark.parametrize(("consents", "because"), SAYS, ids=[says[0] for says in SAYS])
def test_what_was_weighed_is_not_called_the_person_s_own_word(consents: str, because: str) -> None:
    planner, subject = the_state(f"incapable+{consents}", PARTIES["planerare"])
    found = sight(planner, subject, a_datum("D2", "sjukhus", planner), LAW, NOW)
    assert (found.level, found.because) == (Level.FULL, because)
    cfs = sight(planner, subject, a_datum("D4", "sjukhus", planner), LAW, NOW)
    assert cfs.because == f"{because} Rollen ser bara CFS-nivån."


TIMES = """
hours   open  why
0       yes   from the very moment
23      yes   within a day
24      no    twenty-four hours, and not an instant more
-1      no    not before
"""
HOURS = [line.split(None, 2) for line in TIMES.strip().splitlines()[1:]]


@pytest.mark.parametrize(("hours", "is_open", "why"), HOURS, ids=[h[0] for h in HOURS])
def test_a_nodoppning_lasts_a_day(hours: str, is_open: str, why: str) -> None:
    person = fold([told("emergency.access", user="u1", source="kvarten")])
    opened = person.emergencies[0].stamp.occurred_at
    subject = subject_of(person, opened + timedelta(hours=int(hours)))
    assert (subject.emergencies == ("u1",)) == (is_open == "yes"), why
    assert timedelta(hours=24) == EMERGENCY_LASTS


def test_no_other_system_opens_anything_here() -> None:
    person = fold([told("emergency.access", user="u1", source="journalen")])
    assert subject_of(person, NOW - 10 * DAY).emergencies == ()


SUBJECTS: list[tuple[str, list[Event], dict[str, Any]]] = [
    ("told of sammanhållen", [told("svod.informed", on=(NOW - DAY).date())], {"informed": True}),
    ("told of it tomorrow", [told("svod.informed", on=(NOW + DAY).date())], {"informed": False}),
    ("objected", [told("svod.objected", on=(NOW - DAY).date())], {"objected": True}),
    ("took it back", [told("svod.objected", 1, on=NOW.date()),
                      told("svod.objection_lifted", 2, on=NOW.date())], {"objected": False}),
    ("unable", [told("capacity.assessed", by="läkare")], {"incapable": True}),
    ("unable from tomorrow", [told("capacity.assessed", by="läkare", from_=(NOW + DAY).date())],
     {"incapable": False}),
    ("unable to its last day", [told("capacity.assessed", by="läkare", to=NOW.date())],
     {"incapable": True}),
    ("able again", [told("capacity.assessed", 1, by="läkare"),
                    told("capacity.ended", 2, on=(NOW - DAY).date())], {"incapable": False}),
    ("in a ward", [told("inpatient.admitted")], {"treated_by": ("region",)}),
    ("home again", [told("inpatient.admitted", 1), told("inpatient.discharged", 2, discharged_at=NOW - DAY, disposition="home")],
     {"treated_by": ()}),
    ("asked for an insats", [told("bistand.requested", insats="hemtjänst")], {"served_by": ("region",)}),
    ("a relation", [told("relation.opened", unit="u")], {"enrolled_at": ("u",)}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "events", "is_so"), SUBJECTS, ids=[s[0] for s in SUBJECTS])
def test_what_decides_who_may_see(what: str, events: list[Event], is_so: dict[str, Any]) -> None:
    subject = subject_of(fold(events), NOW)
    assert {name: getattr(subject, name) for name in is_so} == is_so, what


def test_nobody_told_of_anything_opens_nothing() -> None:
    subject = subject_of(Person(), NOW)
    assert not any(
        (subject.informed, subject.incapable, subject.consents, subject.emergencies,
         subject.treated_by, subject.served_by, subject.allowed)
    )  # fmt: skip
