"""Teamrond understands when a centre goes through its week: on which day, from when, and for how long.

A longer sitting than the morning's, with the centre's physician: what registers lack and what mornings
have lifted (rules of the pack marked weekly; underlag 004, bilaga 4). Instants are UTC.
"""

from datetime import date, datetime, time, timedelta

from app.days import Calendar, at_local, huddle_end, huddle_start, is_huddle_day, latest_huddle_day
from app.huddle.verdict import Round

WEEKDAY = 3
AT = time(13)
LASTS = timedelta(minutes=45)
WEEK = timedelta(days=7)
PHYSICIAN = "vc_lakare"
"""Whom the room ticks as present beside the parties that are called."""


def day_of(calendar: Calendar, day: date) -> date:
    """The day of the round in a day's week: Thursday, or the last huddle day before one that is closed."""
    monday = day - timedelta(days=day.weekday())
    return latest_huddle_day(calendar, monday + timedelta(days=WEEKDAY))


def is_day(calendar: Calendar, day: date, round_: Round) -> bool:
    """Whether a round is held on this local day."""
    if round_ == "daily":
        return is_huddle_day(calendar, day)
    return day_of(calendar, day) == day


def starts(calendar: Calendar, day: date, round_: Round) -> datetime:
    return huddle_start(calendar, day) if round_ == "daily" else at_local(day, AT)


def ends(calendar: Calendar, day: date, round_: Round) -> datetime:
    if round_ == "daily":
        return huddle_end(calendar, day)
    return at_local(day, AT) + LASTS


def minutes(calendar: Calendar, round_: Round) -> int:
    return calendar.minutes if round_ == "daily" else int(LASTS.total_seconds()) // 60
