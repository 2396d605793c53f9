"""Next due: until then nothing can change without an event, so a morning need not look."""

from datetime import date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.huddle import packs
from app.huddle.phrases import FINDERS
from app.huddle.rule import belongs, groups, is_for
from app.huddle.rules import alone, judge
from app.huddle.verdict import Round
from app.huddle.waking import next_due
from app.people.fold import fold
from app.people.person import CATEGORY, Person
from tests.builders import a_morning, a_person, answers, at, events, rules

CALLED = {"b": "bistandshandlaggare"}
MICROSECOND = timedelta(microseconds=1)


def judged(person: Person, now: datetime, since: datetime) -> set[tuple[str, str, str]]:
    return answers(judge(person, rules(), a_morning(now, since, roles=CALLED)))


LINES = st.lists(
    st.sampled_from([
        "5 h sedan ed.visit.closed outcome=home",
        "13 dygn sedan ed.visit.closed outcome=left känd=-2h",
        "20 h sedan inpatient.discharged disposition=home",
        "13 dygn sedan inpatient.discharged disposition=home",
        "1 h sedan ambulance.contact outcome=left_home",
        "4 dygn sedan samsa.inskrivningsmeddelande pud=+30h samband=a",
        "4 dygn sedan samsa.inskrivningsmeddelande pud=+80h samband=b",
        "4 dygn sedan samsa.inskrivningsmeddelande pud=+200h samband=c",
        "15 dygn sedan samsa.inskrivningsmeddelande pud=-13d samband=d",
        "90 dygn sedan enrolment.started kind=lss unit=x to=+1d",
        "1 h sedan enrolment.started kind=hemtjanst unit=y from_=+2d",
        "90 dygn sedan cfs.assessed score=5",
        "30 h sedan assessment.requested what=lakarbedomning",
        "20 h sedan case.opened line=aldretelefon",
        "1 h sedan case.opened line=aldretelefon",
        "12 dygn sedan bistand.decision insats=natt executed_at=+3d",
        "60 dygn sedan sip.created valid_from=-60d next_followup_on=+2d samband=s",
        "100 dygn sedan sip.created valid_from=-100d next_followup_on=-13d samband=t",
        "13 dygn sedan alarm.triggered kind=fall känd=-2h",
        "2 h sedan hemtjanst.deviation kind=worsened",
        "13 dygn sedan person.died känd=-1h",
        "40 h sedan ed.visit.registered samband=e",
        "20 h sedan samsa.inskrivningsmeddelande recipients=b samband=f",
        "20 h sedan samsa.utskrivningsklar samband=g",
        "44 h sedan samsa.utskrivningsklar samband=h",
        "9 dygn sedan enrolment.started kind=lakarmedverkan unit=x",
        "1 h sedan enrolment.started kind=lakarmedverkan unit=v from_=+2d",
        "1 h sedan enrolment.ended kind=lss unit=x on=+2d",
        "9 dygn sedan enrolment.started kind=korttid unit=z",
        "1 h sedan enrolment.ended kind=korttid unit=z on=+2d",
        "70 h sedan inpatient.discharged disposition=home plan_present=nej",
        "6 dygn sedan inpatient.discharged disposition=sabo",
    ]),
    max_size=4,
    unique=True,
)  # fmt: skip
OFTEN = [f"{days} dygn sedan phone.contact channel=vc" for days in (20, 15, 9)]
SOUGHT = st.sampled_from([
    [],
    [*OFTEN, "89 dygn sedan frequent_attender.reviewed"],
    ["101 dygn sedan phone.contact channel=vc", "99 dygn sedan phone.contact channel=vc",
     "92 dygn sedan vc.visit", "88 dygn sedan frequent_attender.reviewed"],
    [*OFTEN[:2], "5 h sedan phone.contact channel=vc"],
])  # fmt: skip
MORNINGS = st.sampled_from(
    [at(20, "7.40"), at(23, "7.40"), at(24, "7.40"), at(25, "6.45", month=10)]
)
AGES = st.sampled_from([17, 64, 74, 82, None])


@given(LINES, SOUGHT, AGES, MORNINGS, st.integers(0, 99))
def test_before_next_due_every_answer_is_the_same(
    lines: list[str], sought: list[str], age: int | None, now: datetime, part: int
) -> None:
    person = a_person(*lines, *sought, age=age, now=now)
    morning = a_morning(now, roles=CALLED)
    due = next_due(person, rules(), morning)
    until = due or now + timedelta(days=60)
    before = judged(person, now, morning.since)
    for instant in (now + (until - now) * part / 100, until - MICROSECOND):
        assert judged(person, instant, morning.since) == before


@given(LINES, SOUGHT, MORNINGS)
def test_of_whom_nothing_is_told_that_a_rule_looks_among_it_finds_nothing(
    lines: list[str], sought: list[str], now: datetime
) -> None:
    person, morning = a_person(*lines, *sought, now=now), a_morning(now, roles=CALLED)
    bare = Person()
    for phrase in FINDERS.values():
        if phrase.among:
            without = person.but(**{name: getattr(bare, name) for name in phrase.among})
            values = [2] * phrase.text.count("#")
            assert not list(phrase.function(without, morning, "a-rule", *values)), phrase.text


@given(LINES, st.sampled_from([17, 64]), MORNINGS, st.sampled_from(sorted(CATEGORY)))
def test_who_is_of_no_rule_s_group_is_taken_up_by_nobody_who_knows_less(
    lines: list[str], age: int, now: datetime, name: str
) -> None:
    person, morning = a_person(*lines, age=age, now=now), a_morning(now, roles=CALLED)
    less = person.but(**{name: ()}, held=frozenset({name}))
    for pack in packs.every().values():
        for rule in pack.rules:
            if not is_for(person, rule, morning):
                assert not any(alone(less, rule, morning, round_) for round_ in rule.ways), rule.id
        for round_ in get_args(Round):
            wanted = groups(pack.rules, morning, round_)
            if not any(belongs(person, group, morning) for group in wanted):
                assert not judge(less, pack.rules, morning, round_)


DUE = [
    # events, age, next due, comment
    ([], 82, None, "nothing is live: left alone"),
    (["30 h sedan ed.visit.closed outcome=admitted"], 82, None, "old news"),
    (["5 h sedan ed.visit.closed outcome=home"], 82, at(25, "0.00"), "news today: looked at tomorrow"),
    (["71 h sedan inpatient.discharged disposition=home"], 82, at(24, "8.40"), "the clock runs out"),
    (["4 dygn sedan samsa.inskrivningsmeddelande pud=+200h"], 82, at(30, "15.40"), "48 h before"),
    (["4 dygn sedan samsa.inskrivningsmeddelande pud=+130h"], 82, at(27, "0.00"), "a Sunday PUD is Friday's"),
    (["5 h sedan ed.visit.closed outcome=home", "1 h sedan person.died"], 82, at(25, "0.00"), "the death is told tomorrow too"),
    (["15 dygn sedan ed.visit.closed outcome=home", "15 dygn sedan person.died"], 82, None, "nothing more"),
    (["5 h sedan ed.visit.closed outcome=home"], 30, at(24, "0.00", 11, 2027), "too young for all that it could be: the birthday"),
    (["5 h sedan ed.visit.closed outcome=home", "9 dygn sedan enrolment.started kind=lss unit=x"], 30, at(25, "0.00"), "but not with LSS"),
    (["5 h sedan ed.visit.closed outcome=home", "9 dygn sedan enrolment.started kind=lss unit=x from_=+9d"], 30, at(3, "0.00", 12), "nor when it begins"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "age", "due", "comment"), DUE)
def test_a_person_is_due_when_something_comes_within_reach(
    lines: list[str], age: int, due: datetime | None, comment: str
) -> None:
    assert next_due(a_person(*lines, age=age), rules(), a_morning()) == due, comment


BIRTHDAYS = [
    # born, looked at, due, comment
    (
        date(1951, 11, 21),
        at(20, "7.40"),
        at(21, "0.00"),
        "75 on Saturday: no longer in need of a CFS",
    ),
    (date(1951, 11, 20), at(20, "7.40"), at(23, "0.00"), "75 today: looked at on Monday"),
    (
        date(1952, 2, 29),
        at(26, "7.40", 2),
        at(27, "0.00", 2),
        "on 1 March, after the next huddle day",
    ),
    (
        date(1951, 3, 1),
        at(27, "7.40", 2),
        at(1, "0.00", 3),
        "on a Sunday, before the next huddle day",
    ),
    (
        date(1952, 2, 29),
        at(27, "7.40", 2),
        at(1, "0.00", 3),
        "the leap day's birthday in a common year",
    ),
]


@pytest.mark.parametrize(("born", "now", "due", "comment"), BIRTHDAYS)
def test_a_birthday_in_the_midst_of_it_counts(
    born: date, now: datetime, due: datetime, comment: str
) -> None:
    lines = events("5 h sedan inpatient.discharged disposition=home", age=None, now=now)
    person = fold(lines).but(birth_date=born)
    assert next_due(person, rules(), a_morning(now)) == due, comment


ENROLMENTS = [
    # enrolment, due, comment
    ("kind=lss unit=x to=+1d", at(22, "0.00"), "its last day is Saturday"),
    ("kind=lss unit=x from_=+2d", at(22, "0.00"), "it begins on Sunday"),
    ("kind=lss unit=x to=+4d", at(23, "0.00"), "it ends after the next huddle day"),
]


@pytest.mark.parametrize(("enrolment", "due", "comment"), ENROLMENTS)
def test_an_enrolment_that_begins_or_ends_counts(
    enrolment: str, due: datetime, comment: str
) -> None:
    now = at(20, "7.40")
    lines = [
        f"9 dygn sedan enrolment.started {enrolment}",
        "5 h sedan ed.visit.closed outcome=home",
    ]
    assert next_due(a_person(*lines, age=60, now=now), rules(), a_morning(now)) == due, comment


def test_a_deferred_obligation_wakes_at_the_date() -> None:
    person = a_person(
        "20 dygn sedan ed.visit.closed outcome=home",
        "19 dygn sedan huddle.decided rule=akut-ej-inlagd episode=exempel/1 decision=defer until=+1d",
    )
    assert next_due(person, rules(), a_morning()) == at(25, "0.00")
