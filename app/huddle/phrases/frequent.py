"""Frequent understands a mångsökare: when somebody has sought care so often that it is a sign, and when
to look again after somebody has gone through it.

What counts as a contact is said in people/counts.py (domain facts, frequent-attenders; 004 B1). Days
are local, and a window ends with the day of the contact that it is counted at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from app import words
from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.memory import carried, shown
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import AFTER, finder, since_last
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Morning, yes_if
from app.people.counts import ED, VC, Kind, Told, contacts
from app.people.facts import Noted
from app.people.person import Person, Stamp

READS = ("ed_visits", "mobile", "ambulance", "contacts", "reviews")
CONTACT = {
    "ed": "Akutbesök", "malt": "Besök av MALT", "vc": "Besök på vårdcentralen", "phone": "Samtal",
}  # fmt: skip


class Limit(NamedTuple):
    """So many contacts of some kinds in so many days, the last one included."""

    kinds: tuple[Kind, ...]
    least: int
    days: int


@dataclass(frozen=True, slots=True)
class Frequent:
    """Over a limit by the contacts that are counted, and why it is taken up now: it came to be so, or
    somebody has gone through it (`reviewed`) and there is a new contact, or time has gone."""

    why: Literal["crossed", "contact", "time"]
    limit: Limit
    counted: tuple[Told, ...]
    reviewed: Noted | None = None


@finder("mångsökare sedan sist, inom # dygn: # av # kontakter på # dygn och # akuta på # dygn,"
        " åter efter # dygn", Frequent, READS)  # fmt: skip
def frequent(
    person: Person, morning: Morning, rule: str,
    window: int, wanted: int, vc: int, vc_days: int, ed: int, ed_days: int, again: int,
) -> Iterator[Episode]:  # fmt: skip
    """Newly over so many of the limits (domain facts: a switch, one of them or both); and after a review
    by acute contact, or when so many days have gone."""
    limits = Limit(VC, vc, vc_days), Limit(ED, ed, ed_days)
    if not person.reviews and not _may_be(person, morning, rule, window, limits):
        return
    told = told_by(person, limits)
    known: set[str] = set()
    for limit, some in told:
        for at, one in enumerate(some):
            ends = since_last(one.stamp, person, morning, rule, window)
            if ends and (counted := crossing(told, some, at, limit, wanted)):
                known.add(one.stamp.ref)
                yield _episode(one.stamp, Frequent("crossed", limit, counted), ends)
    for reviewed in person.reviews:
        for stamp in acute(person):
            ends = since_last(stamp, person, morning, rule, window)
            if not ends or stamp.ref in known or stamp.occurred_at <= reviewed.stamp.occurred_at:
                continue
            over = any_over(told, local_date(stamp.occurred_at), wanted)
            if over is not None:
                yield _episode(stamp, Frequent("contact", *over, reviewed), ends)
        yield from _in_time(person, morning, rule, told, wanted, reviewed, window, again)


@finder("ny kontakt av mångsökare sedan sist, inom # dygn: # av # kontakter på # dygn"
        " och # akuta på # dygn", Frequent, READS)  # fmt: skip
def frequent_calls(
    person: Person, morning: Morning, rule: str,
    window: int, wanted: int, vc: int, vc_days: int, ed: int, ed_days: int,
) -> Iterator[Episode]:  # fmt: skip
    """The latest contact with the health centre, of somebody who was over so many limits before it."""
    limits = Limit(VC, vc, vc_days), Limit(ED, ed, ed_days)
    if not _may_be(person, morning, rule, window, limits):
        return
    told = told_by(person, limits)
    _, some = told[0]
    latest = some[-1] if some else None
    if latest is None:
        return
    ends = since_last(latest.stamp, person, morning, rule, window)
    before = [(limit, [one for one in found if one is not latest]) for limit, found in told]
    over = any_over(before, local_date(latest.at), wanted) if ends else None
    if over is not None:
        yield _episode(latest.stamp, Frequent("contact", *over), ends)


@condition("är genomgången efteråt", ("reviews",), told_by=("frequent_attender.reviewed",),
           known=ENDINGS)  # fmt: skip
def reviewed_since(case: Case) -> Finding:
    """By the day after which it is taken up again, or by the contact: both are `began`."""
    after = case.episode.began
    return Finding(yes_if(any(one.stamp.occurred_at > after for one in case.person.reviews)))


@slot("över gränsen", READS, Frequent)
def over_the_limit(case: Case) -> Said:
    about: Frequent = case.episode.subject
    limit = about.limit
    facts = tuple(Fact(CONTACT[one.kind], Category.D2, one.stamp) for one in about.counted)
    return in_words(limit, len(about.counted)), facts


@slot("genomgången", ("reviews",), Frequent)
def when_reviewed(case: Case) -> Said:
    about: Frequent = case.episode.subject
    if about.reviewed is None:
        return None, ()
    fact = Fact("Genomgången mångsökare", Category.D4, about.reviewed.stamp)
    return f"Genomgången {words.day(about.reviewed.on, case.morning.today)}", (fact,)


Counted = list[tuple[Limit, list[Told]]]


def told_by(person: Person, limits: Iterable[Limit]) -> Counted:
    """By limit the contacts that it counts, each once, in order."""
    return [(limit, contacts(person, limit.kinds)) for limit in limits]


def _may_be(
    person: Person, morning: Morning, rule: str, window: int, limits: tuple[Limit, Limit]
) -> bool:
    """Whether it is worth to count: most have sought care seldom, and of most nothing new has come."""
    vc, ed = limits
    acute = len(person.ed_visits) + len(person.mobile) >= ed.least
    if carried(person, rule) or shown(person, rule):
        return True
    # They stand in order, and how old the last so many are is asked of one.
    latest = person.contacts[-vc.least :]
    far = morning.now - timedelta(days=vc.days + window + 1)
    if not acute and (len(latest) < vc.least or latest[0].stamp.occurred_at < far):
        return False
    since = morning.since
    return any(
        one.stamp.received_at > since and since_last(one.stamp, person, morning, rule, window)
        for some in (person.ed_visits, person.mobile, person.contacts)
        for one in some
    )


def acute(person: Person) -> Iterator[Stamp]:
    """What brings back somebody who has been gone through: the emergency, an ambulance, MALT."""
    for visit in person.ed_visits:
        yield visit.stamp
    for call in person.ambulance:
        yield call.stamp
    for team in person.mobile:
        if team.team == "malt":
            yield team.stamp


def _in_time(
    person: Person, morning: Morning, rule: str,
    told: Counted, wanted: int, reviewed: Noted, window: int, again: int,
) -> Iterator[Episode]:  # fmt: skip
    day = reviewed.on + DAY * again
    begins = day_bounds(day)[0]
    ends = begins + timedelta(days=window)
    key = f"{reviewed.stamp.ref}/{day.isoformat()}"
    if morning.now > ends and key not in carried(person, rule) | shown(person, rule):
        return
    over = any_over(told, day, wanted)
    if over is None:
        return
    yield Episode(
        key, "Mångsökare", reviewed.stamp, begins, begins, Frequent("time", *over, reviewed),
        live=begins <= morning.now, changes=(begins, ends + AFTER), category=Category.D4,
    )  # fmt: skip


def any_over(told: Counted, on: date, wanted: int = 1) -> tuple[Limit, tuple[Told, ...]] | None:
    """The first limit that is reached in the window that ends with a local day, and by which contacts;
    None where fewer than `wanted` are."""
    found = [(limit, counted) for limit, some in told if (counted := _over(some, on, limit))]
    return found[0] if len(found) >= wanted else None


def crossing(
    told: Counted, some: Sequence[Told], at: int, limit: Limit, wanted: int = 1
) -> tuple[Told, ...]:
    """The contacts that reach the limit by one of them, when those before it did not, and by it make it
    so many limits."""
    this, day = some[at], local_date(some[at].at)
    counted = _over(some[: at + 1], day, limit)
    if not counted or _over(some[:at], day, limit):
        return ()
    if wanted == 1:
        return counted
    others = [
        _over([one for one in theirs if one.at <= this.at], day, other)
        for other, theirs in told
        if other is not limit
    ]
    return counted if 1 + sum(map(bool, others)) >= wanted else ()


def in_words(limit: Limit, count: int) -> str:
    """So many contacts in the limit's window: 4 akuta kontakter på 12 månader."""
    what = "akuta kontakter" if limit.kinds is ED else "kontakter med vårdcentralen"
    return f"{count} {what} på {_span(limit.days)}"


def _over(some: Sequence[Told], on: date, limit: Limit) -> tuple[Told, ...]:
    """The contacts of the window that ends with the day, when they reach the limit."""
    if len(some) < limit.least:
        return ()
    first = on - DAY * (limit.days - 1)
    counted = tuple(one for one in some if first <= local_date(one.at) <= on)
    return counted if len(counted) >= limit.least else ()


def _episode(stamp: Stamp, about: Frequent, ends: tuple[datetime, ...]) -> Episode:
    at = stamp.occurred_at
    return Episode(
        stamp.ref, "Mångsökare", stamp, at, at, about, changes=ends, category=Category.D4
    )  # fmt: skip


def _span(days: int) -> str:
    return "12 månader" if days == 365 else f"{days} dygn"
