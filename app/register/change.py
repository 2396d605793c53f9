"""Change understands how the organisation becomes another: the difference first, then all of it or
nothing, with a line in the log for each entry that changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import organisation
from app.access import audit
from app.access.viewer import CONSOLE, Viewer, console
from app.database import Database
from app.errors import Refused
from app.organisation import Change, File

ACT = {"new": "add", "changed": "change", "gone": "take_out"}
OTHER_REGION = "Databasen hör till regionen {}. Två regioner delar aldrig databas."
OVERTAKEN = "Någon annan har ändrat organisationen sedan du hämtade den. Ångra allt, och gör om ändringen i det som gäller nu."
# Whoever is listed at a unit that was no centre until now has waited for it.
LISTED = text("""
UPDATE person SET centre = state ->> 'listed_vc', next_due = :now
WHERE state ->> 'listed_vc' = ANY(:centres) AND centre IS DISTINCT FROM state ->> 'listed_vc'
RETURNING id
""")
EVENTS = text("""
UPDATE event SET centre = p.centre FROM person p
WHERE event.person = ANY(:persons) AND p.id = event.person
""")
LEFT_BEHIND = text("""
SELECT c.unit, (SELECT count(*) FROM person p WHERE p.centre = c.unit),
    (SELECT count(*) FROM action a WHERE a.centre = c.unit
        AND a.state IN ('assigned', 'accepted', 'returned'))
FROM unnest(CAST(:centres AS text[])) AS c (unit)
""")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was changed, or would be, and the number of the organisation after it."""

    changes: list[Change]
    version: int


async def change(
    database: Database,
    file: File,
    by: Viewer | None,
    now: datetime,
    real_now: datetime,
    *,
    dry_run: bool = False,
    expected: int | None = None,
) -> Outcome:
    """Let the organisation be as the file says; a dry run only tells what that would change.

    `expected` is the number that the file was made from: somebody else's change in between is
    refused. `by` is None at the command line.
    """
    async with database.work(by.id if by else CONSOLE) as session:
        await organisation.lock(session)
        number = await organisation.version(session)
        if expected is not None and expected != number:
            raise Refused(OVERTAKEN)
        before = await organisation.present(session)
        if before is not None and before.region.hsa_id != file.region.hsa_id:
            raise Refused(OTHER_REGION.format(before.region.hsa_id))
        changes = await _noted(session, organisation.difference(before, file))
        if dry_run or not changes:
            return Outcome(changes, number)
        await organisation.import_file(session, file)
        fresh = [one.key for one in changes if one.section == "centres" and one.act == "new"]
        if fresh:
            listed = await session.execute(LISTED, {"centres": fresh, "now": now})
            await session.execute(EVENTS, {"persons": list(listed.scalars())})
        viewer = by or console(file.region.hsa_id)
        lines = [
            audit.Line(f"organisation:{o.section}:{ACT[o.act]}", detail=_detail(o)) for o in changes
        ]
        await audit.write(session, viewer, lines, now, real_now, purpose=audit.ADMINISTRATION)
        return Outcome(changes, await organisation.version(session))


async def _noted(session: AsyncSession, changes: Sequence[Change]) -> list[Change]:
    """The changes, with how many are listed at a centre that would be taken out of use."""
    gone = [one.key for one in changes if one.section == "centres" and one.act == "gone"]
    rows = await session.execute(LEFT_BEHIND, {"centres": gone})
    left = {row[0]: f"{row[1]} listade, {row[2]} öppna åtgärder." for row in rows}
    return [
        msgspec.structs.replace(one, note=f"{one.note} {left[one.key]}")
        if one.section == "centres" and one.key in left
        else one
        for one in changes
    ]


def _detail(change: Change) -> str:
    said = [f"{one.name}: {one.before or '–'} → {one.after or '–'}" for one in change.fields]
    return "; ".join([change.key, *said])[:2000] if change.act == "changed" else change.key
