"""Look understands what a reviewer is shown: of the own controller's staff, and of a patient the least.

The list tells who did what and when. Whom it was about is told when one item is opened, by name and
year of birth, and that is a line in the log. No clinical text, no number. The name is shown only if
the employee was shown it, and never of a person with skyddade personuppgifter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit, plainly
from app.access.mask import mask
from app.access.viewer import ROLE_TEXT, Viewer
from app.days import STOCKHOLM, day_bounds, local_date
from app.errors import Unknown
from app.events.kinds import Category
from app.house import House
from app.people.person import Person
from app.scrutiny import messages as m
from app.scrutiny import store
from app.scrutiny.drawing import IN_HUDDLE, WEEK, became, names
from app.scrutiny.signs import RULES, Bounds, does_something

LINES = text(f"""
SELECT a.id, a.log_id, a.at, a.act, a.activity, a.decision, a.basis, a.given, a.person, a.purpose,
    a.explained, {IN_HUDDLE} AS in_huddle
FROM audit a LEFT JOIN huddle h ON h.id = a.huddle
WHERE a.provider = :provider AND a.id = ANY(:ids) ORDER BY a.at, a.id
""")  # noqa: S608 our own words
SAME_WEEK = text("""
SELECT id, at, act, person, decision FROM audit
WHERE provider = :provider AND viewer = :viewer AND at >= :since AND at < :before
    AND person IS NOT NULL AND act NOT LIKE 'log:scrutiny:%'
""")
WRITTEN = text("SELECT log_id, reason FROM audit_reason WHERE log_id = ANY(:ids)")
NO_ITEM = "Posten finns inte, eller är en annan huvudmans."
RULE_VIEWS = [m.RuleView(one.sign.value, one.title, one.looks_at, one.why) for one in RULES]


@dataclass(frozen=True, slots=True)
class Said:
    """What the log says of some items: their lines by number, and the employees' names."""

    lines: Mapping[int, Any]
    names: Mapping[str, str]


def ours(viewer: Viewer) -> str:
    """The controller whose log a reviewer reviews: the own one."""
    return viewer.party.provider.id


async def view(house: House, viewer: Viewer, now: datetime) -> m.ScrutinyView:
    """The latest week that was drawn, and those before it that are not finished."""
    provider = ours(viewer)
    async with house.database.acting_as(viewer, provider=provider) as session:
        drawn = await store.draws(session)
        latest = drawn[0].monday if drawn else None
        items = await store.items(session, unfinished=True, before=latest) if latest else []
        items += await store.items(session, latest) if latest else []
    async with house.database.work() as session:
        by = await store.bounds(session, provider)
        said = await _said(session, provider, items)
    weeks = [
        _week(house, viewer, one, [item for item in items if item.monday == one.monday], said, by, now)
        for one in drawn
    ]  # fmt: skip
    return m.ScrutinyView(
        now, controller(house, provider), weeks[0] if weeks else None,
        [one for one in weeks[1:] if one.items], by.overdue_days, RULE_VIEWS,
        sorted({one.monday.isocalendar().year for one in drawn}, reverse=True),
    )  # fmt: skip


async def opened(
    house: House, viewer: Viewer, key: UUID, now: datetime, real_now: datetime
) -> m.OpenedView:
    """One item with what there is to judge it by; that it was read is in the log. Raises Unknown."""
    provider = ours(viewer)
    async with house.database.acting_as(viewer, provider=provider) as session:
        item = await one_item(session, key)
        judged = await store.said(session, item.id)
        async with house.database.work() as beside:
            said = await _said(beside, provider, [item], (one.judge for one in judged))
            by = await store.bounds(beside, provider)
            week = await _same_week(beside, provider, item)
            written = await _written(beside, said, judged)
            known = await became(beside, [item.person] if item.person else [])
        lines = [said.lines[number] for number in item.lines if number in said.lines]
        who = _who(house, known.get(item.person), lines) if item.person else None
        shown = frozenset({Category.D1} if who and who.name else ())
        line = audit.Line("log:scrutiny:look", item.person, given=mask(shown), detail=str(item.id))
        purpose = audit.ADMINISTRATION
        await audit.write(session, viewer, [line], now, real_now, purpose=purpose)
    mine = set(item.lines)
    return m.OpenedView(
        item=item_view(house, viewer, item, said),
        purpose=lines[0].purpose if lines else "",
        person=who,
        persons=len({one.person for one in lines if one.person}),
        lines=[_line(one) for one in lines],
        reasons=[written[one.log_id] for one in lines if one.log_id in written],
        acted=_acted(item, week),
        others=sorted(_minute(one.at) for one in week if one.id not in mine),
        these=sorted(_minute(one.at) for one in lines),
        opens=by.opens,
        closes=by.closes,
        said=[
            m.JudgementView(
                one.verdict, said.names.get(one.judge, one.judge), one.at,
                written.get(one.note) if one.note else None,
            )
            for one in judged
        ],
    )  # fmt: skip


async def one_item(session: AsyncSession, key: UUID) -> store.Item:
    """The item, if it is of the controller that the session is for. Raises Unknown."""
    found = await store.items(session, id_=key)
    if not found:
        raise Unknown(NO_ITEM)
    return found[0]


def controller(house: House, provider: str) -> str:
    known = house.organisation.providers.get(provider)
    return known.name if known else house.organisation.place(provider)


def item_view(house: House, viewer: Viewer, item: store.Item, said: Said) -> m.ItemView:
    lines = [said.lines[number] for number in item.lines if number in said.lines]
    grounds = {basis: None for one in lines for basis in plainly.bases(one.basis)}
    return m.ItemView(
        item.id, list(item.signs), said.names.get(item.viewer, item.viewer),
        ROLE_TEXT.get(item.role, item.role), house.organisation.place(item.unit),
        _what(lines), ", ".join(grounds), item.first_at, item.last_at, item.viewer == viewer.id,
        item.judgement, item.verdict,
        said.names.get(item.judge, item.judge) if item.judge else None, item.judged_at,
    )  # fmt: skip


def _week(
    house: House, viewer: Viewer, drawn: store.Draw, items: Sequence[store.Item], said: Said,
    by: Bounds, now: datetime,
) -> m.WeekView:  # fmt: skip
    late = now - drawn.at > timedelta(days=by.overdue_days)
    return m.WeekView(
        drawn.monday, drawn.at, drawn.lines, drawn.sample,
        late and any(not one.finished for one in items),
        [item_view(house, viewer, one, said) for one in items],
    )  # fmt: skip


def _what(lines: Sequence[Any]) -> str:
    """Såg raden i den dagliga avstämningen, 3 gånger; or how many, when they were of several kinds."""
    if not lines:
        return "Raderna är gallrade"
    told = {plainly.what(one.act, one.activity, one.decision) for one in lines}
    persons = len({one.person for one in lines if one.person})
    if len(told) == 1 and persons < 2:
        [one] = told
        return one if len(lines) == 1 else f"{one}, {len(lines)} gånger"
    to = f" till {persons} personer" if persons > 1 else ""
    return f"{len(lines)} åtkomster{to}"


def _who(house: House, person: Person | None, lines: Sequence[Any]) -> m.WhoView:
    if person is None or person.protected != "none":
        return m.WhoView(None, None, person is not None, None)
    named = any(one.decision == "allow" and (one.given is None or one.given & 2) for one in lines)
    if not named:
        return m.WhoView(None, None, False, None)
    born = person.birth_date.year if person.birth_date else None
    listed = house.organisation.place(person.listed_vc) if person.listed_vc else None
    return m.WhoView(person.name, born, False, listed)


def _line(one: Any) -> m.LineView:
    what = plainly.what(one.act, one.activity, one.decision)
    kinds, basis = plainly.kinds(one.given), ", ".join(plainly.bases(one.basis))
    return m.LineView(one.at, what, kinds, basis, one.decision == "allow", one.in_huddle)


def _acted(item: store.Item, week: Sequence[Any]) -> bool | None:
    if item.person is None:
        return None
    own = (one for one in week if one.person == item.person and one.decision == "allow")
    return any(does_something(one.act) for one in own)


def _minute(at: datetime) -> int:
    local = at.astimezone(STOCKHOLM)
    return local.hour * 60 + local.minute


async def _said(
    session: AsyncSession, provider: str, items: Sequence[store.Item], others: Iterable[str] = ()
) -> Said:
    numbers = [number for one in items for number in one.lines]
    rows = await session.execute(LINES, {"provider": provider, "ids": numbers})
    who = {one.viewer for one in items} | {one.judge for one in items if one.judge} | {*others}
    return Said({row.id: row for row in rows}, await names(session, who))


async def _same_week(session: AsyncSession, provider: str, item: store.Item) -> Sequence[Any]:
    day = local_date(item.first_at)
    monday = day - timedelta(days=day.weekday())
    values = {
        "provider": provider, "viewer": item.viewer, "since": day_bounds(monday)[0],
        "before": day_bounds(monday + WEEK)[0],
    }  # fmt: skip
    return (await session.execute(SAME_WEEK, values)).all()


async def _written(
    session: AsyncSession, said: Said, judged: Sequence[store.Judgement]
) -> dict[UUID, str]:
    """What was written at a nödöppning, and with the judgements, by the line's log id."""
    ids = [one.log_id for one in said.lines.values() if one.explained]
    ids += [one.note for one in judged if one.note]
    rows = await session.execute(WRITTEN, {"ids": ids})
    return {row[0]: row[1] for row in rows}
