"""Due understands when a proposed action should be done: the last moment in its owner's hours."""

from datetime import date, datetime, timedelta

from app.days import (
    at_local,
    day_bounds,
    latest_huddle_day,
    local_date,
    next_huddle_day,
    previous_huddle_day,
)
from app.huddle.verdict import Morning

WEEK = timedelta(days=7)


def due_today(morning: Morning) -> datetime:
    """The end of the owner's hours today, or of the next huddle day when today's are over."""
    last = _last_moment(morning, day_bounds(morning.today)[1])
    if last >= morning.now:
        return last
    return _closes(morning, next_huddle_day(morning.calendar, morning.today))


def due_before(morning: Morning, clock: datetime) -> datetime:
    """The last moment before the clock runs out; today when it has run out already."""
    if clock <= morning.now:
        return due_today(morning)
    last = _last_moment(morning, clock)
    return last if last >= morning.now else clock


def due_in_a_week(morning: Morning) -> datetime:
    """The end of the owner's hours on the last huddle day before the same day next week."""
    return _last_moment(morning, day_bounds(morning.today + WEEK)[0])


def _last_moment(morning: Morning, until: datetime) -> datetime:
    day = latest_huddle_day(morning.calendar, local_date(until))
    if at_local(day, morning.owner_hours[0]) >= until:
        day = previous_huddle_day(morning.calendar, day)
    return min(until, _closes(morning, day))


def _closes(morning: Morning, day: date) -> datetime:
    return at_local(day, morning.owner_hours[1])
