"""The list of mångsökare: who stands on it, why, and when it asks again. It is Tuesday 24 November 2026."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.days import DAY, local_date
from app.huddle.rules import judge
from app.lists.attending import Asked, Attender, asked, attender
from app.lists.in_place import in_place
from tests.builders import NOW, a_morning, a_person, rule

CALL, VISIT = "phone.contact channel=vc", "ed.visit.registered"
RULE = rule("mangsokare")


def by(**changed: int) -> Asked:
    """The rule's own numbers, some of them a centre's."""
    return asked(RULE, {one.name: one.value for one in RULE.numbers} | changed)


def calls(*days: int) -> list[str]:
    return [f"{day} dygn sedan {CALL}" for day in days]


def visits(*days: int) -> list[str]:
    return [f"{day} dygn sedan {VISIT}" for day in days]


def reviewed(days: int) -> str:
    return f"{days} dygn sedan frequent_attender.reviewed"


def told(*lines: str, age: int | None = 82, **changed: int) -> Attender | None:
    return attender(a_person(*lines, age=age), by(**changed), a_morning())


SABO = "90 dygn sedan enrolment.started kind=sabo"
WHO = [
    # events, age, on the list, comment
    (calls(20, 9, 1), 82, True, "three calls in thirty days"),
    (calls(20, 9), 82, False, "two"),
    (calls(30, 9, 1), 82, False, "the first is thirty days old"),
    (calls(29, 9, 1), 82, True, "the first is twenty-nine days old"),
    (calls(60, 50, 40), 82, False, "was over the limit, and is not any more"),
    (visits(364, 200, 100, 5), 82, True, "four visits in a year"),
    (visits(365, 200, 100, 5), 82, False, "the first is a year old"),
    ([*visits(300, 200, 100), "2 dygn sedan mobile.visit team=malt"], 82, True, "MALT counts as one"),
    ([*visits(300, 200, 100), "2 dygn sedan mobile.visit team=palt"], 82, False, "PALT does not"),
    ([f"{n} dygn sedan vc.visit planned=ja" for n in (20, 9, 1)], 82, False, "planned visits are a series"),
    (["3 h sedan " + CALL, "2 h sedan " + CALL, "1 h sedan " + CALL], 82, False, "within four hours of each other"),
    (calls(20, 9, 1), 65, True, "65 years"),
    (calls(20, 9, 1), 64, False, "64 years"),
    ([*calls(20, 9, 1), SABO], 64, True, "64 years, and lives in a care home"),
    ([*calls(20, 9, 1), SABO], 17, False, "a child"),
    (calls(20, 9, 1), None, True, "an age that nobody has told leaves nobody out"),
    ([*calls(20, 9, 1), "1 h sedan person.died"], 82, False, "dead"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "age", "listed", "comment"), WHO)
def test_who_is_over_a_limit_today_stands_on_the_list(
    lines: list[str], age: int | None, listed: bool, comment: str
) -> None:
    assert (told(*lines, age=age) is not None) is listed, comment


WHY = [
    # events, why, days ago, gone through, comment
    (calls(20, 9, 1), "crossed", 1, False, "the third call"),
    (calls(20, 15, 9, 1), "crossed", 9, False, "was over it before the fourth"),
    (calls(50, 45, 40, 20, 9, 1), "crossed", 1, False, "over it, under it, and over it again"),
    ([*calls(20, 9, 2), reviewed(1)], "crossed", 2, True, "gone through after it"),
    ([*calls(20, 9, 5), reviewed(4), *calls(1)], "crossed", 5, True, "a call after it asks for nothing"),
    ([*visits(200, 150, 100, 50), reviewed(40)], "crossed", 50, True, "forty days ago"),
    ([*visits(200, 150, 100, 50), reviewed(40), *visits(3)], "contact", 3, False, "in the emergency after it"),
    ([*visits(200, 150, 100, 50), reviewed(40), "3 dygn sedan ambulance.contact outcome=left_home"], "contact", 3, False, "an ambulance"),
    ([*visits(200, 150, 100, 50), reviewed(40), "3 dygn sedan mobile.visit team=malt"], "contact", 3, False, "MALT"),
    ([*visits(200, 150, 100, 50), reviewed(40), "3 dygn sedan mobile.visit team=palt"], "crossed", 50, True, "PALT"),
    ([*visits(200, 150, 100, 50), reviewed(40), *calls(20, 9, 1)], "crossed", 1, False, "over the other limit after it"),
    ([*visits(200, 150, 120, 110), reviewed(89)], "crossed", 110, True, "tomorrow it is three months"),
    ([*visits(200, 150, 120, 110), reviewed(90)], "time", 0, False, "three months have gone"),
    ([*visits(200, 150, 120, 110), reviewed(100)], "time", 10, False, "and ten days"),
    ([*visits(200, 150, 120, 110), reviewed(100), reviewed(2)], "crossed", 110, True, "and gone through again"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "why", "days", "done", "comment"), WHY)
def test_it_says_since_when_there_is_something_to_go_through(
    lines: list[str], why: str, days: int, done: bool, comment: str
) -> None:
    found = told(*lines)
    assert found is not None
    assert (found.why, found.stands) == (why, done), comment
    assert local_date(found.since) == local_date(NOW) - DAY * days, comment


def test_a_centre_s_own_numbers_are_the_list_s() -> None:
    assert told(*visits(200, 150, 100, 50), granser=2) is None
    both = told(*visits(200, 150, 100, 50), *calls(20, 9, 1), granser=2)
    assert both is not None
    assert local_date(both.crossed) == local_date(NOW) - DAY, "when the second came to be so"
    assert told(*visits(200, 100, 5)) is None
    assert told(*visits(200, 100, 5), akuta=3) is not None
    assert told(*visits(200, 100, 5), akuta=3, alder=83) is None
    found = told(*visits(200, 150, 120, 110), reviewed(60), ater_dygn=60)
    assert found is not None
    assert found.why == "time"


def test_visits_are_counted_over_a_year_and_set_against_the_three_months_before() -> None:
    found = told(
        *visits(364, 179, 90, 89),
        *calls(365, 180, 179, 100, 20, 9, 1),
        "2 dygn sedan mobile.visit team=malt",
    )
    assert found is not None
    year = found.visits
    assert (year.vc, year.ed, year.malt, year.total) == (6, 4, 1, 11)
    assert (year.recent, year.before) == (5, 4), "90 days with today, and the 90 before"


LINES = (
    *visits(300, 200, 100, 40, 3), *calls(60, 50, 45, 25, 20, 9, 2),
    "4 dygn sedan ambulance.contact outcome=left_home", "4 dygn sedan mobile.visit team=malt",
    "1 h sedan ed.visit.registered", "2 h sedan " + CALL,
    reviewed(120), reviewed(90), reviewed(30), reviewed(1),
)  # fmt: skip


@pytest.mark.parametrize("wanted", [1, 2])
@given(lines=st.sets(st.sampled_from(LINES), max_size=11))
def test_whom_the_rule_takes_up_there_is_something_to_go_through_about_on_the_list(
    lines: set[str], wanted: int
) -> None:
    """Unless the person is not over any limit today: the rule tells of the day on which one was."""
    person = a_person(*sorted(lines))
    # As if nobody had met since: all that came within the rule's fourteen days is news to it.
    morning = replace(
        a_morning(since=NOW - timedelta(days=14)), numbers={RULE.id: {"granser": wanted}}
    )
    taken_up = bool(judge(person, (RULE,), morning))
    found = attender(person, by(granser=wanted), a_morning())
    if taken_up and found is not None:
        assert not found.stands
    if found is not None and not found.stands and found.since > morning.since:
        assert taken_up


AROUND = [
    # events, what is in place, comment
    (["90 dygn sedan enrolment.started kind=kommunal_hsl"], ["kommunal_hsl"], "municipal care"),
    (["90 dygn sedan enrolment.started kind=hemtjanst", SABO], ["sabo", "hemtjanst"], "where one lives first"),
    (["90 dygn sedan enrolment.started kind=nsvt", "9 dygn sedan enrolment.ended kind=nsvt"], [], "is over"),
    (["9 dygn sedan enrolment.started kind=palliativ"], ["palliativ"], "palliative care"),
    (["700 dygn sedan medication_review.done"], ["medication_review"], "with its day, however old"),
    (["300 dygn sedan sip.created"], ["sip"], "a SIP of this year"),
    (["366 dygn sedan sip.created"], [], "that nobody has touched for a year"),
    (["400 dygn sedan sip.created", "20 dygn sedan sip.followed_up"], ["sip"], "followed up"),
    (["40 dygn sedan sip.created", "20 dygn sedan sip.closed"], [], "closed"),
    (["40 dygn sedan sip.proposed"], [], "only proposed"),
    (["9 dygn sedan contact.appointed kind=fast_vardkontakt name=Eva"], ["fast_vardkontakt"], "named"),
    (["9 dygn sedan contact.appointed kind=fast_vardkontakt obviously_unnecessary=ja"], [], "not needed"),
    (["9 dygn sedan contact.appointed kind=fast_lakarkontakt"], [], "another contact"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "kinds", "comment"), AROUND)
def test_what_is_in_place_is_told_and_nothing_else(
    lines: list[str], kinds: list[str], comment: str
) -> None:
    assert [one.kind for one in in_place(a_person(*lines), local_date(NOW))] == kinds, comment
