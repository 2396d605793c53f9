"""Waking understands when a person must be looked at again, though nothing comes in about them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from app.days import DAY, day_bounds, next_huddle_day
from app.huddle import memory
from app.huddle.phrases.grammar import Case
from app.huddle.rule import Found, Rule, find, in_time, is_for
from app.huddle.verdict import Morning
from app.people.person import Person


def next_due(person: Person, rules: Sequence[Rule], morning: Morning) -> datetime | None:
    """The earliest instant after now at which any answer of the daily round can change without an
    event: what is taken up weekly is looked at then, and lines change with their rows.

    A person with something that is live is looked at again each huddle day, since what is news
    moves with the huddles; one without is left alone until something comes within reach, and one who
    is too young for all of it until a birthday.
    """
    found = find(person, rules, morning)
    theirs = [one for one in found if is_for(person, one[0], morning)]
    instants = [*turns(person, theirs, morning)]
    if found:
        instants += _ages(person, morning)
    if any(
        episode.live and in_time(Case(person, morning, rule.id, episode), rule)
        for rule, episode in theirs
    ):
        instants.append(day_bounds(next_huddle_day(morning.calendar, morning.today))[0])
    return min((instant for instant in instants if instant > morning.now), default=None)


def turns(person: Person, found: Found, morning: Morning) -> Iterator[datetime]:
    """The instants at which what has been found, or decided, turns by itself; some may have passed.

    Beside them days turn, and what is news with the huddles: not while one day's agenda stands.
    """
    for _, episode in found:
        yield from episode.changes
    if person.died is None:
        yield from memory.wakes(person, morning)


def _ages(person: Person, morning: Morning) -> list[datetime]:
    """When a birthday or an enrolment may turn the answer of what has happened."""
    days = []
    if person.birth_date is not None:
        days.append(_birthday(person.birth_date, morning.today))
    for enrolment in person.enrolments:
        days.append(enrolment.from_)
        if enrolment.to is not None:
            days.append(enrolment.to + DAY)
    return [day_bounds(day)[0] for day in days]


def _birthday(born: date, after: date) -> date:
    """The next one after a day; in a common year who was born on 29 February is older on 1 March."""
    year = after.year + ((born.month, born.day) <= (after.month, after.day))
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
