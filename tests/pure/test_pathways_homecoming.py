"""A safe way home: the checklist from the planned day, and the call within 72 hours that got through."""

from datetime import datetime

import pytest

from app.pathways import checklist
from app.pathways.homecoming import call_within_72_hours, safe_homecoming
from app.pathways.tracker import Tracker
from tests.builders import NOW, at
from tests.pathways import clocks, reached, tracker

PLANNED = "3 dygn sedan samsa.inskrivningsmeddelande sent_at=-3d pud=+1d recipients=bi samband=s"
UNPLANNED = "3 dygn sedan samsa.inskrivningsmeddelande sent_at=-3d recipients=bi samband=s"
ADMITTED = "4 dygn sedan inpatient.admitted ward=31"
HOME = "10 h sedan inpatient.discharged disposition=home discharged_at=-10h"


def point(name: str, state: str, hours: int = 20, more: str = "") -> str:
    told = f"checklist=trygg_hemgang point='{name}' state={state}"
    return f"{hours} h sedan checklist.point_set {told} {more}".strip()


USUAL = [one.what for one in checklist.USUAL]


def done(name: str) -> str:
    return point(name, "done")


STAGES = [
    # events, stage, open, comment
    ([UNPLANNED], None, None, "no day has been set: it has not opened"),
    ([PLANNED], "none_set", True, "it opens at the planned day"),
    ([PLANNED, point("Hembesök", "open")], "open", True, ""),
    ([PLANNED, point("Hembesök", "open"), point("Hembesök", "done", 2)], "some_set", True, "what was set is done, and most is not set"),
    ([PLANNED, point("Hembesök", "not_needed")], "some_set", True, ""),
    ([PLANNED, *map(done, USUAL)], "closed", False, "it closes by itself"),
    ([PLANNED, *map(done, USUAL[:-1])], "some_set", True, "all but one"),
    ([PLANNED, *map(done, USUAL[:-1]), point("Närstående", "not_needed")], "closed", False, "not needed is closed too"),
    ([PLANNED, *map(done, USUAL[:-1]), "9 h sedan relative.informed on=-0d"], "closed", False, "the relative was told"),
    ([PLANNED, *map(done, USUAL[:-1]), "99 h sedan relative.informed on=-4d"], "some_set", True, "before this planning"),
    ([PLANNED, *map(done, USUAL), point("Nyckel", "open", 2)], "open", True, "one beside the usual"),
    ([PLANNED, point("Hembesök", "done"), point("Hjälpmedel", "open")], "open", True, "one of two"),
    ([PLANNED, point("Hembesök", "done"), point("Hembesök", "open", 2)], "open", True, "opened again"),
    ([point("Hembesök", "open", 24 * 9), PLANNED], "none_set", True, "of an earlier way home"),
    ([ADMITTED, PLANNED, point("Hembesök", "open"), HOME], "open", True, "at home, and still open"),
    ([ADMITTED, PLANNED, *map(done, USUAL), HOME], "closed", False, "at home, and closed"),
    ([ADMITTED, PLANNED, point("Hembesök", "done"), HOME], "some_set", True, "at home, and much is not set"),
    ([PLANNED, "1 h sedan samsa.avbrott samband=s"], "broken_off", False, "the planning was broken off"),
    ([PLANNED, point("Hembesök", "done"), "1 h sedan samsa.avbrott samband=s"], "broken_off", False, ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "comment"), STAGES)
def test_the_checklist_opens_at_the_planned_day_and_closes_by_itself(
    lines: list[str], stage: str | None, is_open: bool | None, comment: str
) -> None:
    found = tracker(safe_homecoming, *lines)
    assert (found and (found.stage, found.open)) == (stage and (stage, is_open)), comment


def test_a_point_has_role_state_reason_and_who_took_it_over() -> None:
    found = tracker(
        safe_homecoming, PLANNED,
        point("Hjälpmedel", "not_needed", more="role=kommun_hsl reason='Har redan'"),
        point("Varm överlämning", "done", more="role=kommun_hsl by='Omar Ek'"),
    )  # fmt: skip
    set_ = [one for one in found.points if one.state != "not_set"]
    assert [(p.what, p.state, p.role, p.reason, p.by) for p in set_] == [
        ("Hjälpmedel", "not_needed", "kommun_hsl", "Har redan", None),
        ("Varm överlämning", "done", "kommun_hsl", None, "Omar Ek"),
    ]


def test_what_is_over_is_let_go_and_what_is_open_is_not() -> None:
    long = (
        "60 dygn sedan samsa.inskrivningsmeddelande sent_at=-60d pud=-50d recipients=bi samband=s"
    )
    home = "50 dygn sedan inpatient.discharged disposition=home discharged_at=-50d"
    done, left = point("Nyckel", "done", 24 * 55), point("Nyckel", "open", 24 * 55)
    assert tracker(safe_homecoming, long, done, home) is None
    found = tracker(safe_homecoming, long, left, home)
    assert found is not None
    assert found.open, "still waited for"


CALLS = [
    # events, stage, open, attempts, clock, comment
    ([ADMITTED], None, None, 0, None, "still in hospital"),
    ([HOME], "waiting", True, 0, "running", ""),
    (["10 h sedan inpatient.discharged disposition=korttid discharged_at=-10h"], None, None, 0, None, "not an own home"),
    ([HOME, "2 h sedan followup.attempted route=vc"], "attempted", True, 1, "running", "an attempt is no call"),
    ([HOME, "2 h sedan phone.contact channel=vc result=reached"], "reached", False, 0, "met", ""),
    ([HOME, "3 h sedan followup.attempted route=vc", "2 h sedan followup.reached route=vc"], "reached", False, 1, "met", "the attempts are kept apart"),
    ([HOME, "2 h sedan phone.contact channel=vc result=not_reached"], "attempted", True, 1, "running", "nobody answered"),
    ([HOME, "2 h sedan phone.contact channel=vc result=unknown"], "waiting", True, 0, "running", "nobody has said"),
    ([HOME, "3 h sedan phone.contact channel=vc result=not_reached", "2 h sedan followup.attempted route=vc"], "attempted", True, 2, "running", "each is one"),
    ([HOME, "5 h sedan huddle.decided rule=hemgang-72 episode=exempel/1 decision=action action=a1", "2 h sedan action.done action=a1 by=x outcome=ej_nadd"], "attempted", True, 1, "running", "as the room's own action ended"),
    ([HOME, "5 h sedan huddle.decided rule=hemgang-72 episode=exempel/1 decision=action action=a1", "2 h sedan action.done action=a1 by=x outcome=genomford"], "reached", False, 0, "met", "made, by whoever was to make it"),
    ([HOME, "5 h sedan huddle.decided rule=hemgang-72 episode=exempel/1 decision=action action=a1", "2 h sedan action.done action=a1 by=x outcome=planerad"], "waiting", True, 0, "running", "planned is not made"),
    ([HOME, "5 h sedan huddle.decided rule=lakarbedomning episode=exempel/1 decision=action action=a1", "2 h sedan action.done action=a1 by=x outcome=genomford"], "waiting", True, 0, "running", "something else was done"),
    ([HOME, "2 h sedan mobile.visit team=malt"], "reached", False, 0, "met", "somebody has been there"),
    ([HOME, "2 h sedan inpatient.admitted"], "readmitted", False, 0, None, "back in hospital"),
    (["80 h sedan inpatient.discharged disposition=home discharged_at=-80h"], "waiting", True, 0, "passed", ""),
    (["80 h sedan inpatient.discharged disposition=home discharged_at=-80h", "2 h sedan vc.visit"], "reached", False, 0, "met_late", "after it ran out"),
    (["11 h sedan phone.contact channel=vc result=reached", HOME], "waiting", True, 0, "running", "before the discharge"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "attempts", "clock", "comment"), CALLS)
def test_the_call_is_a_call_that_got_through(
    lines: list[str], stage: str | None, is_open: bool | None, attempts: int, clock: str | None,
    comment: str,
) -> None:  # fmt: skip
    found = tracker(call_within_72_hours, *lines)
    if stage is None:
        assert found is None, comment
        return
    told = found.stage, found.open, len(found.attempts), [s for _, s in clocks(found).values()]
    assert told == (stage, is_open, attempts, [clock] if clock else []), comment


@pytest.mark.parametrize(
    ("age", "score", "asked", "comment"),
    [
        (75, None, True, "from 75 without a score"),
        (74, None, False, ""),
        (74, 5, True, "frail from 65"),
        (65, 5, True, ""),
        (64, 7, False, "a score does not hold under 65"),
        (74, 4, False, ""),
        (None, None, True, "of an age that is not known"),
    ],
)
def test_the_call_is_asked_for_those_whom_the_rule_says(
    age: int | None, score: int | None, asked: bool, comment: str
) -> None:
    lines = [f"9 dygn sedan cfs.assessed score={score} assessed_on=-9d"] if score else []
    assert (tracker(call_within_72_hours, *lines, HOME, age=age) is not None) == asked, comment


ELAPSED = [
    # came home, the hours run out, comment
    (at(20, "14.00"), "2026-11-23 14.00", "over a weekend: 72 hours are hours"),
    (at(26, "14.00", 3, 2027), "2027-03-29 15.00", "påsk, when the clocks go forward"),
    (at(23, "14.00", 10), "2026-10-26 13.00", "and when they go back"),
]


@pytest.mark.parametrize(("left", "out", "comment"), ELAPSED)
def test_72_hours_are_hours_that_have_passed(left: datetime, out: str, comment: str) -> None:
    home = "0 h sedan inpatient.discharged disposition=home discharged_at=-0h"
    found: Tracker = tracker(call_within_72_hours, home, now=left)
    assert clocks(found)["call"][0] == out, comment


def test_the_hours_are_the_centres_own_number() -> None:
    found = tracker(call_within_72_hours, HOME, numbers={"hemgang-72": {"timmar": 48}})
    assert (found.clocks[0].deadline - NOW).total_seconds() == (48 - 10) * 3600
    assert reached(found) == ["home"]
