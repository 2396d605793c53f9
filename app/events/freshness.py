"""Freshness understands which sources are late, and what is therefore not known.

A source is expected within its interval, counted in its own office hours where it has such: what
sends on weekdays only is not late on a Sunday.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.days import DAY, at_local, day_bounds, local_date
from app.events.kinds import KINDS
from app.events.scope import matching, of
from app.tables import Source

LATE = timedelta(minutes=15)
"""How long after its own interval a source may still be on its way."""
ONCE_A_YEAR = 365 * 24 * 60
"""Minutes. The interval of a source from which nothing is expected, such as a file now and then."""
LONGEST = 60
"""Days looked back for office hours: no interval is so long that it would matter."""


def is_late(source: Source, now: datetime) -> bool:
    """Whether a source that has been heard of is later than its own interval."""
    if source.last_heard is None:
        return False
    return quiet_for(source, now) > timedelta(minutes=source.interval_minutes) + LATE


def quiet_for(source: Source, now: datetime) -> timedelta:
    """For how long of its own hours a source has been quiet. It must have been heard of."""
    assert source.last_heard is not None
    if not source.weekdays and source.opens is None:
        return now - source.last_heard
    first = max(local_date(source.last_heard), local_date(now) - DAY * LONGEST)
    total = timedelta()
    for n in range((local_date(now) - first).days + 1):
        day = first + DAY * n
        if source.weekdays and day.weekday() not in source.weekdays:
            continue
        opens, closes = day_bounds(day)
        if source.opens is not None and source.closes is not None:
            opens, closes = at_local(day, source.opens), at_local(day, source.closes)
        total += max(timedelta(), min(now, closes) - max(source.last_heard, opens))
    return total


def closed(source: Source, now: datetime) -> str | None:
    """Why nothing is taken from a source now, in Swedish, if so."""
    return of(source).closed(local_date(now))


def missing(sources: Sequence[Source], now: datetime) -> list[Source]:
    """The sources to tell of: closed and late ones, and those never heard of whose kinds nobody
    else tells."""
    silent = silent_kinds(sources, now)
    return [
        source
        for source in sources
        if source.kinds
        and (
            closed(source, now)
            or is_late(source, now)
            or (source.last_heard is None and not silent.isdisjoint(expected(source)))
        )
    ]


def silent_kinds(sources: Sequence[Source], now: datetime) -> frozenset[str]:
    """The kinds that no fresh source would have told us of: their absence is not known."""
    covered: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    for source in sources:
        told |= expected(source)
        if source.last_heard is not None and not is_late(source, now) and not closed(source, now):
            covered |= expected(source)
    return told - covered


def expected(source: Source) -> frozenset[str]:
    """The kinds that a source is expected to tell of: none of one that may tell all, or is heard of
    once a year; that it has been heard of says nothing of what it would have told."""
    found = matching(tuple(source.kinds))
    unexpected = len(found) == len(KINDS) or source.interval_minutes >= ONCE_A_YEAR
    return frozenset() if unexpected else found
