"""Times understands how long each decided row took, of the huddles a centre has held.

No person stands here, yet what a row took follows from whom it was about: the intake's tables alone,
and an estimate made of them is for the centre's own staff (docs/decisions/0033).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.huddle import board as b
from app.huddle import store
from app.huddle.estimates import ENOUGH, learned
from app.organisation import Centre

LOOK_BACK = timedelta(days=30)
"""A huddle that nobody has learnt from for so long is let be."""
# One in which nothing was decided teaches nothing: its line would be read anew each morning.
UNLEARNT = text("""
SELECT id FROM huddle h WHERE centre = :centre AND round = 'daily' AND state = 'closed' AND day < :day AND day >= :after
    AND NOT EXISTS (SELECT FROM row_time WHERE huddle = h.id)
    AND EXISTS (SELECT FROM huddle_change WHERE huddle = h.id AND kind = 'decided')
ORDER BY day
""")
KEEP = text("""
INSERT INTO row_time (huddle, n, centre, rule, seconds, at)
VALUES (:huddle, :n, :centre, :rule, :seconds, :at) ON CONFLICT DO NOTHING
""")
LATEST = text("""
SELECT rule, array_agg(seconds ORDER BY at DESC, huddle, n) FROM (
    SELECT *, row_number() OVER (PARTITION BY rule ORDER BY at DESC, huddle, n) AS nth
    FROM row_time WHERE centre = :centre) AS told
WHERE nth <= :enough GROUP BY rule
""")


async def learn(session: AsyncSession, place: Centre, day: date) -> None:
    """Write down what the rows took in the huddles held before a day. Done twice it is done once."""
    values = {"centre": place.unit, "day": day, "after": day - LOOK_BACK}
    for key in (await session.execute(UNLEARNT, values)).scalars().all():
        huddle = await store.by_id(session, key)
        assert huddle is not None
        if rows := taken(await store.board(session, huddle, place), key, place.unit):
            await session.execute(KEEP, rows)


def taken(board: b.Board, key: UUID, centre: str) -> list[dict[str, object]]:
    """The rows that were decided while the room was at them, by the rule that put them there."""
    rows = [row for row in board.rows if row.decision is not None and row.spent > 0]
    return [
        {
            "huddle": key, "n": n, "centre": centre, "rule": row.content.reasons[0].rule,
            "seconds": row.spent, "at": board.closed_at,
        }
        for n, row in enumerate(rows)
    ]  # fmt: skip


async def estimates(session: AsyncSession, centre: str) -> Mapping[str, int]:
    """What a row of each rule takes at a centre, in seconds: of the rules with enough to learn from.

    As it was learnt; `estimates.bounded` sets it within what the setting allows.
    """
    found: dict[str, int] = {}
    rows: Sequence[tuple[str, list[int]]] = [
        (row[0], row[1])
        for row in await session.execute(LATEST, {"centre": centre, "enough": ENOUGH})
    ]
    for rule, seconds in rows:
        median = learned(seconds)
        if median is not None:
            found[rule] = median
    return found
