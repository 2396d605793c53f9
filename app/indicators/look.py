"""Look understands what those who see no persons are shown of a week or a month (D9)."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.viewer import Viewer, counted
from app.days import DAY, huddle_end, is_huddle_day, local_date
from app.errors import Unknown
from app.house import House
from app.huddle.board import Row
from app.huddle.lifted import stood_down
from app.huddle.matter import Matter
from app.huddle.rules import ROUTES
from app.indicators import messages as m
from app.indicators import runchart, store
from app.indicators.period import Period, around, read, series
from app.indicators.tally import Huddles, Line, Obliged, lines

ALL = "alla"
POINTS = {"vecka": 16, "manad": 12}
"""How many periods a run chart goes back."""
ROUTE_TEXT = {
    "forebyggande_team": "Förebyggande team",
    "vc": "Vårdcentralen: läkare, sjuksköterska, rehabilitering",
    "kommunal_primarvard": "Kommunal primärvård",
    "bistand": "Bistånd",
    "digital": "Digitalt",
    "": "Ingen väg angiven",
}
"""The five ways of a follow-up at home (source 004, annex 4)."""
LIFTED = text("""
SELECT h.id, h.centre FROM huddle h
WHERE h.centre = ANY(:centres) AND h.round = 'daily' AND h.day BETWEEN :first AND :last AND EXISTS (
    SELECT FROM huddle_change c WHERE c.huddle = h.id AND c.kind = 'decided'
        AND c.body -> 'decision' ->> 'kind' = 'lift')
ORDER BY h.day DESC, h.centre
""")


Place = tuple[m.CountedPlace, tuple[str, ...]]
"""A place, and its centres that the viewer may count."""


async def places(house: House, viewer: Viewer, now: datetime) -> m.CountedPlaces:
    """What the viewer may count, the last week that is over, and the month that it is."""
    today = local_date(now)
    async with house.database.work() as session:
        found = [place for place, _ in await _places(session, house, viewer)]
    return m.CountedPlaces(found, around("vecka", today).before().key, around("manad", today).key)


async def _places(session: AsyncSession, house: House, viewer: Viewer) -> list[Place]:
    """All together, each municipality and each centre: of one centre just that."""
    mine = counted(house, viewer)
    organisation = house.organisation
    each: list[Place] = [
        (m.CountedPlace(key, organisation.centres[key].name), (key,)) for key in mine
    ]
    if len(mine) == 1:
        return each
    of: dict[str, list[str]] = {}
    for key in mine:
        if code := organisation.units[key].municipality:
            of.setdefault(code, []).append(key)
    names = await store.municipalities(session)
    wider = [(m.CountedPlace(code, names[code]), tuple(keys)) for code, keys in of.items()]
    wider.sort(key=lambda one: one[0].name)
    return [(m.CountedPlace(ALL, "Alla vårdcentraler"), mine), *wider, *each]


async def view(house: House, viewer: Viewer, place: str, key: str, now: datetime) -> m.PeriodView:
    """One week or month of a place. Raises Unknown for what is not, or has not begun."""
    today = local_date(now)
    period = _period(key, today)
    async with house.database.work() as session:
        begun = await store.begun(session)
        found = [one for one in await _places(session, house, viewer) if one[0].id == place]
        if not found:
            raise Unknown("Platsen finns inte, eller är inte din att räkna.")
        here, centres = found[0]
        points = [
            (one, await _counts(session, house, centres, one, begun, now))
            for one in series(period, POINTS[period.kind])
        ]
        lifted = await _lifted(session, house, centres, period, today)
    huddles, obliged = points[-1][1]
    rules, total = lines(obliged, lambda one: one.rule, [rule.id for rule in house.every_rule])
    routes, _ = lines(obliged, lambda one: one.route or "", ROUTE_TEXT)
    each, _ = lines(obliged, lambda one: one.centre, centres)
    headlines = {rule.id: rule.headline for rule in house.every_rule}
    return m.PeriodView(
        place=here,
        key=period.key,
        name=period.name,
        going_on=today <= period.last,
        before=period.before().key,
        after=period.after().key if period.last < today else None,
        huddles=_huddles(house, huddles),
        total=list(total),
        rules=[_line(headlines[line.of], line) for line in rules],
        routes=[_line(ROUTE_TEXT[line.of], line) for line in routes],
        centres=[_line(house.organisation.centres[line.of].name, line) for line in each]
        if len(centres) > 1
        else [],
        charts=_charts([(one, told[0], told[1]) for one, told in points]),
        lifted=lifted,
    )  # fmt: skip


def _period(key: str, today: date) -> Period:
    try:
        period = read(key)
    except ValueError as fault:
        raise Unknown(str(fault)) from fault
    if period.first > today:
        raise Unknown("Perioden har inte börjat.")
    return period


async def _counts(
    session: AsyncSession,
    house: House,
    centres: Sequence[str],
    period: Period,
    begun: Mapping[str, date],
    now: datetime,
) -> tuple[Huddles, list[Obliged]]:
    held = await store.held(session, centres, period)
    missing: dict[str, int] = {}
    for _, _, units in held:
        for unit in units:
            missing[unit] = missing.get(unit, 0) + 1
    whole = sum(not units for _, _, units in held)
    over = {(centre, day) for centre, day, _ in held}
    planned = sum(
        _planned(house, centre, period, begun[centre], now, over)
        for centre in centres
        if centre in begun
    )
    routes = {rule.id: ROUTES[rule.role] for rule in house.every_rule if rule.role in ROUTES}
    obliged = await store.obliged(session, centres, period, routes)
    return Huddles(planned, len(held), whole, missing), obliged


def _planned(
    house: House,
    centre: str,
    period: Period,
    begun: date,
    now: datetime,
    over: Set[tuple[str, date]],
) -> int:
    """Huddle days of the period, since the centre's first, whose huddle is, or should be, over by now."""
    calendar = house.organisation.centres[centre].calendar
    days = ((period.first + DAY * n) for n in range((period.last - period.first).days + 1))
    return sum(
        is_huddle_day(calendar, day)
        and begun <= day
        and (huddle_end(calendar, day) <= now or (centre, day) in over)
        for day in days
    )


def _huddles(house: House, told: Huddles) -> m.HuddlesView:
    units = house.organisation.units
    missing = [m.MissingView(units[key].short, times) for key, times in told.missing.items()]
    return m.HuddlesView(
        told.planned, told.held, told.whole,
        sorted(missing, key=lambda one: (-one.times, one.name)),
    )  # fmt: skip


def _line(name: str, line: Line) -> m.LineView:
    return m.LineView(name, list(line.cells))


def _charts(points: Sequence[tuple[Period, Huddles, Sequence[Obliged]]]) -> list[m.ChartView]:
    names = [period.short for period, _, _ in points]
    held = [100 * told.held / told.planned if told.planned else None for _, told, _ in points]
    raised = [
        sum(one.raised for one in obliged) / told.held if told.held else None
        for _, told, obliged in points
    ]
    return [
        _chart("Hållna avstämningar", "procent", names, held),
        _chart("Nya ärenden per avstämning", "antal", names, raised),
    ]


def _chart(what: str, unit: str, names: list[str], values: Sequence[float | None]) -> m.ChartView:
    reading = runchart.read(values)
    return m.ChartView(
        what, unit, names, [None if one is None else round(one, 1) for one in values],
        reading.median, reading.sign, reading.since, runchart.conclusion(reading, names, what),
    )  # fmt: skip


async def _lifted(
    session: AsyncSession, house: House, centres: Sequence[str], period: Period, today: date
) -> list[m.LiftedCount]:
    """What was lifted, without persons; nothing of those with skyddade personuppgifter."""
    values = {"centres": list(centres), "first": period.first, "last": period.last}
    found: list[m.LiftedCount] = []
    for key, centre in (await session.execute(LIFTED, values)).all():
        board, when = await stood_down(session, house, key)
        apart = await store.apart(session, [UUID(row.content.person) for row in board.rows])
        for row in board.rows:
            matter: Matter = row.content
            decision = row.decision
            if decision is None or decision.kind != "lift" or UUID(matter.person) in apart:
                continue
            found.append(
                m.LiftedCount(
                    matter.reasons[0].headline, matter.age, _parties(house, centre, row),
                    decision.reason or "", house.organisation.centre(centre).name,
                    local_date(when[row.id]),
                )
            )  # fmt: skip
    return found


def _parties(house: House, centre: str, row: Row) -> list[str]:
    """Who disagree; else the centre, and whom the row would have gone to."""
    units, owner = house.organisation.units, row.content.owner
    views = row.decision.views if row.decision else ()
    named = [view.unit for view in views] or [centre, owner.unit if owner else centre]
    return list(dict.fromkeys(units[unit].short for unit in named))
