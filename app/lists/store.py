"""Store understands who may stand on a list, found without folding or reading everybody.

What is answered are ids of persons who may be on it, of whatever the viewer may know: whoever is to be
shown is read once more through the viewer's own lock, and judged on what the viewer may know.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.days import DAY
from app.huddle.phrases.frequent import Limit
from app.people.person import Person
from app.people.states import decode, load

# Nobody with skyddade personuppgifter is on any list (docs/decisions/0025).
# One at a time: each of the listed has a few days, and the whole table those of everybody.
ATTENDING = text("""
SELECT p.id FROM person p, LATERAL (
    SELECT sum(c.n) FILTER (WHERE c.kind = ANY(:vc) AND c.day > :vc_after) AS vc,
        sum(c.n) FILTER (WHERE c.kind = ANY(:ed) AND c.day > :ed_after) AS ed
    FROM contact_day c
    WHERE c.person = p.id AND c.day > least(:vc_after, :ed_after) AND c.day <= :today) AS counted
WHERE p.centre = :centre AND NOT p.protected AND p.merged_into IS NULL
    AND (counted.vc >= :vc_least OR counted.ed >= :ed_least)
""")
# What is as it is by default is not written, so a fact that is there has its name there. All that is asked
# of a state is taken out of it at once: each look reads it through.
PREVENTING = text("""
SELECT p.id, CAST(p.state AS text)
FROM person p, json_to_record(p.state) AS s (
    birth_date text, frailty text, support text, bistand json)
WHERE p.centre = :centre AND NOT p.protected AND p.merged_into IS NULL AND (
    (s.frailty IS NOT NULL AND s.birth_date <= :born)
    OR s.support IS NOT NULL
    OR EXISTS (SELECT FROM json_array_elements(s.bistand) AS one WHERE one ->> 'lub' = 'true'))
""")
ASSESSING = text("""
SELECT id, CAST(state AS text) FROM person
WHERE centre = :centre AND NOT protected AND merged_into IS NULL
    AND state -> 'assessments' IS NOT NULL
""")


async def attending(
    session: AsyncSession, centre: str, limits: tuple[Limit, Limit], today: date
) -> list[UUID]:
    """Those listed at a centre who are over a limit on a local day, by the counters (the intake's)."""
    vc, ed = limits
    values = {
        "centre": centre, "today": today,
        "vc": list(vc.kinds), "vc_after": today - DAY * vc.days, "vc_least": vc.least,
        "ed": list(ed.kinds), "ed_after": today - DAY * ed.days, "ed_least": ed.least,
    }  # fmt: skip
    return list((await session.execute(ATTENDING, values)).scalars())


async def preventing(session: AsyncSession, centre: str, born: date) -> dict[UUID, Person]:
    """Those listed at a centre whom the session's role may see, and who may be for the preventive team:
    scored and born on a day or before it, or offered support without assessment."""
    rows = await session.execute(PREVENTING, {"centre": centre, "born": born.isoformat()})
    return {row[0]: decode(row[1]) for row in rows}


async def assessing(session: AsyncSession, centre: str) -> dict[UUID, Person]:
    """Those listed at a centre whom the session's role may see, with an assessment told of."""
    rows = await session.execute(ASSESSING, {"centre": centre})
    return {row[0]: decode(row[1]) for row in rows}


async def listed(session: AsyncSession, centre: str, persons: Sequence[UUID]) -> dict[UUID, Person]:
    """Those of some persons whom the session's role may see and who are listed at the centre still."""
    found = await load(session, persons)
    return {
        key: one for key, one in found.items()
        if one.listed_vc == centre and one.protected == "none"
    }  # fmt: skip
