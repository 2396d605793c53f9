"""History understands what has been changed of a centre's huddle: by whom, when, from what to what.

The table tells of each change itself (`change_log`), whoever made it and by which door. Whom the centre
calls stands in a table of its own, and is told in the log alone. Instants are UTC by the wall's clock.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.organisation import WEEKDAYS
from app.register.messages import CentreHistory, PastChange, PastField, Value

MOST = 20
"""So many changes are shown, the latest first."""
CHANGES = text("""
SELECT c.id, c.at, coalesce(a.name, c.who), c.before, c.after
FROM change_log c LEFT JOIN account a ON a.id = c.who
WHERE c.name = 'centre' AND c.act = 'UPDATE' AND c.key ->> 'unit' = :centre
ORDER BY c.id DESC LIMIT :most
""")


def _time(told: Any) -> Value:
    return str(told)[:5]


def _day(told: Any) -> Value:
    return WEEKDAYS[told]


def _days(told: Any) -> Value:
    return [WEEKDAYS[day] for day in sorted(told)]


def _as_it_is(told: Any) -> Value:
    return told  # type: ignore[no-any-return]


FIELDS: Mapping[str, tuple[str, Callable[[Any], Value]]] = {
    "at": ("time", _time),
    "weekdays": ("weekdays", _days),
    "closed": ("closed", _as_it_is),
    "pack": ("pack", _as_it_is),
    "weekly_day": ("weekly_day", _day),
    "weekly_at": ("weekly_time", _time),
    "weekly_minutes": ("weekly_minutes", _as_it_is),
    "group": ("group", _as_it_is),
}
"""By column, what the document calls it, and how it is written there."""


async def history(session: AsyncSession, centre: str) -> CentreHistory:
    """The latest changes of one centre's own entry; none of one that there is not."""
    rows = await session.execute(CHANGES, {"centre": centre, "most": MOST})
    found = (
        PastChange(row[0], row[1], row[2], _fields(row[3] or {}, row[4] or {})) for row in rows
    )
    return CentreHistory([one for one in found if one.fields])


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PastField]:
    return [
        PastField(name, _said(before.get(column), written), _said(after.get(column), written))
        for column, (name, written) in FIELDS.items()
        if column in after
    ]


def _said(told: Any, written: Callable[[Any], Value]) -> Value:
    return None if told is None else written(told)
