"""Moving understands what goes along when a person comes under another centre, or under none."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import ask

MOVE_PERSON = text("UPDATE person SET centre = :centre WHERE id = ANY(:ids)")
MOVE_ALONG = (
    text("UPDATE event SET centre = :centre WHERE person = ANY(:ids)"
         " AND centre IS DISTINCT FROM :centre"),
    # Whoever leaves for nowhere leaves what is open where it is; the next centre takes it on.
    text("UPDATE obligation SET centre = coalesce(:centre, centre) WHERE person = ANY(:ids)"
         " AND ended IS NULL"),
    text("UPDATE action SET centre = coalesce(:centre, centre) WHERE person = ANY(:ids)"
         " AND state IN ('assigned', 'accepted', 'returned')"),
)  # fmt: skip


async def move(session: AsyncSession, moved: Mapping[UUID, str | None]) -> None:
    """Whose centre changed, also from none, takes events, open obligations and actions along."""
    by_centre: dict[str | None, list[UUID]] = defaultdict(list)
    for person, centre in moved.items():
        by_centre[centre].append(person)
    for centre, ids in by_centre.items():
        for statement in (MOVE_PERSON, *MOVE_ALONG):
            await ask(session, statement, {"centre": centre, "ids": sorted(ids)})
