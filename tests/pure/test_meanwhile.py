"""Meanwhile: which needs were met over the closed days, so that they are counted and not listed.

It is Monday 23 November, 7.40; the huddle of Friday closed at 8.15.
"""

import pytest

from app.huddle.meanwhile import met
from app.huddle.rules import judge
from app.people.fold import fold
from tests.builders import a_morning, at, events, rules

MONDAY = at(23, "7.40")
VISIT = "50 h sedan ed.visit.closed outcome=home"  # Saturday morning
BEFORE = "77 h sedan ed.visit.closed outcome=home"  # Friday 2.40, before the huddle
HOME = "90 h sedan inpatient.discharged disposition=home"  # Thursday
REACHED = "20 h sedan phone.contact channel=vc result=reached"
SEEN = "4285 min sedan huddle.seen rule={} episode=exempel/1"  # when Friday's huddle closed
DECIDED = "4290 min sedan huddle.decided rule=akut-ej-inlagd episode=exempel/1 decision={}"

LINES = [
    # what is known, whose rules' needs were met, comment
    ([VISIT], [], "not met: it is on the agenda"),
    ([VISIT, REACHED], ["akut-ej-inlagd"], "came home on Saturday, reached on Sunday"),
    ([VISIT, "20 h sedan followup.attempted route=vc"], [], "an attempt meets nothing"),
    ([BEFORE, REACHED, SEEN.format("akut-ej-inlagd")], ["akut-ej-inlagd"], "left over on Friday, reached on Sunday"),
    ([HOME, REACHED, SEEN.format("hemgang-72")], ["hemgang-72"], "the 72 hours ran over the weekend, and were kept"),
    ([HOME, REACHED], [], "it had not stood before the room: nobody waited for it"),
    ([BEFORE, REACHED, DECIDED.format("done")], [], "decided on Friday: it was no more asked"),
    ([BEFORE, REACHED, SEEN.format("akut-ej-inlagd"), DECIDED.format("lift code=x")], [], "lifted: the week's"),
    (["60 h sedan inpatient.admitted ward=31", "10 h sedan inpatient.discharged disposition=sabo"], [], "to know is no need"),
    ([VISIT, REACHED, "10 h sedan person.died"], [], "of who has died nothing more is counted"),
    (["50 h sedan ed.visit.closed outcome=admitted", REACHED], [], "it never was a need"),
]  # fmt: skip


@pytest.mark.parametrize(("known", "rules_met", "comment"), LINES)
def test_a_need_that_was_met_is_counted_once_by_its_rule(
    known: list[str], rules_met: list[str], comment: str
) -> None:
    person = fold(events(*known, now=MONDAY))
    morning = a_morning(MONDAY)
    found = list(met(person, rules(), morning))
    assert [one.rule for one in found] == rules_met, comment
    listed = {(one.rule, one.episode) for one in judge(person, rules(), morning)}
    assert not listed & {(one.rule, one.episode) for one in found}, "met and asked are two things"


def test_it_says_what_met_the_need_in_the_rules_own_words() -> None:
    [one] = met(fold(events(VISIT, REACHED, now=MONDAY)), rules(), a_morning(MONDAY))
    assert (one.headline, one.by) == ("Åter hem från akuten", "kontakt är registrerad")
