"""The login door: name, password and code; and the invitation that they are made by."""

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import comings, credentials, invitations, own, passkeys
from app.access.api import enter, turned_away
from app.access.credentials import Said, Turns
from app.access.door import ELSEWHERE, house_of, origin_is_ours
from app.access.entrance import Device
from app.access.passwords import fault
from app.actions.messages import EntranceView, InvitationView, IssuerChoice
from app.errors import FieldError, Forbidden, NotSignedIn, Rejected, Unknown
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["session"])
WRONG = (
    "Inloggningen gick inte. Kontrollera namn, lösenord och kod, och att koden är ny. Efter flera "
    "försök måste man vänta en stund; den som har glömt får en ny inbjudan av systemförvaltaren."
)
"""Said whatever was wrong: it tells nobody which names there are, or who must wait."""
NO_INVITATION = "Inbjudan gäller inte. Den används en gång, inom tre dygn. Be om en ny."
CODE = "Koden stämmer inte. Vänta på nästa i appen, och kontrollera telefonens klocka."


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    login: str
    password: str
    code: str
    device: Device = "desk"


class Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str
    password: str
    code: str


def turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


async def our_page(request: Request) -> None:
    """Nobody is signed in at these doors, but they are for our own page all the same."""
    if not origin_is_ours(request.headers):
        raise Forbidden(ELSEWHERE)


@router.get("/entrance")
async def entrance(house: House = Depends(house_of)) -> Response:  # noqa: B008
    """By which ways one may sign in here."""
    async with house.database.work() as session:
        local = await credentials.there_are(session)
        keys = await passkeys.there_are(session)
    party = house.entrance.passkeys if keys else None
    issuers = [IssuerChoice(one.id, one.name) for one in house.entrance.issuers]
    return Json(EntranceView(house.demo, local, issuers, None if party is None else party.origin))


@router.post("/login", dependencies=[Depends(our_page)])
async def login(
    request: Request,
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Sign in with name, password and code, under the first of one's assignments."""
    asked: Login = await read(request, Login)
    now = clock.real_now()
    address = request.client.host if request.client else ""
    said = Said(asked.login[:200], asked.password[:1000], asked.code[:20], address)
    proof = await credentials.prove(house.database, house.vault, turns_of(request), said, now)
    if proof.account is None:
        why = comings.WAITS if proof.waits else comings.WRONG
        await turned_away(house, proof.named, why)
        raise NotSignedIn(WRONG)
    return await enter(house, request, proof.account, asked.device, comings.BY_PASSWORD)


@router.post("/invitation/open", dependencies=[Depends(our_page)])
async def open_(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Whom the invitation is for, and what their authenticator must know."""
    asked: Token = await read(request, Token)
    async with house.database.work() as session:
        found = await invitations.opened(session, house.vault, asked.token, clock.real_now())
    if found is None:
        raise Unknown(NO_INVITATION)
    party = house.entrance.passkeys
    origin = None if party is None else party.origin
    return Json(InvitationView(found.name, found.login, found.secret, found.picture, origin))


@router.post("/invitation/accept", dependencies=[Depends(our_page)])
async def accept(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Set the password, with a code that shows that the authenticator has been told. Works once."""
    asked: Accept = await read(request, Accept)
    now = clock.real_now()
    async with house.database.work() as session:
        found = await invitations.opened(session, house.vault, asked.token, now)
    if found is None:
        raise Unknown(NO_INVITATION)
    if (wrong := fault(asked.password, found.name, found.login)) is not None:
        raise Rejected(wrong, fields=(FieldError("password", wrong),))
    step = credentials.step_of(found.secret, asked.code[:20], now)
    if step is None:
        raise Rejected(CODE, fields=(FieldError("code", CODE),))
    hashed = await turns_of(request).hash(asked.password)
    sealed = house.vault.seal(found.secret, credentials.about(found.account))
    async with house.database.work() as session:
        if not await invitations.use(session, asked.token):
            raise Unknown(NO_INVITATION)
        await own.start_anew(session, house, found)
        await credentials.give(session, found.account, hashed, sealed, step, now)
    return Response(status_code=204)
