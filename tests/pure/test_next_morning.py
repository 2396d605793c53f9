"""The next morning: what a need is and how it ended, of what it was, what was decided and what came.

Each line is one a nurse can check. The first huddle is on Friday 20 November, where the need stood and
the decision was taken at 8.05; what came later has its own day and time. A need that stands is told as
urgency, section and how it is marked; one that does not as its end, or as what it waits for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pytest

from app.events.kinds import Event
from app.huddle.again import Listed, listed
from app.huddle.ended import ending
from app.huddle.examples import event, registered
from app.huddle.memory import standing
from app.huddle.rules import judge
from app.huddle.verdict import Morning
from app.people.fold import fold
from app.people.person import Person
from tests.builders import a_morning, at, rules

FRIDAY = at(20, "8.05")
VISIT = "akut-ej-inlagd", "5 h sedan ed.visit.closed outcome=home"
AMBULANCE = "ambulans-ej-transport", "5 h sedan ambulance.contact outcome=left_home case_id=a"
TEAM = "mobilt-team", "16 h sedan mobile.visit team=malt"
WARD = "inskriven", "12 h sedan inpatient.admitted ward=31 samband=v1"
HOME = "hemgang-72", "20 h sedan inpatient.discharged disposition=home samband=v1"
PLANNED = "pud-nara", "40 h sedan samsa.inskrivningsmeddelande pud=+72h recipients=x samband=s1"
DAYS = {"tor": 19, "fre": 20, "lör": 21, "sön": 22, "mån": 23, "tis": 24, "ons": 25, "tor+": 26}

NOTHING = ""
ACT = "decision=action action=a1 due=+3h"  # Friday 11.05
LONG = "decision=action action=a1 due=+124h"  # Wednesday 12.05
OFF = "decision=defer until=+5d code='Väntar på besked'"  # Wednesday
DONE, NOT, LIFT, DROP = (
    "decision=done",
    "decision=not_needed code=x",
    "decision=lift code=x",
    "decision=drop code=x",
)
TAKEN = "fre 9.00 action.accepted action=a1 by=x"
BACK = "fre 9.30 action.returned action=a1 by=x reason='Hinner inte i tid.'"
OVER = "fre 9.30 action.handed_over action=a1 by=x new_owner=y"
CARRIED_OUT = "fre 15.00 action.done action=a1 by=x outcome=genomford"
TRIED_IT = "fre 15.00 action.done action=a1 by=x outcome=ej_nadd"
NO_NEED = "fre 15.00 action.done action=a1 by=x outcome=ej_aktuell"
PUT_ASIDE = "fre 15.00 action.dropped action=a1 by=x reason=flyttat"
REACHED = "lör 10.00 phone.contact channel=vc result=reached"
TRIED = "lör 10.00 phone.contact channel=vc result=not_reached"
AGAIN = "sön 3.00 ed.visit.closed outcome=home"
DEAD = "sön 4.00 person.died on=-1d"
SICK = "sön 2.00 inpatient.admitted ward=31 samband=v2"
TAKEN_BACK = "fre 12.00 cancel 1"
ADMITTED = "fre 12.00 revise 1 ed.visit.closed outcome=admitted"
HOUR = "fre 12.00 revise 1 ed.visit.closed outcome=left"
STANDS, TODAY = "gul sedan_sist", "gul idag"

LINES: list[tuple[tuple[str, str], str, list[str], str, str, str]] = [
    # the need, decided on Friday, what came, looked at, how it is then, comment
    # --- decided for good
    (VISIT, DONE, [], "mån", "solved", "done in the huddle: never asked again"),
    (VISIT, DONE, [TAKEN_BACK], "mån", "solved", "done stays done when the source takes it back"),
    (VISIT, NOT, [], "mån", "no_longer_relevant", "not needed is no solution"),
    (VISIT, DROP, [], "mån", "no_longer_relevant", "dropped: shown in the week, asked no more"),
    (VISIT, LIFT, [], "mån", "waits", "lifted: the week's business"),
    (VISIT, LIFT, [REACHED], "mån", "solved", "lifted, and met before the week came to it"),
    (VISIT, LIFT, [TAKEN_BACK], "mån", "cancelled", "lifted, and never so"),
    # --- nothing decided
    (VISIT, NOTHING, [], "mån", STANDS, "nothing decided: it stands where it stood"),
    (VISIT, NOTHING, [TRIED], "mån", STANDS, "an attempt is not a contact"),
    (VISIT, NOTHING, [REACHED], "mån", "solved", "somebody has reached her"),
    (VISIT, NOTHING, [TAKEN_BACK], "mån", "cancelled", "it was never so"),
    (VISIT, NOTHING, [ADMITTED], "mån", "cancelled", "put right: she was admitted"),
    (VISIT, NOTHING, [HOUR], "mån", STANDS, "put right, and it changes nothing"),
    (VISIT, NOTHING, [HOUR, REACHED], "mån", "solved", "put right, and then met: that is no cancellation"),
    (VISIT, NOTHING, [DEAD], "mån", "no_longer_relevant", "she has died"),
    (VISIT, NOTHING, [], "4 dec", STANDS, "fourteen days, less an hour"),
    (VISIT, NOTHING, [], "7 dec", "expired", "nobody decided, and it is too old to be asked"),
    (WARD, NOTHING, [], "mån", "solved", "an admission is only told once"),
    (HOME, NOTHING, [], "mån", TODAY, "72 hours ran out on Sunday: asked until somebody decides"),
    (HOME, NOTHING, [REACHED], "mån", "solved", "reached within the 72 hours"),
    (HOME, NOTHING, [SICK], "mån", "solved", "readmitted: nobody is at home to ring"),
    (PLANNED, NOTHING, [], "mån", "rod kommande", "home today, before the next huddle is over"),
    (PLANNED, NOTHING, ["lör 9.00 samsa.pud_changed new=+7d samband=s1"], "mån", "no_longer_relevant", "moved to another week: another obligation"),
    (TEAM, NOTHING, ["lör 10.00 vc.visit planned=ja"], "mån", "solved", "a visit at the centre follows it up"),
    # --- put off
    (VISIT, OFF, [], "mån", "waits", "put off to Wednesday: not on Monday"),
    (VISIT, OFF, [], "ons", f"{TODAY} aterkommer", "nor forgotten on Wednesday"),
    (VISIT, OFF, [], "tor+", f"{TODAY} aterkommer", "and on Thursday, when nobody decided"),
    (VISIT, OFF, [REACHED], "ons", "solved", "met before it came back"),
    (VISIT, OFF, [AGAIN], "mån", "rod sedan_sist", "a new visit is a need of its own, and red: the second"),
    (VISIT, OFF, [TAKEN_BACK], "ons", "cancelled", "put off, and never so"),
    (HOME, OFF, [], "mån", f"{TODAY} aterkommer", "no deferral outlasts a clock"),
    # --- given to somebody
    (VISIT, ACT, [], "fre 9.00", "waits", "given today: it waits to be taken"),
    (VISIT, ACT, [], "mån", f"{TODAY} ingen_har_tagit_emot", "nobody took it"),
    (VISIT, ACT, [TAKEN], "fre 10.00", "waits", "taken and in time"),
    (VISIT, ACT, [TAKEN], "mån", f"{TODAY} forsenad", "taken, and late"),
    (VISIT, LONG, [TAKEN], "tis", "waits", "taken, due on Wednesday"),
    (VISIT, LONG, [TAKEN], "tor+", f"{TODAY} forsenad", "taken, was due yesterday"),
    (VISIT, ACT, [BACK], "fre 10.00", "rod idag atersand", "sent back: red, and at once"),
    (VISIT, LONG, [TAKEN, BACK], "mån", "rod idag atersand", "sent back after it was taken"),
    (AMBULANCE, LONG, [BACK], "mån", "rod idag atersand", "whatever the need was"),
    (VISIT, LONG, [OVER], "fre 10.00", "waits", "handed over: the new owner has today"),
    (VISIT, LONG, [OVER], "mån", f"{TODAY} ingen_har_tagit_emot", "the new owner has not taken it"),
    (VISIT, LONG, [BACK, "fre 10.00 action.handed_over action=a1 by=x new_owner=y", "fre 11.00 action.accepted action=a1 by=y"], "mån", "waits", "sent back, and taken by another"),
    (VISIT, ACT, [TAKEN, CARRIED_OUT], "mån", "solved", "carried out"),
    (VISIT, ACT, [TAKEN, TRIED_IT], "fre 16.00", "waits", "nobody answered: enough for today"),
    (VISIT, ACT, [TAKEN, TRIED_IT], "mån", f"{TODAY} aterkommer", "an attempt is not a contact, whoever made it"),
    (VISIT, ACT, [TAKEN, TRIED_IT], "tor+", f"{TODAY} aterkommer", "and so it is until somebody decides"),
    (VISIT, ACT, [TAKEN, TRIED_IT, REACHED], "mån", "solved", "reached on Saturday by somebody else"),
    (VISIT, ACT, [TAKEN, TRIED_IT, TAKEN_BACK], "mån", "cancelled", "not reached, and it was never so"),
    (HOME, ACT, [TAKEN, TRIED_IT], "mån", f"{TODAY} aterkommer", "the 72 hours as well"),
    (VISIT, ACT, [TAKEN, NO_NEED], "mån", "no_longer_relevant", "its owner found that nobody needs it"),
    (VISIT, ACT, [PUT_ASIDE], "mån", "no_longer_relevant", "its owner dropped it, with a reason"),
    (VISIT, ACT, [TAKEN, REACHED], "mån", "solved", "late, but somebody else had reached her"),
    (VISIT, LONG, [TAKEN, AGAIN], "mån", "rod sedan_sist ny_handelse", "overtaken: the new need names the old action"),
    (VISIT, ACT, [TAKEN, CARRIED_OUT, AGAIN], "mån", "rod sedan_sist", "nothing is going on: the new need stands alone"),
    (VISIT, ACT, [TAKEN, TAKEN_BACK], "mån", "cancelled", "the source took it back: the owner is told"),
    (VISIT, ACT, [TAKEN, ADMITTED], "mån", "cancelled", "and so when it was put right"),
    (VISIT, ACT, [DEAD], "mån", "no_longer_relevant", "nothing more is asked of anybody"),
    (PLANNED, LONG, [TAKEN, "lör 9.00 samsa.pud_changed new=+3d samband=s1"], "mån", "gul kommande ny_handelse", "home on another day: the old action is named"),
]  # fmt: skip


@dataclass
class Needs:
    """Somebody's own: what was known on Friday, what came, and how it stands on a morning."""

    person: Person
    morning: Morning
    rule: str
    corrected: bool

    @property
    def told(self) -> str:
        for reason, where in listed(
            self.person, judge(self.person, rules(), self.morning), self.morning
        ):
            if reason.rule == self.rule:
                return " ".join(
                    [reason.urgency, reason.section, *([where.mark] if where.mark else [])]
                )
        [episode] = {one.episode for one in self.person.seen if one.rule == self.rule}
        obligation = self.rule, episode
        end = ending(
            self.person, rules(), obligation, self.morning, FRIDAY, corrected=self.corrected
        )
        return end or "waits"


def needs(person: Person, morning: Morning) -> list[Listed]:
    """What the room decides about: lines only stand under it."""
    found = listed(person, judge(person, rules(), morning), morning)
    return [one for one in found if not one[0].line]


def when(text: str) -> datetime:
    """A morning: a weekday's 7.40, a weekday with a time, or a day in December."""
    day, _, clock = text.partition(" ")
    if clock == "dec":
        return at(int(day), "2.00" if day == "4" else "7.40", month=12)
    return at(DAYS[day], clock or "7.40")


def came(number: int, line: str) -> Event:
    day, clock, told = line.split(" ", 2)
    moment = at(DAYS[day], clock)
    word, _, rest = told.partition(" ")
    if word not in ("cancel", "revise"):
        return event(f"0 min sedan {told}", moment, number)
    corrected, _, fields = rest.partition(" ")
    first = event(f"5 h sedan {fields or 'ed.visit.closed outcome=home'}", FRIDAY, number)
    return first.but(
        corrects=f"exempel/{corrected}", correction=word, recorded_at=moment, received_at=moment,
        body=None if word == "cancel" else first.body,
    )  # fmt: skip


def story(need: tuple[str, str], decision: str, later: Iterable[str]) -> list[Event]:
    """What is known of the person: the need, that the huddle saw and decided it, and what came."""
    rule, line = need
    first = [registered(82, FRIDAY), event(line, FRIDAY, 1)]
    [reason] = [
        one for one in judge(fold(first), rules(), a_morning(at(20, "7.40"))) if one.rule == rule
    ]
    own = [f"huddle.seen rule={rule} episode={reason.episode}"]
    if decision:
        own.append(f"huddle.decided rule={rule} episode={reason.episode} {decision}")
    first += [event(f"0 min sedan {told}", FRIDAY, n) for n, told in enumerate(own, 2)]
    return [*first, *(came(n, told) for n, told in enumerate(later, 4))]


@pytest.mark.parametrize(("need", "decision", "later", "looked", "stands", "comment"), LINES)
def test_the_next_morning_is_as_a_nurse_would_expect(
    need: tuple[str, str], decision: str, later: list[str], looked: str, stands: str, comment: str
) -> None:
    corrected = any(" cancel " in one or " revise " in one for one in later)
    person = fold(story(need, decision, later))
    assert Needs(person, a_morning(when(looked)), need[0], corrected).told == stands, comment


@pytest.mark.parametrize("turned", [False, True], ids=["told first", "told last"])
def test_what_two_numbers_decided_is_one_persons_when_they_are_merged(turned: bool) -> None:
    """A merged person is all the events of both: a decision goes along, whichever came first."""
    told = story(VISIT, DONE, [])
    other = [event(AMBULANCE[1], FRIDAY, 20)]
    person = fold([*other, *told] if turned else [*told, *other])
    stands = needs(person, a_morning(at(23, "7.40"), at(19, "8.15")))
    assert [reason.rule for reason, _ in stands] == ["ambulans-ej-transport"]


def test_what_another_provider_decided_stays_with_it_when_the_listing_moves() -> None:
    """The new centre may not know the decision, so it is asked; at home it stays decided."""
    person = fold(story(VISIT, DONE, []))
    moved = person.but(decisions=(), seen=())
    morning = a_morning(at(23, "7.40"), at(19, "8.15"))
    assert not needs(person, morning)
    assert [reason.rule for reason, _ in needs(moved, morning)] == [VISIT[0]]


def test_a_returned_need_asks_who_is_to_have_it() -> None:
    person = fold(story(VISIT, ACT, [BACK]))
    morning = a_morning(at(23, "7.40"))
    [(reason, where)] = needs(person, morning)
    assert (reason.what, reason.role, reason.due) == (
        "Bestäm ansvarig",
        "aldre_ssk",
        at(23, "16.00"),
    )
    assert (where.why, where.reason) == ("Återsänd", "Hinner inte i tid.")


def test_an_overtaken_need_says_what_is_still_being_done() -> None:
    person = fold(story(VISIT, LONG, [TAKEN, AGAIN]))
    episode = person.ed_visits[-1].closed
    assert episode is not None
    told = standing(person, VISIT[0], episode.ref, a_morning(at(23, "7.40")))
    assert (
        told.why == "Ny händelse. En tidigare åtgärd pågår, mottagen, klar senast ons 25 nov 12.05"
    )
