"""Late: what reaches us after the huddle it should have been told in is told at the next, and only then."""

from datetime import date, datetime, timedelta

import pytest

from app.days import huddle_end, huddle_start, next_huddle_day, previous_huddle_day
from app.events.kinds import Event
from app.huddle.examples import event, registered
from app.huddle.memory import standing
from app.huddle.rules import judge
from app.people.fold import fold
from tests.builders import CALENDAR, a_morning, at, rules

HOUR = timedelta(hours=1)
WINDOW = timedelta(days=14)
EARLY = timedelta(minutes=20)
MARGIN = timedelta(hours=2)
"""As when a morning is prepared: what came shortly before a huddle ended may have missed it."""
TOLD = [
    # rule, what happened
    ("akut-ej-inlagd", "ed.visit.closed outcome=home"),
    ("ambulans-ej-transport", "ambulance.contact outcome=left_home"),
    ("mobilt-team", "mobile.visit team=palt"),
    ("inskriven", "inpatient.admitted"),
    ("trygghetslarm", "alarm.triggered kind=fall"),
    ("hemtjanst-avvikelse", "hemtjanst.deviation kind=worsened"),
    ("jour-insats", "bistand.decision insats=natt executed_at=+1h"),
    ("avliden", "person.died"),
]
HAPPENED = [
    at(24, "22.00"),  # an ordinary Tuesday evening
    at(24, "22.00", 3, 2027),  # the evening before the last huddle before Easter
    at(18, "22.00", 12),  # a Friday, with Christmas within its window
]


def mornings(rule: str, told: Event, until: datetime) -> list[date]:
    """The huddle days on which the rule takes up what was told, decided each time it stands there."""
    known, found = [registered(82, told.occurred_at), told], []
    day = previous_huddle_day(CALENDAR, told.occurred_at.date())
    while (now := huddle_start(CALENDAR, day) - EARLY) <= until:
        since = huddle_end(CALENDAR, previous_huddle_day(CALENDAR, day)) - MARGIN
        person, morning = (
            fold(one for one in known if one.received_at <= now),
            a_morning(now, since),
        )
        for reason in judge(person, rules(), morning):
            if reason.rule == rule and standing(person, rule, reason.episode, morning).listed:
                found.append(day)
                body = f"rule={rule} episode={reason.episode} decision=done"
                decided = event(f"0 h sedan huddle.decided {body}", now + HOUR / 2, len(known))
                known.append(decided)
        day = next_huddle_day(CALENDAR, day)
    return found


@pytest.mark.parametrize("happened", HAPPENED, ids=lambda at: f"{at:%d %b %Y}")
@pytest.mark.parametrize(("rule", "what"), TOLD)
def test_what_comes_late_is_listed_at_the_next_huddle_exactly_once(
    rule: str, what: str, happened: datetime
) -> None:
    for delay in range(14 * 24 + 1):
        if delay % 24 not in (0, 3, 10, 23):
            continue
        told = event(f"0 h sedan {what} känd=+{delay}h", happened, 1)
        received = happened + delay * HOUR
        day = received.date()
        if huddle_start(CALENDAR, day) - EARLY < received or day not in _huddle_days(day):
            day = next_huddle_day(CALENDAR, day)
        in_time = huddle_start(CALENDAR, day) - EARLY <= happened + WINDOW
        expected = [day] if in_time else []
        assert mornings(rule, told, happened + 2 * WINDOW) == expected, f"{delay} h late"


def _huddle_days(day: date) -> set[date]:
    return {previous_huddle_day(CALENDAR, day + timedelta(days=1))}
