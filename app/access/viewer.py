"""Viewer understands who is asking: role, unit, provider, and the huddles the unit is called to."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.party import Party
from app.access.vault import token_hash
from app.house import House
from app.tables import Session, Staff

COOKIE = "kvarten_session"
ROLE_TEXT = {
    "aldre_ssk": "äldre-sjuksköterska",
    "vc_lakare": "läkare vid vårdcentralen",
    "vc_rehab": "rehabilitering vid vårdcentralen",
    "kommun_hsl": "sjuksköterska, kommunal primärvård",
    "hemtjanst_planerare": "hemtjänstplanerare",
    "bistandshandlaggare": "biståndshandläggare",
    "sjukhus_koordinator": "koordinator vid sjukhuset",
    "mobilt_team": "mobilt team",
    "chef": "chef",
    "processledare": "processledare",
    "logg_granskare": "loggranskare",
    "mas": "medicinskt ansvarig sjuksköterska",
    "mar": "medicinskt ansvarig för rehabilitering",
    "systemadmin": "systemförvaltare",
}
WITHOUT_ROWS = ("chef", "processledare", "logg_granskare", "mas", "mar", "systemadmin")
CONSOLE = "kommandoraden"
"""Whoever has the machine itself, as the logs name them."""
LASTS = timedelta(hours=12)
"""Sessions live in real time: a demo's clock must not keep one alive."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """One signed-in person. `centres` are the HSA-ids PostgreSQL shows rows of.

    `session` is the public id of the session, which is no secret; `commission` the HSA-id of the
    vårdmedarbetaruppdrag it was begun under, where there is one. Both stand in the log.
    """

    id: str
    name: str
    party: Party
    centres: tuple[str, ...]
    session: str | None = None
    commission: str | None = None

    @property
    def role(self) -> str:
        return self.party.role

    @property
    def unit(self) -> str:
        return self.party.unit

    def leads(self, centre: str) -> bool:
        """Whether the viewer convenes the centre's huddle."""
        return self.role == "aldre_ssk" and self.unit == centre


def viewer_of(house: House, staff: Staff) -> Viewer:
    provider = house.organisation.units[staff.unit].provider
    party = Party(staff.role, staff.unit, house.controllers[provider])  # type: ignore[arg-type]
    # A role that sees aggregates alone, or no patient data, is shown no rows at all.
    centres = () if staff.role in WITHOUT_ROWS else house.organisation.called_to(staff.unit)
    return Viewer(staff.id, staff.name, party, centres)


async def sign_in(session: AsyncSession, staff: str, real_now: datetime) -> str:
    """A new session; answers its token, which is stored hashed."""
    token = secrets.token_urlsafe(32)
    session.add(
        Session(
            token_hash=token_hash(token),
            staff=staff,
            created_at=real_now,
            expires_at=real_now + LASTS,
        )
    )
    await session.flush()
    return token


async def who(session: AsyncSession, token: str, real_now: datetime) -> Staff | None:
    """Whose session a token is, while it lasts."""
    found = await session.get(Session, token_hash(token))
    if found is None or found.expires_at <= real_now:
        return None
    return await session.get(Staff, found.staff)


async def sign_out(session: AsyncSession, token: str) -> None:
    await session.execute(
        text("DELETE FROM session WHERE token_hash = :hash"), {"hash": token_hash(token)}
    )
