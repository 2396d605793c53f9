"""Audit understands the line that is written when someone looks or acts, in the same transaction.

After Inera's StoreLog v2 with decision and legal basis; no clinical text. Append-only by grant and
trigger.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.viewer import Viewer

WRITE = text("""
INSERT INTO audit (at, real_at, act, viewer, role, unit, provider, person, huddle, purpose,
    decision, basis, given, detail)
SELECT :at, :real_at, act, :viewer, :role, :unit, :provider, person, huddle, :purpose,
    decision, basis, given, detail
FROM json_to_recordset(CAST(:lines AS json)) AS l (act text, person uuid, huddle uuid,
    decision text, basis text, given text, detail text)
""")
CARE = "Vård och behandling"
ADMINISTRATION = "Administration"


@dataclass(frozen=True, slots=True)
class Line:
    """One look or act. `act` in three parts, source:subject:act; `given` the data categories."""

    act: str
    person: UUID | None = None
    huddle: UUID | None = None
    decision: Literal["allow", "deny"] = "allow"
    basis: str | None = None
    given: str | None = None
    detail: str | None = None


async def write(
    session: AsyncSession,
    viewer: Viewer,
    lines: Sequence[Line],
    at: datetime,
    real_at: datetime,
    *,
    purpose: str = CARE,
) -> None:
    """Write the lines in one statement."""
    if not lines:
        return
    await session.execute(
        WRITE,
        {
            "at": at,
            "real_at": real_at,
            "viewer": viewer.id,
            "role": viewer.role,
            "unit": viewer.unit,
            "provider": viewer.party.provider.id,
            "purpose": purpose,
            "lines": msgspec.json.encode([asdict(line) for line in lines]).decode(),
        },
    )
