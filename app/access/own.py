"""Own understands what somebody may do with their own account: see its ways in, add one, take one away.

A way in is added only by who has just proved who they are: a desk that was left must not become
somebody else's key. Whoever comes by a login service has their ways in there, and none here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.access import accounts, audit, authenticator, credentials, invitations, passkeys, sessions
from app.access.authenticator import Made
from app.access.entrance import RelyingParty
from app.access.invitations import Invited
from app.access.messages import InvitedPasskey, NewPasskey, OwnAccountView
from app.access.viewer import Viewer
from app.errors import FieldError, Forbidden, Refused, Rejected, Unknown
from app.house import House

FRESH = timedelta(minutes=10)
LONGEST = 60
NAME = "Skriv vad passnyckeln ska heta, med högst 60 tecken."
NOT_HERE = (
    "Passnycklar går inte att använda på den här adressen. Be systemförvaltaren ange "
    "KVARTEN_PUBLIC_URL."
)
ELSEWHERE = "Du loggar in genom er egen inloggningstjänst. Passnycklar läggs till där, inte här."
NOT_FRESH = (
    "Logga ut och in igen först. En passnyckel läggs till inom tio minuter från inloggningen, så "
    "att ingen annan kan göra det vid ditt skrivbord."
)
NOT_MADE = "Passnyckeln gick inte att spara. Försök igen."
GONE = "Passnyckeln finns inte, eller är redan borttagen."
LAST = (
    "Det är din enda väg in. Lägg till en passnyckel till först, eller be systemförvaltaren om en "
    "ny inbjudan."
)


async def view(house: House, viewer: Viewer) -> OwnAccountView:
    """The viewer's own account."""
    party = house.entrance.passkeys
    async with house.database.work() as session:
        own = await accounts.own(session, viewer.id)
        held = await passkeys.of(session, viewer.id)
        fresh = await _fresh(session, viewer, clock.real_now())
    removable = not _only_way_in(own, held)
    return OwnAccountView(
        own.name, own.login, own.way, own.has_password,
        party.origin if party is not None and own.way != "issuer" else None, fresh,
        [one.view(removable=removable) for one in held],
    )  # fmt: skip


async def to_make(house: House, viewer: Viewer, challenge: bytes) -> dict[str, Any]:
    """What the viewer's browser is asked for a new passkey. Raises Forbidden."""
    async with house.database.work() as session:
        own = await _may_add(session, viewer, clock.real_now())
        others = await passkeys.of(session, viewer.id)
    return authenticator.to_make(
        party_of(house), challenge, passkeys.handle(house.vault, viewer.id),
        own.login or own.name, own.name, [one.credential for one in others],
    )  # fmt: skip


async def add(house: House, viewer: Viewer, told: NewPasskey, challenge: bytes) -> None:
    """One more passkey. Raises Rejected with the field, Forbidden, Refused when there are too many."""
    name, now = name_of(told.name), clock.real_now()
    made = _made(house, challenge, told)
    async with house.database.work(viewer.id) as session:
        await accounts.found(session, viewer.id)
        await _may_add(session, viewer, now)
        key = await passkeys.add(session, viewer.id, made, name, now)
        await _log(session, viewer, "account:passkey:add", f"{viewer.id} {key}", now)


async def remove(house: House, viewer: Viewer, key: UUID) -> None:
    """Take one away, but not the only way in. Raises Unknown, Refused."""
    async with house.database.work(viewer.id) as session:
        # Two who take away one each take turns: the second finds that it is the last.
        await accounts.found(session, viewer.id)
        own = await accounts.own(session, viewer.id)
        held = await passkeys.of(session, viewer.id)
        if key not in {one.key for one in held}:
            raise Unknown(GONE)
        if _only_way_in(own, held):
            raise Refused(LAST)
        await passkeys.remove(session, viewer.id, key)
        detail = f"{viewer.id} {key}"
        await _log(session, viewer, "account:passkey:remove", detail, clock.real_now())


def to_accept(house: House, invited: Invited, challenge: bytes) -> dict[str, Any]:
    """What the browser of somebody invited is asked for a passkey."""
    handle = passkeys.handle(house.vault, invited.account)
    return authenticator.to_make(
        party_of(house), challenge, handle, invited.login, invited.name, []
    )


async def accept(
    house: House, told: InvitedPasskey, invited: Invited, challenge: bytes, no_longer: str
) -> None:
    """Take an invitation with a passkey: it is the only way in from now on.

    Raises Rejected with the field, and Unknown saying `no_longer` when the invitation has been used.
    """
    name, now = name_of(told.name), clock.real_now()
    made = _made(house, challenge, told)
    async with house.database.work(invited.account) as session:
        if not await invitations.use(session, told.token):
            raise Unknown(no_longer)
        await start_anew(session, house, invited)
        await credentials.take(session, invited.account)
        await passkeys.add(session, invited.account, made, name, now)


async def start_anew(session: AsyncSession, house: House, invited: Invited) -> None:
    """What opened the account before opens it no more, and what was open is closed."""
    await passkeys.remove_all(session, invited.account)
    await credentials.forgive(session, house.vault, invited.login)
    await sessions.revoke(session, invited.account)


def party_of(house: House) -> RelyingParty:
    """Where passkeys hold. Raises Forbidden where they hold nowhere."""
    if (party := house.entrance.passkeys) is None:
        raise Forbidden(NOT_HERE)
    return party


def name_of(said: str) -> str:
    """What a passkey is to be called. Raises Rejected with the field."""
    name = said.strip()
    if not 1 <= len(name) <= LONGEST or "\0" in name:
        raise Rejected(NAME, fields=(FieldError("name", NAME),))
    return name


def _made(house: House, challenge: bytes, told: NewPasskey | InvitedPasskey) -> Made:
    made = authenticator.made(party_of(house), challenge, told.made)
    if made is None:
        raise Refused(NOT_MADE)
    return made


def _only_way_in(own: accounts.Own, held: Sequence[passkeys.Held]) -> bool:
    return len(held) <= 1 and not own.has_password and own.way != "demo"


async def _may_add(session: AsyncSession, viewer: Viewer, now: datetime) -> accounts.Own:
    own = await accounts.own(session, viewer.id)
    if own.way == "issuer":
        raise Forbidden(ELSEWHERE)
    if not await _fresh(session, viewer, now):
        raise Forbidden(NOT_FRESH)
    return own


async def _fresh(session: AsyncSession, viewer: Viewer, now: datetime) -> bool:
    proved = await sessions.proved_at(session, viewer.session)
    return proved is not None and now - proved <= FRESH


async def _log(
    session: AsyncSession, viewer: Viewer, act: str, detail: str, real_now: datetime
) -> None:
    line = audit.Line(act, detail=detail)
    await audit.write(session, viewer, [line], clock.now(), real_now, purpose=audit.ADMINISTRATION)
