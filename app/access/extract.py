"""Extract understands what a person is told of who has had access to data about them.

Patientdatalagen 8 kap. 5 § and lag (2022:913) 4 kap. 5 §: whoever asks is told. A controller answers for
its own staff alone. That the extract was made is a line in the log itself, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.access import audit, plainly
from app.access.viewer import ROLE_TEXT, Viewer
from app.errors import FieldError, Rejected
from app.events import identifiers
from app.house import House

Format = Literal["pdf", "csv"]
Recipient = Literal["self", "guardian", "proxy", "trustee"]
RECIPIENTS: dict[Recipient, str] = {
    "self": "den enskilde",
    "guardian": "vårdnadshavare",
    "proxy": "ombud med fullmakt",
    "trustee": "god man eller förvaltare",
}
"""To whom an extract is handed out: in words that name nobody."""
BACKWARDS = "Tiden ska börja innan den slutar."
# Two numbers may have turned out to be one person: lines stand under whom they were written of.
PERSONS = text("""
WITH RECURSIVE up AS (
    SELECT p.id, p.merged_into FROM person p JOIN person_identifier i ON i.person = p.id
    WHERE i.hash = :hash
    UNION SELECT p.id, p.merged_into FROM person p JOIN up ON p.id = up.merged_into
), one AS (
    SELECT id FROM up UNION SELECT p.id FROM person p JOIN one ON p.merged_into = one.id
)
SELECT id FROM one
""")
LINES = text("""
SELECT a.at, coalesce(s.name, a.viewer) AS name, a.role, coalesce(u.name, a.unit) AS unit,
    coalesce(p.name, a.provider) AS provider, a.act, a.activity, a.decision, a.given
FROM audit a
LEFT JOIN account s ON s.id = a.viewer
LEFT JOIN unit u ON u.hsa_id = a.unit
LEFT JOIN provider p ON p.hsa_id = a.provider
WHERE a.person = ANY(:persons) AND a.at >= :since AND a.at < :before
    AND (CAST(:provider AS text) IS NULL OR a.provider = :provider)
ORDER BY a.at, a.id
""")


@dataclass(frozen=True, slots=True)
class Access:
    """One access as the person reads of it: local time, who, in which role, from where, what."""

    when: str
    who: str
    role: str
    unit: str
    provider: str
    what: str
    kinds: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What is handed out. `number` as it was asked for, `since` and `before` UTC, half-open."""

    number: str
    whose: str
    since: datetime
    before: datetime
    made_at: datetime
    accesses: tuple[Access, ...]
    recipient: str | None = None


async def extract(
    house: House,
    viewer: Viewer,
    number: str,
    since: datetime,
    before: datetime,
    format_: Format,
    *,
    all_providers: bool = False,
    recipient: Recipient | None = None,
) -> Extract:
    """The accesses to one person by the viewer's own provider's staff, or everybody's.

    Nobody is told whether somebody else knows the person: of a number that is not known here there are
    no accesses. Raises Rejected for what is no number, and for a time that ends before it begins.
    """
    if since >= before:
        raise Rejected(BACKWARDS, fields=(FieldError("since", BACKWARDS),))
    hashed = _hash(house, number)
    own = None if all_providers else viewer.party.provider.id
    now = clock.now()
    async with house.database.work(viewer.id) as session:
        persons: list[UUID | None] = list(
            (await session.execute(PERSONS, {"hash": hashed})).scalars()
        )
        values = {"persons": persons, "since": since, "before": before, "provider": own}
        rows = (await session.execute(LINES, values)).all()
        to = None if recipient is None else RECIPIENTS[recipient]
        noted = format_ if to is None else f"{format_} till {to}"
        await _note(session, viewer, persons, noted, now)
    names = house.organisation.providers
    whose = names[own].name if own in names else "Alla vårdgivare och omsorgsgivare"
    accesses = tuple(_access(*row) for row in rows)
    return Extract(number.strip(), whose, since, before, now, accesses, to)


def _hash(house: House, number: str) -> bytes:
    try:
        told = identifiers.by_hand(number, demo=house.demo)
    except identifiers.InvalidIdentifier as wrong:
        raise Rejected(wrong.reason, fields=(FieldError("person", wrong.reason),)) from None
    return house.vault.hash(told.system, told.value)


def _access(
    at: datetime,
    who: str,
    role: str,
    unit: str,
    provider: str,
    act: str,
    activity: str,
    decision: str,
    given: int | None,
) -> Access:
    """A row of LINES, in words."""
    return Access(
        clock.local(at).strftime("%Y-%m-%d %H:%M:%S"),
        who,
        ROLE_TEXT.get(role, role),
        unit,
        provider,
        plainly.what(act, activity, decision),
        plainly.kinds(given),
    )


async def _note(
    session: AsyncSession,
    viewer: Viewer,
    persons: Sequence[UUID | None],
    noted: str,
    now: datetime,
) -> None:
    """One line for each id of the person, or one without when nobody has the number."""
    about = persons or (None,)
    lines = [audit.Line("log:person:extract", key, detail=noted) for key in about]
    real_now = clock.real_now()
    await audit.write(session, viewer, lines, now, real_now, purpose=audit.ADMINISTRATION)
