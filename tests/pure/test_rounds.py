"""Rounds: what is taken up each day and what each week, by a row of its own or under another's."""

from dataclasses import replace

import pytest

from app.huddle.arrivals import item
from app.huddle.rules import judge
from app.huddle.verdict import Round, Section, Urgency
from app.huddle.waking import next_due
from tests.builders import NOW, a_morning, a_person, rules
from tests.matters import a_matter, a_reason

HOME = "5 h sedan ed.visit.closed outcome=home"
ENROLLED = "90 dygn sedan enrolment.started kind=kommunal_hsl unit=x"
SCORED = "80 dygn sedan cfs.assessed score=7"
"""So that nothing is to be said of frailty or of a SIP."""
APPOINTED = "80 dygn sedan contact.appointed kind=fast_vardkontakt name=Eva"
SCORED = "100 dygn sedan cfs.assessed score=3"
NOBODY = "fast-kontakt-saknas"


def told(*lines: str, round_: Round = "daily", age: int = 82) -> list[tuple[str, bool]]:
    found = judge(a_person(SCORED, *lines, age=age), rules(), a_morning(), round_)
    return [(reason.rule, reason.line) for reason in found]


TAKEN_UP = [
    # events, daily, weekly, comment
    ([ENROLLED], [], [(NOBODY, False)], "a register that is incomplete is the week's"),
    ([ENROLLED, HOME], [("akut-ej-inlagd", False), (NOBODY, True)], [(NOBODY, False)], "and a line when something has happened"),
    ([ENROLLED, APPOINTED, HOME], [("akut-ej-inlagd", False)], [], "somebody is named"),
    ([HOME], [("akut-ej-inlagd", False)], [], "what has happened is not the week's"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "daily", "weekly", "comment"), TAKEN_UP)
def test_each_round_takes_up_what_is_its_own(
    lines: list[str], daily: list[tuple[str, bool]], weekly: list[tuple[str, bool]], comment: str
) -> None:
    assert told(*lines) == daily, comment
    assert told(*lines, round_="weekly") == weekly, comment


def test_a_line_stands_last_whatever_the_row_and_is_due_at_no_time() -> None:
    admitted = "12 h sedan inpatient.admitted"
    first, line = judge(a_person(SCORED, ENROLLED, admitted), rules(), a_morning())
    assert (first.urgency, first.section) == (Urgency.GRA, Section.SEDAN_SIST)
    assert (line.urgency, line.section) == (Urgency.GRA, Section.IDAG)
    assert line.line
    assert line.due is None
    assert first.due is not None


def test_what_is_the_weeks_wakes_nobody_in_the_morning() -> None:
    assert next_due(a_person(SCORED, ENROLLED), rules(), a_morning()) is None


def test_what_the_week_proposes_is_due_within_the_week() -> None:
    (reason,) = judge(a_person(SCORED, ENROLLED), rules(), a_morning(), "weekly")
    assert reason.due is not None
    assert 6 <= (reason.due - NOW).days + 1 <= 7


def test_a_line_neither_places_a_row_nor_is_decided_with_it() -> None:
    row = a_reason("inskriven", Urgency.GRA, section=Section.SEDAN_SIST, waits=2)
    line = replace(a_reason(NOBODY, Urgency.GUL, section=Section.IDAG, waits=9), line=True)
    assert item("x", [row, line]) == item("x", [row])
    one = a_matter("x", row, line)
    assert one.reasons == (row, line)
    assert one.needs == (row,)


MISSING = [
    # events, the lines under a row, comment
    ([], ["cfs-saknas"], "never scored"),
    (["400 dygn sedan cfs.assessed score=7"], ["cfs-saknas"], "grown old"),
    (["80 dygn sedan cfs.assessed score=5"], ["sip-saknas"], "in between, and no plan"),
    (["80 dygn sedan cfs.assessed score=5", "9 dygn sedan sip.declined"], [], "asked, and said no"),
    ([f"{days} dygn sedan phone.contact channel=vc" for days in (20, 15, 9)]
     + ["3 h sedan phone.contact channel=1177", SCORED], ["mangsokare-kontakt"], "calls again"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "under", "comment"), MISSING)
def test_what_is_missing_is_a_line_under_a_row_and_never_a_row(
    lines: list[str], under: list[str], comment: str
) -> None:
    assert not judge(a_person(*lines), rules(), a_morning()), comment
    found = judge(
        a_person(*lines, "1 h sedan ambulance.contact outcome=left_home"), rules(), a_morning()
    )
    assert [reason.rule for reason in found if reason.line] == under, comment
    assert [reason.rule for reason in found if not reason.line] == ["ambulans-ej-transport"]
