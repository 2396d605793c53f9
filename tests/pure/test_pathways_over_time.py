"""What is done once a year, what is offered without assessment, a line that rings, and who is there."""

from datetime import datetime, timedelta

import pytest

from app.huddle.clocks import PaymentModel
from app.pathways.checks import medicines, yearly_check
from app.pathways.contacts import contacts
from app.pathways.line import contacts_waiting
from app.pathways.lub import lub
from app.pathways.tracker import Clock
from app.pathways.under_way import under_way
from tests.builders import NOW, a_morning, a_person, at, rule
from tests.pathways import clocks, reached, tracker

HOUR = timedelta(hours=1)
CFS = "90 dygn sedan cfs.assessed score=6 assessed_on=-90d"
YEARLY = [
    # events, age, stage, due before, comment
    ([], 82, None, None, "nobody has scored, and none is known"),
    ([CFS], 82, "never", "2027-08-27 00.00", "a year after the score"),
    ([CFS], 74, None, None, "from 75"),
    (["90 dygn sedan annual_check.done on=-90d"], 70, "done", "2027-08-27 00.00", "one that was done is told of at any age"),
    (["365 dygn sedan annual_check.done on=-365d"], 82, "done", "2026-11-25 00.00", "today is the last day"),
    (["366 dygn sedan annual_check.done on=-366d"], 82, "due", "2026-11-24 00.00", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "age", "stage", "due", "comment"), YEARLY)
def test_the_yearly_check_is_due_after_twelve_months(
    lines: list[str], age: int, stage: str | None, due: str | None, comment: str
) -> None:
    found = tracker(yearly_check, *lines, age=age)
    assert (found and found.stage) == stage, comment
    if due is not None:
        assert clocks(found)["check"][0] == due, comment


def test_the_yearly_check_says_which_items_were_in_it() -> None:
    told = "9 dygn sedan annual_check.done on=-9d items='Fallrisk,läkemedel,Munhälsa och tänder'"
    found = tracker(yearly_check, told)
    assert {p.what for p in found.points if p.state == "done"} == {
        "Fallrisk",
        "Läkemedel",
        "Tandstatus och munhälsa",
    }
    assert {p.what for p in found.points if p.state == "open"} == {
        "CFS",
        "Social isolering",
        "Syn",
        "Hörsel",
        "Inkontinens",
        "Anhörigstöd",
    }


ITEMS = [
    # the word as it is told, the items that it tells of, comment
    ("Tandstatus", {"Tandstatus och munhälsa"}, ""),
    ("Munhälsa", {"Tandstatus och munhälsa"}, ""),
    ("Besök hos Folktandvården", {"Tandstatus och munhälsa"}, ""),
    ("Bistånd", set(), "not a tooth"),
    ("Mun-, syn- och hörselhälsa", {"Tandstatus och munhälsa", "Syn", "Hörsel"}, "one word for three"),
    ("Synprövning", {"Syn"}, ""),
    ("Synpunkter", set(), "no look at the eyes"),
    ("Hörapparat", {"Hörsel"}, ""),
    ("Anhörigstöd", {"Anhörigstöd"}, ""),
    ("Närstående informerad", {"Anhörigstöd"}, ""),
    ("social_isolering", {"Social isolering"}, "as the list of the preventive team has it"),
    ("CFS-skattning", {"CFS"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("word", "items", "comment"), ITEMS)
def test_an_item_is_known_by_its_words(word: str, items: set[str], comment: str) -> None:
    found = tracker(yearly_check, f"9 dygn sedan annual_check.done on=-9d items='{word}'")
    told = {p.what for p in found.points if p.state == "done"}
    assert told == items, comment


MEDICINES = [
    # events, stage, comment
    ([], None, "lives at home, and none is known"),
    (["9 dygn sedan medication_review.done on=-9d"], "done", ""),
    (["366 dygn sedan medication_review.done on=-366d"], "due", ""),
    (
        ["90 dygn sedan enrolment.started kind=sabo unit=x from_=-90d"],
        "never",
        "a year after moving in",
    ),
    (["400 dygn sedan enrolment.started kind=sabo unit=x from_=-400d"], "due", ""),
]


@pytest.mark.parametrize(("lines", "stage", "comment"), MEDICINES)
def test_the_medicines_are_reviewed_within_twelve_months(
    lines: list[str], stage: str | None, comment: str
) -> None:
    found = tracker(medicines, *lines)
    assert (found and found.stage) == stage, comment


OFFER = "40 dygn sedan lub.offered on=-40d"
YES = "35 dygn sedan lub.accepted on=-35d"
DECIDED = "30 dygn sedan bistand.decision insats=luB decided_at=-30d lub=ja"
BEGUN = "20 dygn sedan bistand.decision insats=luB decided_at=-20d executed_at=-20d lub=ja"
LUB = [
    # events, stage, open, steps, follow-up before, comment
    ([], None, None, [], None, ""),
    (["9 dygn sedan bistand.decision insats=städ decided_at=-9d"], None, None, [], None, "an insats that was assessed"),
    ([OFFER], "offered", True, ["offered"], None, "no clock before there is a yes"),
    ([OFFER, YES], "accepted", True, ["offered", "accepted"], "2026-11-20 00.00", "30 days from the yes"),
    ([OFFER, DECIDED], "accepted", True, ["offered", "accepted"], "2026-11-25 00.00", "decided is a yes"),
    ([OFFER, YES, BEGUN], "executed", True, ["offered", "accepted", "executed"], "2026-12-05 00.00", "30 days from when it began"),
    ([OFFER, YES, BEGUN, "2 dygn sedan lub.followed_up on=-2d"], "followed_up", False, ["offered", "accepted", "executed", "followed_up"], "2026-12-05 00.00", ""),
    ([OFFER, YES, "25 dygn sedan lub.followed_up on=-25d", BEGUN], "executed", True, ["offered", "accepted", "executed"], "2026-12-05 00.00", "of something earlier"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "steps", "late", "comment"), LUB)
def test_lub_is_offered_accepted_executed_and_followed_up(
    lines: list[str], stage: str | None, is_open: bool | None, steps: list[str], late: str | None,
    comment: str,
) -> None:  # fmt: skip
    found = tracker(lub, *lines)
    if stage is None:
        assert found is None, comment
        return
    assert (found.stage, found.open, reached(found)) == (stage, is_open, steps), comment
    assert {what: when for what, (when, _) in clocks(found).items()} == (
        {} if late is None else {"followup": late}
    ), comment


STANDS = [
    # hours since the deadline, met how long after it (None: not met), how it stands, comment
    (-1, None, "running", ""),
    (0, None, "passed", "at the deadline it has run out"),
    (5, 0, "met", "what was done at the very deadline was done in time"),
    (5, 1, "met_late", ""),
    (-5, -6, "met", ""),
]


@pytest.mark.parametrize(("since", "met", "state", "comment"), STANDS)
def test_a_clock_runs_is_met_or_has_run_out(
    since: int, met: int | None, state: str, comment: str
) -> None:
    deadline = NOW - since * HOUR
    clock = Clock("call", deadline, None if met is None else deadline + met * HOUR)
    assert clock.state(NOW) == state, comment


RINGS = [
    # rang, is to be answered by, comment
    (at(23, "10.00"), "2026-11-24 16.00", "a Monday: Tuesday at four"),
    (at(23, "23.50"), "2026-11-24 16.00", "late in the evening"),
    (at(20, "9.00"), "2026-11-23 16.00", "a Friday: Monday"),
    (at(21, "9.00"), "2026-11-23 16.00", "a Saturday: Monday"),
    (at(23, "9.00", 12), "2026-12-28 16.00", "before Christmas: the Monday after"),
    (at(25, "9.00", 3, 2027), "2027-03-30 16.00", "skärtorsdag: the Tuesday after påsk"),
    (at(5, "9.00", 5, 2027), "2027-05-07 16.00", "before Kristi himmelsfärd"),
]


@pytest.mark.parametrize(("rang", "answer", "comment"), RINGS)
def test_who_rings_the_line_is_answered_by_the_end_of_the_next_working_day(
    rang: datetime, answer: str, comment: str
) -> None:
    opened = "0 h sedan case.opened line=aldretelefon samband=a"
    [found] = contacts_waiting(a_person(opened, now=rang), a_morning(rang))
    assert clocks(found, rang)["answer"] == (answer, "running"), comment


def test_what_is_answered_is_answered_and_other_lines_have_no_clock() -> None:
    lines = [
        "60 dygn sedan case.opened line=aldretelefon samband=old",
        "59 dygn sedan case.answered line=aldretelefon samband=old",
        "50 dygn sedan case.opened line=aldretelefon samband=late",
        "50 h sedan case.opened line=aldretelefon samband=a",
        "40 h sedan case.answered line=aldretelefon samband=a",
        "9 h sedan case.opened line=aldretelefon samband=b",
        "9 h sedan case.opened line=snabbkonsult samband=c",
    ]
    found = contacts_waiting(a_person(*lines), a_morning())
    assert [(one.key, one.stage, one.open) for one in found] == [
        ("b", "waiting", True), ("a", "answered", False), ("late", "waiting", True),
    ], "what nobody has answered is told of until somebody does"  # fmt: skip
    assert [clocks(one)["answer"][1] for one in found] == ["running", "met", "passed"]


def test_each_named_contact_has_a_name_and_a_number_or_says_why_not() -> None:
    found = contacts(a_person(
        "9 dygn sedan contact.appointed kind=fast_vardkontakt name='Eva Ek' phone='033-1' patient_informed_at=-8d",
        "9 dygn sedan contact.appointed kind=fast_lakarkontakt obviously_unnecessary=ja",
    ))  # fmt: skip
    assert [(one.kind, one.state, one.name, one.phone) for one in found] == [
        ("fast_vardkontakt", "named", "Eva Ek", "033-1"),
        ("fast_lakarkontakt", "unnecessary", None, None),
        ("fast_omsorgskontakt", "missing", None, None),
    ]
    assert found[0].informed_at is not None


HOME = "10 h sedan inpatient.discharged disposition=home discharged_at=-10h"
PLANNED = "3 dygn sedan samsa.inskrivningsmeddelande sent_at=-3d pud=+1d recipients=bi samband=s"


def test_everything_stands_on_the_page_what_goes_on_first() -> None:
    point = "2 dygn sedan checklist.point_set checklist=trygg_hemgang point=Nyckel state=done"
    found = under_way(a_person(CFS, PLANNED, point, HOME, OFFER), a_morning())
    assert [(one.kind, one.open) for one in found] == [
        ("trygg_hemgang", True), ("vardplan", True), ("uppfoljning", True), ("lub", True), ("arskontroll", True), ("samsa", False),
    ]  # fmt: skip
    assert all(one.told for one in found), "each stands on something"


def test_of_whoever_has_died_nothing_goes_on() -> None:
    assert (
        under_way(a_person(PLANNED, HOME, OFFER, "1 h sedan person.died on=-0d"), a_morning()) == ()
    )


def test_the_numbers_are_those_that_the_rules_ship_with() -> None:
    """Without a centre's own numbers a tracker counts as the rule does."""
    assert rule("utskrivningsklar").defaults["modell"] == PaymentModel.INDIVIDUAL_LAW
    call = rule("hemgang-72").defaults
    assert (call["timmar"], call["alder_utan_cfs"], call["cfs"], call["alder"]) == (72, 75, 5, 65)
    assert rule("lakarmedverkan").defaults["dagar"] == 14
    agreed = rule("specialist-7-dagar").defaults
    assert (agreed["avtal"], agreed["dagar"]) == (0, 7)
    assert rule("sip-uppfoljning").defaults["dygn_utan"] == 90
    assert rule("lakemedelsgenomgang").defaults["manader"] == 12
    year = rule("arskontroll").defaults
    assert (year["manader"], year["alder"]) == (12, 75)
    assert a_morning().now == NOW
