"""Scenes understand what drawing a huddle needs beside its board: read again as the board moves."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.house import House
from app.huddle import store
from app.huddle.look import Scene
from app.huddle.store import Huddle

# As many as the week's list shows: who has become protected or has moved is counted by nobody.
LIFTED = text("""
SELECT count(*) FROM (
    SELECT DISTINCT ON (c.huddle, c.body ->> 'row') c.huddle, c.kind, c.body
    FROM huddle_change c JOIN huddle h ON h.id = c.huddle
    WHERE h.centre = :centre AND h.round = 'daily' AND h.day > :day - 28 AND c.kind IN ('decided', 'reopened')
    ORDER BY c.huddle, c.body ->> 'row', c.version DESC
) AS last
JOIN event e ON e.source = 'kvarten'
    AND e.source_event_id = last.huddle || '\\:' || (last.body -> 'decision' ->> 'id') || '\\:0'
JOIN person p ON p.id = e.person AND p.centre = :centre AND NOT p.protected
WHERE last.kind = 'decided' AND last.body -> 'decision' ->> 'kind' = 'lift'
""")


MET = text("SELECT rule, n FROM met_need WHERE huddle = :huddle")


async def scene(session: AsyncSession, house: House, huddle: Huddle) -> Scene:
    """Who is called, which sources are in use, and how much has been lifted to the week, or met."""
    centre = house.organisation.centres[huddle.centre]
    sources = await store.sources(session)
    values = {"centre": huddle.centre, "day": huddle.day}
    lifted = (await session.execute(LIFTED, values)).scalar_one()
    met = {row[0]: row[1] for row in await session.execute(MET, {"huddle": huddle.id})}
    return Scene(house, huddle, centre, sources, lifted, met)
