"""Heads understands how the hash of each day's last block leaves the house, and how it is read back.

Whoever can change everything in the database can also seal it anew. Not what lies elsewhere: one line
for each day, `2026-11-20 TAB block TAB hash`, in a file that grows or in a folder with a file a day.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import text

from app.database import Database
from app.days import local_date
from app.errors import Misconfigured

# The last block of each local day that is over and has not been sent.
LEFT = text("""
SELECT DISTINCT ON (day) day, id, hash
FROM (SELECT CAST(sealed_at AT TIME ZONE 'Europe/Stockholm' AS date) AS day, id, hash
      FROM audit_block
      WHERE id > coalesce((SELECT max(block) FROM audit_head), 0)) AS b
WHERE day < :today AND NOT EXISTS (SELECT FROM audit_head h WHERE h.day = b.day)
ORDER BY day, id DESC
""")
TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('kvarten.audit_head'))")
SENT = text("INSERT INTO audit_head (day, block, at) VALUES (:day, :block, :at)")


async def send(database: Database, place: Path, real_now: datetime) -> int:
    """Write down the hashes of days that are over, by the wall's clock; answers of how many days.

    Raises OSError when the place cannot be written to; then the same days are tried again.
    """
    async with database.work() as session:
        if not (await session.execute(TURN)).scalar_one():
            return 0
        rows = (await session.execute(LEFT, {"today": local_date(real_now)})).all()
        for day, block, told in rows:
            write(place, day, block, told)
            await session.execute(SENT, {"day": day, "block": block, "at": real_now})
    return len(rows)


def write(place: Path, day: date, block: int, told: bytes) -> None:
    """One line more: in the file, or in a file of its own in the folder."""
    file = place / f"kvarten-logg-{day}.txt" if place.is_dir() else place
    with file.open("a", encoding="ascii") as out:
        out.write(f"{day}\t{block}\t{told.hex()}\n")


def read(place: Path) -> dict[int, bytes]:
    """The hashes by block, of a file or of all in a folder. Raises Misconfigured."""
    files = sorted(place.glob("kvarten-logg-*.txt")) if place.is_dir() else [place]
    return dict(pair for file in files for pair in _pairs(file))


def _pairs(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} går inte att läsa: {error}.") from error
    for number, line in enumerate(lines, 1):
        try:
            _, block, told = line.split("\t")
            yield int(block), bytes.fromhex(told)
        except ValueError:
            raise Misconfigured(f"{file}, rad {number}: dag, block och hash väntades.") from None
