"""Change understands how the organisation becomes another: the difference first, then all of it or
nothing, with a line in the log for each entry that changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import organisation
from app.access import audit
from app.access.viewer import CONSOLE, Viewer, console
from app.days import local_date
from app.errors import Refused
from app.house import House
from app.huddle import number_store
from app.huddle.retuned import repacked
from app.organisation import Change, File
from app.organisation.difference import GONE

ACT = {"new": "add", "changed": "change", "gone": "take_out"}
OTHER_REGION = "Databasen hör till regionen {}. Två regioner delar aldrig databas."
OVERTAKEN = "Någon annan har ändrat organisationen sedan du hämtade den. Ångra allt, och gör om ändringen i det som gäller nu."
ANOTHER_PACK = (
    "De listade ({}) bedöms efter paketets regler genast, och dagens öppna tavla görs om."
)
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
PACKS = text("SELECT unit, pack FROM centre")
HOW_MANY = text("SELECT centre, count(*) FROM person WHERE centre = ANY(:centres) GROUP BY centre")
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
    house: House,
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
    refused. `by` is None at the command line. Another pack of rules holds at once: the clocks of
    those listed are set by it, and an agenda of today that is not over is judged again.
    """
    async with house.database.work(by.id if by else CONSOLE) as session:
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
        packs = {row[0]: row[1] for row in await session.execute(PACKS)}
        await organisation.import_file(session, file)
        fresh = [one.key for one in changes if one.section == "centres" and one.act == "new"]
        if fresh:
            listed = await session.execute(LISTED, {"centres": fresh, "now": now})
            await session.execute(EVENTS, {"persons": list(listed.scalars())})
        moved = [one.unit for one in file.centres if packs.get(one.unit, one.pack) != one.pack]
        if moved:
            year = local_date(now).year
            stands = await organisation.load(session, range(year - 1, year + 3))
            numbers = await number_store.load(session)
            await repacked(session, replace(house, organisation=stands), moved, numbers, now)
        viewer = by or console(file.region.hsa_id)
        lines = [
            audit.Line(f"organisation:{o.section}:{ACT[o.act]}", detail=_detail(o)) for o in changes
        ]
        await audit.write(session, viewer, lines, now, real_now, purpose=audit.ADMINISTRATION)
        return Outcome(changes, await organisation.version(session))


async def _noted(session: AsyncSession, changes: Sequence[Change]) -> list[Change]:
    """The changes, with how many are listed at a centre that would be taken out of use, or that would
    go by another pack of rules.
    """
    centres = [one for one in changes if one.section == "centres"]
    gone = [one.key for one in centres if one.act == "gone"]
    rows = await session.execute(LEFT_BEHIND, {"centres": gone})
    notes = {
        row[0]: f"{GONE['centres']} {row[1]} listade, {row[2]} öppna åtgärder." for row in rows
    }
    changed = [one for one in centres if one.act == "changed"]
    other = [one.key for one in changed if any(field.name == "pack" for field in one.fields)]
    rows = await session.execute(HOW_MANY, {"centres": other})
    listed = {row[0]: row[1] for row in rows}
    notes |= {one: ANOTHER_PACK.format(listed.get(one, 0)) for one in other}
    return [
        msgspec.structs.replace(one, note=notes.get(one.key, one.note))
        if one.section == "centres"
        else one
        for one in changes
    ]


def _detail(change: Change) -> str:
    said = [f"{one.name}: {one.before or '–'} → {one.after or '–'}" for one in change.fields]
    return "; ".join([change.key, *said])[:2000] if change.act == "changed" else change.key
