"""The rules of the log's review, as tables that a reviewer could check."""

from datetime import date, time
from uuid import UUID

import pytest

from app.clock import parse_local
from app.scrutiny.sample import draw
from app.scrutiny.signs import (
    ORDER,
    RULES,
    Bounds,
    Known,
    Line,
    Patient,
    Sign,
    findings,
    full_name,
    same_surname,
)

CENTRE, OTHER, HOME_HELP = "VC1", "VC2", "HT1"
ANNA, BO, CAJ = UUID(int=1), UUID(int=2), UUID(int=3)
TUESDAY = "2026-11-17 "
USUAL = Bounds()
HERE = Patient("Anna", "Ek", listed_at=frozenset({CENTRE}))
KNOWN = Known(
    {ANNA: HERE, BO: Patient("Bo", "Al", listed_at=frozenset({CENTRE}))},
    {"karin": "Karin Vallmo"}, frozenset({full_name("Karin", "Vallmo")}),
    {CENTRE: frozenset({CENTRE}), HOME_HELP: frozenset({CENTRE})},
)  # fmt: skip
_numbers = iter(range(1, 10_000))


def line(at: str = "10.00", *, act: str = "huddle:person:look", **other) -> Line:
    when = parse_local((at if "-" in at else TUESDAY + at).replace(".", ":"))
    told = {"viewer": "karin", "role": "aldre_ssk", "unit": CENTRE, "person": ANNA, **other}
    return Line(next(_numbers), when, act=act, **told)


def signs(*lines: Line, known: Known = KNOWN, bounds: Bounds = USUAL) -> list[str]:
    return [",".join(one.signs) for one in findings(lines, known, bounds)]


def known(patient: Patient, name: str = "Karin Vallmo", *colleagues: str) -> Known:
    return Known(
        {ANNA: patient}, {"karin": name}, frozenset(full_name(one) for one in colleagues),
        KNOWN.called,
    )  # fmt: skip


def test_an_ordinary_look_at_an_ordinary_hour_bears_no_sign() -> None:
    assert signs(line(), line("06.00"), line("19.59"), line(act="huddle:decided")) == []


HOURS = [
    ("2026-11-17 05.59", True, "before six"),
    ("2026-11-17 06.00", False, "at six"),
    ("2026-11-17 19.59", False, "before eight in the evening"),
    ("2026-11-17 20.00", True, "at eight"),
    ("2026-11-21 10.00", True, "a Saturday"),
    ("2026-11-22 10.00", True, "a Sunday"),
    ("2026-12-24 10.00", True, "a Thursday that is closed"),
    ("2026-07-15 06.00", False, "the clock is a local one, in summer too"),
    ("2026-07-15 05.59", True, "and so in summer"),
]


@pytest.mark.parametrize(("at", "odd", "_why"), HOURS, ids=[one[2] for one in HOURS])
def test_an_hour_is_odd_by_the_clock_on_the_wall(at: str, odd: bool, _why: str) -> None:
    closed = Known(
        KNOWN.patients, KNOWN.names, frozenset(), KNOWN.called, frozenset({date(2026, 12, 24)})
    )
    assert signs(line(at), known=closed) == (["odd_hours"] if odd else [])


def test_no_hour_is_odd_in_a_huddle_nor_a_weekend_where_one_works_then() -> None:
    assert signs(line("2026-11-21 10.00", in_huddle=True)) == []
    assert signs(line("2026-11-21 10.00"), bounds=Bounds(weekends=False)) == []
    assert signs(line("05.00"), bounds=Bounds(opens=time(5))) == []


def test_an_evening_is_one_thing_to_look_at_and_the_next_another() -> None:
    late = [line("21.00"), line("21.10", person=BO), line("2026-11-18 21.00")]
    found = findings(late, KNOWN, USUAL)
    assert [(one.person, len(one.lines)) for one in found] == [(None, 2), (None, 1)]


SURNAMES = [
    ("Karin Vallmo", "Vallmo", True),
    ("Karin vallmo", "VALLMO", True),
    ("Karin Ek-Vallmo", "Vallmo", True),
    ("Karin Vallmo", "Ek-Vallmo", True),
    ("Karin Vallmo", "von Vallmo", True),
    ("Karin Öhrnäs", "Öhrnäs", True),
    ("Karin Vallmo", "Vall", False),
    ("Karin Vallmo", "Karin", False),
    ("Karin Vallmo", "", False),
    ("", "Vallmo", False),
    ("", "", False),
]


@pytest.mark.parametrize(("employee", "family", "same"), SURNAMES)
def test_a_surname_is_the_same_also_when_one_is_double(employee, family, same) -> None:
    assert same_surname(employee, family) is same
    patient = Patient("Anna", family, listed_at=frozenset({CENTRE}))
    expected = ["same_surname"] if same else []
    assert signs(line(), known=known(patient, employee)) == expected


def test_a_colleague_is_whoever_has_a_colleagues_name_and_oneself_too() -> None:
    colleague = Patient("Petra", "Lind", listed_at=frozenset({CENTRE}))
    assert signs(line(), known=known(colleague, "Karin Vallmo", "petra  LIND")) == ["colleague"]
    assert signs(line(), known=known(colleague, "Karin Vallmo", "Per Lind")) == []
    oneself = Patient("Karin", "Vallmo", listed_at=frozenset({CENTRE}))
    both = known(oneself, "Karin Vallmo", "Karin Vallmo")
    assert signs(line(), known=both) == ["same_surname,colleague"]


def test_a_name_that_was_hidden_is_compared_with_nobodys() -> None:
    relative = known(
        Patient("Karin", "Vallmo", listed_at=frozenset({CENTRE})), "Karin Vallmo", "Karin Vallmo"
    )
    assert signs(line(named=False), known=relative) == []


def test_every_look_at_somebody_protected_comes_up_and_tells_nothing_of_the_name() -> None:
    hidden = Patient("Karin", "Vallmo", protected=True, listed_at=frozenset({CENTRE}))
    shown = known(hidden, "Karin Vallmo", "Karin Vallmo")
    assert signs(line(), known=shown) == ["protected"]
    assert signs(line(allowed=False), known=shown) == []


def test_every_emergency_comes_up_with_what_was_read_in_it() -> None:
    opened = line(act="emergency:person:open")
    read = line("10.05", act="review:person:look", in_need=True)
    [one] = findings([read, opened, line("09.00")], KNOWN, USUAL)
    assert one.signs == (Sign.EMERGENCY,)
    assert [told.id for told in one.lines] == [opened.id, read.id]


LISTED = [
    ("aldre_ssk", CENTRE, {CENTRE}, set(), False, "listed here"),
    ("aldre_ssk", CENTRE, {OTHER}, set(), True, "listed elsewhere"),
    ("aldre_ssk", CENTRE, set(), set(), True, "listed nowhere"),
    ("aldre_ssk", CENTRE, {OTHER, CENTRE}, set(), False, "moved away in the week"),
    ("hemtjanst_planerare", HOME_HELP, {CENTRE}, set(), False, "where the unit is called"),
    ("hemtjanst_planerare", HOME_HELP, {OTHER}, {HOME_HELP}, False, "enrolled there"),
    ("hemtjanst_planerare", HOME_HELP, {OTHER}, {CENTRE}, True, "enrolled with somebody else"),
    ("logg_granskare", "REGION", {OTHER}, set(), False, "a reviewer has no patients"),
]


@pytest.mark.parametrize(
    ("role", "unit", "listed", "care", "elsewhere", "_why"), LISTED, ids=[one[5] for one in LISTED]
)  # fmt: skip
def test_whose_patient_somebody_is(role, unit, listed, care, elsewhere, _why) -> None:
    patient = Patient("Anna", "Ek", listed_at=frozenset(listed), cared_for_by=frozenset(care))
    told = signs(line(role=role, unit=unit), known=known(patient))
    assert told == (["not_listed"] if elsewhere else [])
    assert signs(line(role=role, unit=unit, allowed=False), known=known(patient)) == []


MANY = [
    (9, {}, [], "nine looks"),
    (10, {}, ["many_looks"], "ten looks"),
    (10, {"in_huddle": True}, [], "ten in huddles"),
    (10, {"allowed": False}, ["denied"], "ten that were refused are another thing"),
]


@pytest.mark.parametrize(("count", "other", "expected", "_why"), MANY, ids=[one[3] for one in MANY])
def test_many_looks_at_one_person_and_nothing_done(count, other, expected, _why) -> None:
    assert signs(*[line(**other) for _ in range(count)]) == expected


def test_whoever_does_something_with_the_person_may_look_often() -> None:
    looks = [line() for _ in range(10)]
    assert signs(*looks, line(act="action:done")) == []
    assert signs(*looks, line(act="action:done", person=BO)) == ["many_looks"]
    assert signs(*looks, line(act="log:person:extract")) == ["many_looks"]
    opened = line(act="emergency:person:open")
    assert signs(*looks, opened) == ["emergency,many_looks"]


def test_many_persons_and_nothing_done_with_any() -> None:
    persons = [UUID(int=n) for n in range(10, 15)]
    patients = dict.fromkeys(persons, HERE)
    where = Known(patients, KNOWN.names, frozenset(), KNOWN.called)
    looks = [line(person=one) for one in persons]
    assert signs(*looks, known=where, bounds=Bounds(persons=6)) == []
    assert signs(*looks, known=where, bounds=Bounds(persons=5)) == ["many_persons"]
    done = line(act="action:done", person=persons[0])
    assert signs(*looks, done, known=where, bounds=Bounds(persons=5)) == []


def test_refusals_are_counted_also_without_a_person() -> None:
    refused = [line(allowed=False, person=None, act="action:person:look") for _ in range(5)]
    assert signs(*refused[:4]) == []
    assert signs(*refused) == ["denied"]


def test_the_gravest_stands_first_and_one_employee_and_one_person_are_one_thing() -> None:
    elsewhere = Patient("Anna", "Vallmo", listed_at=frozenset({OTHER}))
    told = [line("21.00"), line("10.00"), line("11.00", act="emergency:person:open")]
    found = findings(told, known(elsewhere), USUAL)
    assert [one.signs for one in found] == [
        (Sign.EMERGENCY, Sign.SAME_SURNAME, Sign.NOT_LISTED), (Sign.ODD_HOURS,),
    ]  # fmt: skip
    assert [len(one.lines) for one in found] == [3, 1]


def test_every_sign_is_told_of_once_in_whole_sentences() -> None:
    assert [rule.sign for rule in RULES] == list(Sign) == list(ORDER)
    for rule in RULES:
        assert rule.looks_at.endswith(".")
        assert rule.why.endswith(".")


def test_who_knows_the_seed_draws_the_same_and_nobody_else_does() -> None:
    numbers = range(1, 1001)
    drawn = draw(numbers, "frö", 20)
    assert drawn == draw(reversed(numbers), "frö", 20)
    assert len(set(drawn)) == 20
    assert drawn != draw(numbers, "ett annat", 20)
    assert sorted(draw(numbers, "frö", 5000)) == list(numbers)
    assert draw([], "frö", 20) == []


def test_each_line_has_the_same_chance() -> None:
    """Of ten lines three are drawn a thousand times: each comes up about 300 times (±5 σ)."""
    times = [number for n in range(1000) for number in draw(range(10), str(n), 3)]
    for number in range(10):
        assert abs(times.count(number) - 300) < 75
