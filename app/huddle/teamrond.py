"""Teamrond understands when a centre goes through its week: on which day, from when, and for how long.

A longer sitting than the morning's, with the centre's physician: what registers lack and what mornings
have lifted (rules of the pack marked weekly; underlag 004, bilaga 4). When is each centre's to choose,
in its calendar. Instants are UTC.
"""

from datetime import date, datetime, timedelta

from app.days import (
    DAY,
    Calendar,
    at_local,
    huddle_end,
    huddle_start,
    is_huddle_day,
    latest_huddle_day,
)
from app.huddle.verdict import Round

WEEK = timedelta(days=7)
PHYSICIAN = "vc_lakare"
"""Whom the room ticks as present beside the parties that are called."""


def day_of(calendar: Calendar, day: date) -> date:
    """The day of the round as seen from a day: the same day when it is held then, else its week's.

    It is held on the weekday chosen, or on the last huddle day before one that is closed. That one
    may lie in the week before.
    """
    if is_day(calendar, day, "weekly"):
        return day
    monday = day - timedelta(days=day.weekday())
    return latest_huddle_day(calendar, monday + timedelta(days=calendar.week.weekday))


def is_day(calendar: Calendar, day: date, round_: Round) -> bool:
    """Whether a round is held on this local day."""
    if round_ == "daily":
        return is_huddle_day(calendar, day)
    following = day + DAY * ((calendar.week.weekday - day.weekday()) % 7)
    return latest_huddle_day(calendar, following) == day


def starts(calendar: Calendar, day: date, round_: Round) -> datetime:
    return huddle_start(calendar, day) if round_ == "daily" else at_local(day, calendar.week.time)


def ends(calendar: Calendar, day: date, round_: Round) -> datetime:
    if round_ == "daily":
        return huddle_end(calendar, day)
    return starts(calendar, day, round_) + timedelta(minutes=calendar.week.minutes)


def minutes(calendar: Calendar, round_: Round) -> int:
    return calendar.minutes if round_ == "daily" else calendar.week.minutes
