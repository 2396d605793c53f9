"""Audit understands the line that is written when someone looks or acts, in the same transaction.

After Inera's StoreLog v2 with decision and legal basis; no clinical text, and of names only ids. What
somebody gave as reason in words of their own stands in a table of its own. Append-only by grant and
trigger; app/access/seal.py puts the lines under lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.viewer import Viewer
from app.asking import Written, ask

WRITE = text("""
INSERT INTO audit (log_id, explained, at, real_at, act, viewer, role, unit, provider, omsorgsgivare, assignment,
    session, person, huddle, purpose, controllers, decision, basis, given, refused, detail)
SELECT coalesce(log_id, gen_random_uuid()), log_id IS NOT NULL, :at, :real_at, act, :viewer, :role, :unit, :provider,
    :omsorgsgivare, :assignment, :session, person, huddle, :purpose, controllers, decision, basis,
    given, refused, detail
FROM json_to_recordset(CAST(:lines AS json)) AS l (log_id uuid, act text, person uuid, huddle uuid,
    decision text, basis text, given smallint, refused smallint, controllers text, detail text)
""")
EXPLAIN = text("""
INSERT INTO audit_reason (log_id, viewer, at, reason) VALUES (:log_id, :viewer, :at, :reason)
""")
CARE = "Vård och behandling"
ADMINISTRATION = "Administration"


@dataclass(frozen=True, slots=True)
class Line:
    """One look or act. `act` in two or three parts, source:subject:act.

    `given` and `refused` are masks of data categories (app/access/mask.py), `controllers` whose data
    was given, HSA-ids with commas between. `explained` alone gives a line its `log_id`.
    """

    act: str
    person: UUID | None = None
    huddle: UUID | None = None
    decision: Literal["allow", "deny"] = "allow"
    basis: str | None = None
    given: int | None = None
    refused: int | None = None
    controllers: str | None = None
    detail: str | None = None
    log_id: UUID | None = None


async def write(
    session: AsyncSession,
    viewer: Viewer,
    lines: Sequence[Line],
    at: datetime,
    real_at: datetime,
    *,
    purpose: str = CARE,
) -> None:
    """Write the lines in one statement. Both times are UTC: the house's, and the wall's."""
    if not lines:
        return
    provider = viewer.party.provider
    # Asked of the driver itself: whoever acts waits for the line.
    await ask(
        session,
        WRITE,
        {
            "at": at,
            "real_at": real_at,
            "viewer": viewer.id,
            "role": viewer.role,
            "unit": viewer.unit,
            "provider": provider.id,
            "omsorgsgivare": provider.id if provider.kind == "omsorgsgivare" else None,
            "assignment": viewer.commission,
            "session": viewer.session,
            "purpose": purpose,
            "lines": Written(msgspec.json.encode(lines)),
        },
    )


async def explained(
    session: AsyncSession,
    viewer: Viewer,
    line: Line,
    reason: str,
    at: datetime,
    real_at: datetime,
    *,
    purpose: str = CARE,
) -> UUID:
    """Write a line and, beside it, the reason that was given in words; answers the line's log id.

    `reason` is 1–2,000 characters, of a nödöppning for example. It is sealed with its line, so both
    must be written in one transaction, as here.
    """
    key = uuid4()
    await write(session, viewer, [replace(line, log_id=key)], at, real_at, purpose=purpose)
    values = {"log_id": key, "viewer": viewer.id, "at": real_at, "reason": reason}
    await session.execute(EXPLAIN, values)
    return key
