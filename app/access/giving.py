"""Giving understands how accounts and assignments are given, looked at anew and taken back.

Each change is one transaction with its line in the log. Nobody gives to or takes from themselves:
what one may see is somebody else's decision.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.access import accounts, audit, invitations, passkeys, sessions
from app.access.messages import InvitationLink, NewAccount, NewAssignment
from app.access.scopes import fault, scope_kind
from app.access.viewer import Viewer
from app.days import at_local, local_date
from app.errors import FieldError, Refused, Rejected, Unknown
from app.house import House

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
HSA_ID = re.compile(r"SE\d{10}-[A-Za-z0-9]{1,20}")
MOST = 500
MIDNIGHT = time(0)
REVIEW_WITHIN = timedelta(days=366)
"""What is given is followed up at least once a year (HSLF-FS 2016:40 4 kap. 3 §: regelbundet)."""
OWN = "Ingen ändrar sina egna uppdrag eller sitt eget konto. Be en annan systemförvaltare."
GONE = "Uppdraget finns inte, eller är redan avslutat."
NOBODY = "Kontot finns inte."
NO_PASSKEY = "Kontot har ingen sådan passnyckel."
DISABLED = "Kontot är avstängt. Öppna det först."


async def add(house: House, by: Viewer, asked: NewAccount) -> str:
    """A new account with its first assignment; answers its id. Raises Rejected with the field."""
    name, login = asked.name.strip(), (asked.login or "").strip().lower() or None
    hsa_id = (asked.hsa_id or "").strip() or None
    faults = []
    if not 2 <= len(name) <= 200 or "\0" in name:
        faults.append(FieldError("name", "Skriv personens namn."))
    if login is not None and not LOGIN.fullmatch(login):
        faults.append(
            FieldError("login", "Tre till 64 tecken: små bokstäver a-z, siffror, punkt och streck.")
        )
    if hsa_id is not None and not HSA_ID.fullmatch(hsa_id):
        faults.append(FieldError("hsa_id", "Ett HSA-id ser ut som SE2321000131-P000000123456."))
    now = clock.real_now()
    _check(house, asked.assignment, now, faults)
    key = str(uuid4())
    async with house.database.work(by.id) as session:
        values = {"id": key, "name": name, "login": login, "hsa_id": hsa_id, "now": now}
        if (await session.execute(accounts.ADD, values)).first() is None:
            said = "Inloggningsnamnet eller HSA-id:t hör redan till ett annat konto."
            raise Rejected(said, fields=(FieldError("login", said),))
        await _log(session, by, "account:account:add", key)
        await _assign(session, house, by, key, asked.assignment, now)
    return key


async def assign(house: House, by: Viewer, account: str, asked: NewAssignment) -> None:
    """One more assignment. Raises Rejected with the field, Refused for one that is held already."""
    now = clock.real_now()
    _check(house, asked, now, [])
    async with house.database.work(by.id) as session:
        await _theirs(session, by, account)
        values = {"account": account, "role": asked.role, "scope": asked.scope, "now": now}
        if (await session.execute(accounts.HELD, values)).scalar_one():
            raise Refused("Personen har redan den rollen där.")
        await _assign(session, house, by, account, asked, now)


async def end(house: House, by: Viewer, assignment: UUID) -> None:
    """The assignment ends now, and so does every session under it."""
    async with house.database.work(by.id) as session:
        await _of(session, by, assignment)
        values = {"id": assignment, "now": clock.real_now()}
        if (await session.execute(accounts.END, values)).first() is None:
            raise Refused(GONE)
        await sessions.revoke_under(session, assignment)
        await _log(session, by, "account:assignment:end", str(assignment))


async def review(house: House, by: Viewer, assignment: UUID, review_on: date) -> None:
    """The assignment is needed still, and is looked at again on that day."""
    now = clock.real_now()
    if (wrong := _review_fault(review_on, now)) is not None:
        raise Rejected(wrong.says, fields=(wrong,))
    async with house.database.work(by.id) as session:
        await _of(session, by, assignment)
        values = {"id": assignment, "review_on": review_on, "now": now}
        if (await session.execute(accounts.REVIEW, values)).first() is None:
            raise Refused(GONE)
        await _log(session, by, "account:assignment:review", f"{assignment} {review_on}")


async def disable(house: House, by: Viewer, account: str) -> None:
    """Nobody signs in with the account, and whoever has is signed out now."""
    async with house.database.work(by.id) as session:
        await _theirs(session, by, account, also_disabled=True)
        values = {"account": account, "now": clock.real_now()}
        await session.execute(accounts.DISABLE, values)
        await invitations.take_back(session, account)
        await sessions.revoke(session, account)
        await _log(session, by, "account:account:disable", account)


async def enable(house: House, by: Viewer, account: str) -> None:
    """The account may be used again, under the assignments that hold."""
    async with house.database.work(by.id) as session:
        await _theirs(session, by, account, also_disabled=True)
        await session.execute(accounts.ENABLE, {"account": account})
        await _log(session, by, "account:account:enable", account)


async def invite(house: House, by: Viewer, account: str) -> InvitationLink:
    """A link by which the person sets a password; the one before opens nothing any more."""
    now = clock.real_now()
    async with house.database.work(by.id) as session:
        await _theirs(session, by, account)
        token = await invitations.invite(session, house.vault, account, now)
        await _log(session, by, "account:account:invite", account)
    return InvitationLink(invitations.link("", token), now + invitations.HOLDS)


async def revoke(house: House, by: Viewer, account: str) -> int:
    """Sign the person out everywhere, now; answers from how many places. One may do so oneself."""
    async with house.database.work(by.id) as session:
        if await accounts.found(session, account) is None:
            raise Unknown(NOBODY)
        count = await sessions.revoke(session, account)
        await _log(session, by, "account:session:revoke", account)
    return count


async def take_passkeys(house: House, by: Viewer, account: str, key: UUID | None = None) -> int:
    """Take one passkey away, or all; answers how many. Whoever has it in hand is signed out.

    Raises Unknown when there is none. One's own are taken away in one's own account.
    """
    async with house.database.work(by.id) as session:
        await _theirs(session, by, account, also_disabled=True)
        if key is None:
            count = await passkeys.remove_all(session, account)
        else:
            count = int(await passkeys.remove(session, account, key))
        if not count:
            raise Unknown(NO_PASSKEY)
        await sessions.revoke(session, account)
        await _log(session, by, "account:passkey:take", f"{account} {key or 'alla'}")
    return count


async def _assign(
    session: AsyncSession, house: House, by: Viewer, account: str, asked: NewAssignment,
    now: datetime,
) -> None:  # fmt: skip
    ends = None if asked.ends_on is None else at_local(asked.ends_on + timedelta(days=1), MIDNIGHT)
    values: dict[str, Any] = {
        "id": uuid4(), "account": account, "role": asked.role, "scope": asked.scope,
        "kind": scope_kind(house.organisation, asked.role, asked.scope),
        "reason": asked.reason.strip(), "decider": asked.decider.strip(), "now": now,
        "review_on": asked.review_on, "ends_at": ends, "commission": None,
    }  # fmt: skip
    await session.execute(accounts.ASSIGN, values)
    detail = f"{account} {asked.role} {asked.scope}"
    await _log(session, by, "account:assignment:give", detail)


def _check(house: House, asked: NewAssignment, now: datetime, faults: list[FieldError]) -> None:
    """Raises Rejected with all that is wrong, those faults too that were found before."""
    if (said := fault(house.organisation, asked.role, asked.scope)) is not None:
        faults.append(FieldError("scope", said))
    for field, value, says in (
        ("reason", asked.reason, "Skriv varför personen behöver uppdraget."),
        ("decider", asked.decider, "Skriv vem som har beslutat."),
    ):
        if not 2 <= len(value.strip()) <= MOST or "\0" in value:
            faults.append(FieldError(field, says))
    if (wrong := _review_fault(asked.review_on, now)) is not None:
        faults.append(wrong)
    if asked.ends_on is not None and asked.ends_on < local_date(now):
        faults.append(FieldError("ends_on", "Sista dagen har redan varit."))
    if faults:
        raise Rejected(" ".join(one.says for one in faults), fields=tuple(faults))


def _review_fault(review_on: date, now: datetime) -> FieldError | None:
    today = local_date(now)
    if today < review_on <= today + REVIEW_WITHIN:
        return None
    return FieldError("review_on", "Översynen ska vara efter i dag, och inom ett år.")


async def _theirs(
    session: AsyncSession, by: Viewer, account: str, *, also_disabled: bool = False
) -> None:
    """The account is there, and is not one's own."""
    if account == by.id:
        raise Refused(OWN)
    row = await accounts.found(session, account)
    if row is None:
        raise Unknown(NOBODY)
    if row[1] is not None and not also_disabled:
        raise Refused(DISABLED)


async def _of(session: AsyncSession, by: Viewer, assignment: UUID) -> None:
    account = await accounts.whose(session, assignment)
    if account is None:
        raise Unknown(GONE)
    await _theirs(session, by, account, also_disabled=True)


async def _log(session: AsyncSession, by: Viewer, act: str, detail: str) -> None:
    line = audit.Line(act, detail=detail)
    now, real_now = clock.now(), clock.real_now()
    await audit.write(session, by, [line], now, real_now, purpose=audit.ADMINISTRATION)
