"""Yearly understands what a year's review came to: counts of checks, for the one who answers for them.

They are counts of what was checked and of staff, and each reviewer could count them from the lists;
they are not hidden when small. One is: how many looks at persons with skyddade personuppgifter, since
fewer than five could tell that there is such a person.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from app import cells
from app.access.few import FEW, few
from app.access.viewer import Viewer
from app.errors import Rejected
from app.house import House
from app.scrutiny import messages as m
from app.scrutiny import store
from app.scrutiny.look import controller, ours
from app.scrutiny.signs import RULES, Sign

YEARS = range(2020, 2101)


async def year(house: House, viewer: Viewer, told: int) -> m.YearView:
    """The year's weeks by ISO 8601. Raises Rejected for what is no year."""
    if told not in YEARS:
        raise Rejected("Välj ett år.")
    since, before = date.fromisocalendar(told, 1, 1), date.fromisocalendar(told + 1, 1, 1)
    provider = ours(viewer)
    async with house.database.acting_as(viewer, provider=provider) as session:
        drawn = [one for one in await store.draws(session, since) if one.monday < before]
        items = await store.items(session, since, before)
    async with house.database.work() as session:
        allowed = timedelta(days=(await store.bounds(session, provider)).overdue_days)
    return summary(told, controller(house, provider), drawn, items, allowed)


def summary(
    told: int, whose: str, drawn: Sequence[store.Draw], items: Sequence[store.Item],
    allowed: timedelta,
) -> m.YearView:  # fmt: skip
    """The counts of some weeks; `allowed` is how long a judgement may take."""
    at = {one.monday: one.at for one in drawn}
    verdicts = [one.verdict for one in items]
    took = [one.first_judged_at - at[one.monday] for one in items if one.first_judged_at]
    return m.YearView(
        told, whose, len(drawn), sum(one.lines for one in drawn), len(items),
        sum(not one.signs for one in items), len(took), verdicts.count("ok"),
        verdicts.count("follow_up"), verdicts.count("breach"), verdicts.count(None),
        sum(one > allowed for one in took),
        round(median(one / timedelta(days=1) for one in took), 1) if took else None,
        [_sign(rule.sign, rule.title, items) for rule in RULES],
    )  # fmt: skip


def sheet(told: m.YearView) -> bytes:
    """As a Swedish sheet opens it; no cell is a formula."""
    return cells.sheet(_rows(told)).encode()


def _sign(sign: Sign, title: str, items: Sequence[store.Item]) -> m.SignCount:
    found = [one for one in items if sign.value in one.signs]
    if sign is Sign.PROTECTED and few(len(found)):
        return m.SignCount(sign.value, title, None, None)
    breaches = sum(one.verdict == "breach" for one in found)
    return m.SignCount(sign.value, title, len(found), breaches)


def _rows(told: m.YearView) -> Iterator[tuple[str | int | float | None, ...]]:
    yield ("Huvudman", told.controller)
    yield ("År", told.year)
    yield ("Granskade veckor", told.weeks)
    yield ("Åtkomster i loggen", told.lines)
    yield ("Poster att granska", told.items)
    yield ("varav slumpvis dragna", told.at_random)
    yield ("Bedömda", told.judged)
    yield ("Befogade", told.ok)
    yield ("Behöver utredas", told.follow_up)
    yield ("Misstänkt obehöriga", told.breach)
    yield ("Inte bedömda", told.unjudged)
    yield ("Bedömda för sent", told.late)
    yield ("Dagar till bedömning, median", told.days)
    yield ()
    yield ("Regel", "Poster", "Misstänkt obehöriga")
    for one in told.signs:
        withheld = one.items is None
        yield (one.title, FEW if withheld else one.items, "" if withheld else one.breaches)
