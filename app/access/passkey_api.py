"""The passkey door: signing in with one, taking an invitation with one, and those of one's own account.

Each goes in two steps. What is asked is a challenge, which the browser keeps for us, sealed, for five
minutes; what is answered spends it, right or wrong. Where they hold is told by the installation.
"""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import authenticator, comings, invitations, own, passkeys
from app.access.api import enter, turned_away
from app.access.door import house_of, signed_in
from app.access.invitations import Invited
from app.access.kept import keep, kept
from app.access.login_api import NO_INVITATION, Token, our_page
from app.access.messages import InvitedPasskey, NewPasskey, PasskeyLogin
from app.access.viewer import Viewer
from app.errors import NotSignedIn, Refused, Unknown
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["session"])
COOKIE = "kvarten_passnyckel"
LASTS = timedelta(minutes=5)
SMALL = 16 * 1024
WRONG = (
    "Inloggningen med passnyckel gick inte. Försök igen, eller logga in på ett annat sätt. Den som "
    "inte kommer in får en ny inbjudan av systemförvaltaren."
)
"""Said whatever was wrong."""
TOO_LATE = "Det har gått för lång tid. Försök igen."


class Asked(msgspec.Struct, frozen=True):
    """What was asked, for what, and of whose account; None where nobody has said who they are."""

    challenge: bytes
    step: Literal["login", "add", "accept"]
    account: str | None
    until: datetime


@router.post("/passkey/options", dependencies=[Depends(our_page)])
async def to_show(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """What the browser is asked, for whoever wants to sign in with a passkey."""
    party = own.party_of(house)
    challenge = authenticator.challenge()
    told = authenticator.to_show(party, challenge)
    return _ask(house, request, told, challenge, "login", None)


@router.post("/passkey/login", dependencies=[Depends(our_page)])
async def login(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Sign in with a passkey, under the first of one's assignments."""
    asked: PasskeyLogin = await read(request, PasskeyLogin, SMALL)
    party, now = own.party_of(house), clock.real_now()
    challenge = await _answered(house, request, "login", None)
    account = challenge and await passkeys.prove(
        house.database, house.vault, party, challenge, asked.shown, now
    )
    if not account:
        await turned_away(house, None, comings.WRONG)
        raise NotSignedIn(WRONG)
    return await enter(house, request, account, asked.device, comings.BY_PASSKEY)


@router.post("/invitation/passkey/options", dependencies=[Depends(our_page)])
async def to_accept(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """What the browser is asked, for somebody invited who wants a passkey and no password."""
    asked: Token = await read(request, Token, SMALL)
    invited = await _invited(house, asked.token)
    challenge = authenticator.challenge()
    told = own.to_accept(house, invited, challenge)
    return _ask(house, request, told, challenge, "accept", invited.account)


@router.post("/invitation/passkey", dependencies=[Depends(our_page)])
async def accept(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Take an invitation with a passkey. Works once."""
    asked: InvitedPasskey = await read(request, InvitedPasskey)
    invited = await _invited(house, asked.token)
    challenge = await _answered(house, request, "accept", invited.account)
    if challenge is None:
        raise Refused(TOO_LATE)
    await own.accept(house, asked, invited, challenge, NO_INVITATION)
    return Response(status_code=204)


@router.get("/account")
async def look(
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """One's own account: by which ways one may sign in to it."""
    return Json(await own.view(house, viewer))


@router.post("/account/passkeys/options")
async def to_make(
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What the browser is asked, for one more passkey."""
    challenge = authenticator.challenge()
    told = await own.to_make(house, viewer, challenge)
    return _ask(house, request, told, challenge, "add", viewer.id)


@router.post("/account/passkeys")
async def add(
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """One more passkey for one's own account."""
    asked: NewPasskey = await read(request, NewPasskey)
    # Looked at first, so that a name that is missing costs nobody a touch of the key.
    own.name_of(asked.name)
    challenge = await _answered(house, request, "add", viewer.id)
    if challenge is None:
        raise Refused(TOO_LATE)
    await own.add(house, viewer, asked, challenge)
    return Json(await own.view(house, viewer), 201)


@router.delete("/account/passkeys/{key}")
async def remove(
    key: UUID,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Take one of one's own passkeys away."""
    await own.remove(house, viewer, key)
    return Json(await own.view(house, viewer))


async def _invited(house: House, token: str) -> Invited:
    async with house.database.work() as session:
        found = await invitations.opened(session, house.vault, token, clock.real_now())
    if found is None:
        raise Unknown(NO_INVITATION)
    return found


def _ask(
    house: House, request: Request, told: dict[str, Any], challenge: bytes,
    step: Literal["login", "add", "accept"], account: str | None,
) -> Response:  # fmt: skip
    answer = Json(told)
    asked = Asked(challenge, step, account, clock.real_now() + LASTS)
    keep(house, request, answer, COOKIE, asked, path="/api", lasts=LASTS)
    return answer


async def _answered(house: House, request: Request, step: str, account: str | None) -> bytes | None:
    """The challenge that this browser was given for this step, which is spent now; None: ask anew."""
    asked, now = kept(house, request, COOKIE, Asked), clock.real_now()
    if asked is None or asked.until <= now or (asked.step, asked.account) != (step, account):
        return None
    async with house.database.work() as session:
        first = await passkeys.spend(session, asked.challenge, asked.until, now)
    return asked.challenge if first else None
