"""Assessments at any hour: who is asked to come, until when, and of which group. Tuesday 24 November 2026."""

import pytest

from app.lists.assessing import Asked, Assessed, asked, assessed
from tests.builders import NOW, a_morning, a_person, at, rule

DOCTOR = "assessment.requested what=lakarbedomning"
FALL = "assessment.requested what=fall"


def by(**changed: int) -> Asked:
    return asked({one.name: one.value for one in rule("lakarbedomning").numbers} | changed)


def told(*lines: str, **changed: int) -> tuple[Assessed, ...]:
    return assessed(a_person(*lines), by(**changed), a_morning())


CLOCKS = [
    # events, due, late, comment
    ([f"17 h sedan {DOCTOR}"], at(24, "14.40"), False, "asked for on Monday at 14.40: 24 hours"),
    ([f"9 h sedan {DOCTOR}"], at(24, "6.40"), True, "asked for in the night: eight hours"),
    ([f"9 h sedan {DOCTOR} by_when=+2h"], at(24, "9.40"), False, "another time was asked for"),
    ([f"9 h sedan {FALL}"], None, False, "no time for others"),
    ([f"9 h sedan {FALL} by_when=-1h"], at(24, "6.40"), True, "unless somebody said one"),
    ([f"9 h sedan {DOCTOR}", "2 h sedan assessment.done what=lakarbedomning"], at(24, "6.40"), False, "done in time"),
    ([f"9 h sedan {DOCTOR}", "10 min sedan assessment.done what=lakarbedomning"], at(24, "6.40"), True, "done too late"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "due", "late", "comment"), CLOCKS)
def test_an_assessment_has_the_clock_of_the_rule(lines, due, late, comment) -> None:
    [found] = told(*lines)
    assert (found.due, found.late(NOW)) == (due, late), comment
    assert found.doctor is ("lakarbedomning" in lines[0])


def test_a_centre_s_own_hours_are_the_list_s() -> None:
    [found] = told(f"17 h sedan {DOCTOR}", timmar_kontorstid=10)
    assert found.due == at(24, "0.40")


LISTED = [
    # events, how many, comment
    ([f"30 dygn sedan {DOCTOR}"], 1, "thirty days open"),
    ([f"31 dygn sedan {DOCTOR}"], 0, "a day longer: for the record"),
    ([f"40 dygn sedan {DOCTOR}", "30 dygn sedan assessment.done what=lakarbedomning"], 1, "done thirty days ago"),
    ([f"40 dygn sedan {DOCTOR}", "31 dygn sedan assessment.done what=lakarbedomning"], 0, "a day longer"),
    (["2 dygn sedan assessment.done what=lakarbedomning"], 0, "nobody told when it was asked for"),
    ([f"2 dygn sedan {DOCTOR} historik=ja"], 0, "loaded history"),
    ([f"5 dygn sedan {DOCTOR}", f"2 dygn sedan {FALL}"], 2, "two"),
    ([f"2 dygn sedan {DOCTOR}", "1 h sedan person.died"], 0, "nobody is sent to the dead"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "count", "comment"), LISTED)
def test_what_is_open_or_was_done_lately_is_listed(lines, count, comment) -> None:
    assert len(told(*lines)) == count, comment


def enrolled(*kinds: str) -> list[str]:
    return [f"90 dygn sedan enrolment.started kind={kind}" for kind in kinds]


GROUPS = [
    # events, group, comment
    (enrolled("sabo"), "sabo", "care home"),
    (enrolled("korttid"), "sabo", "a short-term place counts among them"),
    (enrolled("kommunal_hsl", "sabo"), "sabo", "where one lives before what one gets"),
    (enrolled("lss", "kommunal_hsl"), "lss", "housing by LSS"),
    (enrolled("socialpsykiatri"), "socialpsykiatri", "housing for those with disabilities, by SoL"),
    (enrolled("trygghetsboende", "hemtjanst"), "trygghetsboende", "sheltered housing"),
    (enrolled("kommunal_hsl"), "hemma", "care at home"),
    (enrolled("hemtjanst"), "hemma", "home help"),
    (enrolled("nsvt"), "okand", "a team says nothing of where"),
    ([*enrolled("sabo"), "9 dygn sedan enrolment.ended kind=sabo"], "okand", "has left"),
    ([], "okand", "nothing is told"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "group", "comment"), GROUPS)
def test_the_group_is_told_by_where_somebody_is_enrolled(lines, group, comment) -> None:
    [found] = told(*lines, f"2 dygn sedan {DOCTOR}")
    assert found.group == group, comment
