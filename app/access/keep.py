"""Keep understands how long the log is kept, and how what is older goes away: whole blocks alone.

At least five years (HSLF-FS 2016:40 4 kap. 9 §), which the database sees to, by its own clock: what
a block holds can be taken away when the block has been let go, and a block can be let go when it is
old enough and those before it have been. The block's head stays, so that the chain can be followed.
"""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Database
from app.errors import FieldError, Rejected

LEAST, MOST = 5, 20
OUTSIDE = f"Loggen sparas ett helt antal år, från {LEAST} till {MOST}."
YEARS = text("SELECT log_years FROM installation")
LET_BE = text("UPDATE installation SET log_years = :years")
# One transaction takes so many blocks; the next night takes the rest.
OLD = text("""
INSERT INTO audit_let_go (block, at)
SELECT id, now() FROM audit_block
WHERE sealed_at < kept_since() AND id > coalesce((SELECT max(block) FROM audit_let_go), 0)
ORDER BY id LIMIT 1000
RETURNING block
""")
RANGE = text("""
SELECT min(first_id), max(last_id) FROM audit_block WHERE id = ANY(:blocks)
""")
REASONS = text("""
DELETE FROM audit_reason r USING audit a
WHERE a.log_id = r.log_id AND a.explained AND a.id BETWEEN :first AND :last
""")
LINES = text("DELETE FROM audit WHERE id BETWEEN :first AND :last")


async def years(session: AsyncSession) -> int:
    """For how many years a line is kept."""
    return int((await session.execute(YEARS)).scalar_one())


async def change(database: Database, wanted: int, by: str) -> None:
    """Keep lines for so many years. The change log tells who and when. Raises Rejected."""
    if not LEAST <= wanted <= MOST:
        raise Rejected(OUTSIDE, fields=(FieldError("years", OUTSIDE),))
    async with database.work(by) as session:
        await session.execute(LET_BE, {"years": wanted})


async def let_go(database: Database) -> int:
    """Take away the lines of blocks that have been kept long enough; answers how many lines."""
    async with database.work() as session:
        blocks = list((await session.execute(OLD)).scalars())
        if not blocks:
            return 0
        first, last = (await session.execute(RANGE, {"blocks": blocks})).one()
        await session.execute(REASONS, {"first": first, "last": last})
        gone = await session.execute(LINES, {"first": first, "last": last})
        return int(gone.rowcount)  # type: ignore[attr-defined]
