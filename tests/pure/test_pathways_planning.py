"""A SAMSA case from admission to home: its stages, who has answered, and the clocks of the law."""

from datetime import datetime

import pytest

from app.pathways.planning import planning
from tests.builders import NOW, at
from tests.pathways import clocks, reached, tracker

ADMITTED = "60 h sedan inpatient.admitted ward=31"
NOTICE = "50 h sedan samsa.inskrivningsmeddelande sent_at=-50h recipients=kp,bi samband=s"
PUD = "40 h sedan samsa.pud_changed new=+30h samband=s"
READY = "20 h sedan samsa.utskrivningsklar sent_at=-20h samband=s"
HOME = "5 h sedan inpatient.discharged disposition=home discharged_at=-5h"

STAGES = [
    # events, stage, open, reached, comment
    ([ADMITTED], None, None, [], "no notice: no case"),
    ([NOTICE], "admitted", True, ["admitted"], "the notice alone, with no stay told of"),
    ([ADMITTED, NOTICE], "admitted", True, ["admitted"], ""),
    (["55 h sedan inpatient.admitted", "52 h sedan inpatient.discharged disposition=home discharged_at=-52h", NOTICE], "admitted", True, ["admitted"], "of a stay that is over"),
    ([ADMITTED, NOTICE, PUD], "planned", True, ["admitted", "planned"], "a day has been set"),
    ([ADMITTED, NOTICE, PUD, READY], "ready", True, ["admitted", "planned", "ready"], ""),
    ([ADMITTED, NOTICE, READY], "ready", True, ["admitted", "ready"], "ready though no day was set"),
    ([ADMITTED, NOTICE, PUD, READY, "1 h sedan samsa.utskrivningsklar_withdrawn samband=s"], "planned", True, ["admitted", "planned"], "taken back"),
    ([ADMITTED, NOTICE, PUD, READY, HOME], "home", False, ["admitted", "planned", "ready", "home"], ""),
    ([ADMITTED, NOTICE, PUD, "1 h sedan samsa.avbrott samband=s"], "broken_off", False, ["admitted", "planned"], ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "steps", "comment"), STAGES)
def test_a_case_goes_from_admission_to_home(
    lines: list[str], stage: str | None, is_open: bool | None, steps: list[str], comment: str
) -> None:
    found = tracker(planning, *lines)
    if stage is None:
        assert found is None, comment
        return
    assert (found.stage, found.open, reached(found)) == (stage, is_open, steps), comment


def test_a_case_is_let_go_a_month_after_it_ended() -> None:
    left = "29 dygn sedan inpatient.discharged disposition=home discharged_at=-29d"
    assert tracker(
        planning,
        "40 dygn sedan inpatient.admitted",
        f"39{NOTICE[2:]}".replace("39 h", "39 dygn"),
        left,
    )
    gone = "31 dygn sedan inpatient.discharged disposition=home discharged_at=-31d"
    notice = f"39{NOTICE[2:]}".replace("39 h", "39 dygn")
    assert tracker(planning, "40 dygn sedan inpatient.admitted", notice, gone) is None


CLOCKS = [
    # events, clocks by name: runs out, and how it stands, comment
    ([ADMITTED, NOTICE], {"notice": ("2026-11-22 19.40", "met")}, "sent 10 h after the admission"),
    ([ADMITTED, NOTICE.replace("50 h", "30 h").replace("-50h", "-30h")], {"notice": ("2026-11-22 19.40", "met_late")}, "sent after 30 h"),
    ([NOTICE, READY], {"sip_call": ("2026-11-27 00.00", "running"), "payment": ("2026-11-26 00.00", "running")}, "Monday 11.40: three whole days, and pays from Thursday"),
    ([NOTICE, READY, "9 h sedan samsa.sip_kallelse sent_at=-9h invited= samband=s"], {"sip_call": ("2026-11-27 00.00", "met"), "payment": ("2026-11-26 00.00", "running")}, "called"),
    ([ADMITTED, NOTICE, HOME], {"notice": ("2026-11-22 19.40", "met"), "information": ("2026-11-25 00.00", "running")}, "the same day"),
    ([ADMITTED, NOTICE, HOME, "5 h sedan samsa.information_vid_utskrivning sent_at=-5h samband=s"], {"notice": ("2026-11-22 19.40", "met"), "information": ("2026-11-25 00.00", "met")}, ""),
    ([NOTICE, READY, "1 h sedan samsa.avbrott samband=s"], {"payment": ("2026-11-26 00.00", "met")}, "broken off: nobody is to call"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "comment"), CLOCKS)
def test_the_clocks_of_the_law_run_out_when_they_do(
    lines: list[str], expected: dict[str, tuple[str, str]], comment: str
) -> None:
    assert clocks(tracker(planning, *lines)) == expected, comment


EDGES = [
    # ready, the municipality pays from, the call is late from, comment
    (at(23, "12.00"), "2026-11-26 00.00", "2026-11-27 00.00", "at noon is not after it"),
    (at(23, "12.01"), "2026-11-27 00.00", "2026-11-27 00.00", "after noon: a day more"),
    (at(25, "11.00", 3, 2027), "2027-03-28 00.00", "2027-03-29 00.00", "skärtorsdag: over påsk and the spring hour"),
    (at(23, "9.00", 10), "2026-10-26 00.00", "2026-10-27 00.00", "over the autumn hour"),
    (at(23, "9.00", 12), "2026-12-26 00.00", "2026-12-27 00.00", "Christmas days are days"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "pays", "late", "comment"), EDGES)
def test_days_are_calendar_days_and_noon_is_local(
    sent: datetime, pays: str, late: str, comment: str
) -> None:
    ready = "0 h sedan samsa.utskrivningsklar sent_at=-0h samband=s"
    found = clocks(tracker(planning, NOTICE, ready, now=sent), sent)
    assert (found["payment"][0], found["sip_call"][0]) == (pays, late), comment


def test_where_the_average_is_agreed_nobody_has_a_day_of_payment() -> None:
    numbers = {"utskrivningsklar": {"modell": 0}}
    found = tracker(planning, NOTICE, READY, numbers=numbers)
    assert [one.what for one in found.clocks] == ["sip_call"]
    assert found.day == 1, "and the days are counted all the same"


def test_each_receiver_has_answered_the_last_that_was_sent_or_not() -> None:
    answered = "45 h sedan samsa.kvitterad by_unit=kp samband=s"
    found = tracker(planning, NOTICE, answered)
    assert [(p.by, p.state) for p in found.points] == [("kp", "done"), ("bi", "open")]
    found = tracker(planning, NOTICE, answered, READY)
    assert [(p.by, p.state) for p in found.points] == [("kp", "open"), ("bi", "open")]
    assert found.since < NOW
