"""The door to the login services: out to them, back from them, and the choice of a commission.

Whoever comes back is sent by another site, so a cookie of the kind Strict would stay at home. What
was asked is therefore in a cookie of its own, Lax, sealed and gone in ten minutes; and the answer
to who comes back is a small page of ours that goes on by itself: a step from our own site, with
which the session's cookie comes along.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.access import comings, entering, sessions
from app.access.api import entered, turned_away
from app.access.door import hand_token, house_of
from app.access.entering import Vouched
from app.access.kept import keep, kept
from app.access.login_api import our_page
from app.access.messages import CommissionChoice, CommissionsView
from app.access.offers import Offer, offers
from app.access.oidc import NOT_BELIEVED, Asked, Client, NotBelieved
from app.access.viewer import ROLE_TEXT, Standing
from app.errors import Refusal, Unknown
from app.house import House
from app.wire import Json, body_of, read

router = APIRouter(prefix="/api/oidc", tags=["session"])
ASKED, CHOICE = "kvarten_oidc", "kvarten_uppdrag"
LASTS = timedelta(minutes=10)
NO_ISSUER = "Inloggningstjänsten finns inte här."
NO_ROLE = (
    "Du är inloggad, men har inget uppdrag i Kvarten. Den som leder din verksamhet beslutar om det, "
    "och er systemförvaltare lägger upp det. Har du flera medarbetaruppdrag: logga in med ett som "
    "gäller vård och behandling på enheten."
)
DISABLED = "avstängt konto"
CLOSED = "Kontot är avstängt. Fråga er systemförvaltare."
TOO_LATE = "Det har gått för lång tid. Börja om från inloggningssidan."
PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Kvarten</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/enkel.css">{head}</head>
<body><main>{body}</main></body></html>
"""


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int


class Pending(msgspec.Struct, frozen=True):
    """Who has signed in and has several commissions to choose among."""

    issuer: str
    account: str
    name: str
    sid: str | None
    device: str
    offers: list[Offer]
    until: datetime


def client_of(request: Request, house: House, key: str) -> Client:
    """The client of an issuer, one in each process. Raises Unknown."""
    clients: dict[str, Client] = request.app.state.issuers
    if key not in clients:
        found = next((one for one in house.entrance.issuers if one.id == key), None)
        if found is None:
            raise Unknown(NO_ISSUER)
        clients[key] = Client(found, f"{house.entrance.public_url}/api/oidc/callback")
    return clients[key]


@router.get("/start/{key}")
async def start(
    key: str, request: Request, device: str = "desk", house: House = Depends(house_of)  # noqa: B008
) -> Response:  # fmt: skip
    """Go out to sign in. Answers a page of ours when the issuer is away."""
    asked = Asked.anew(key, "tablet" if device == "tablet" else "desk", clock.real_now() + LASTS)
    try:
        address = await client_of(request, house, key).address(asked)
    except Refusal as refusal:
        return _said(refusal)
    answer = RedirectResponse(address, 303, {"cache-control": "no-store"})
    keep(house, request, answer, ASKED, asked, path="/api/oidc", lasts=LASTS, kind="lax")
    return answer


@router.get("/callback")
async def callback(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Back from signing in: the session begins, or a commission is to be chosen first."""
    try:
        answer = await _returned(request, house)
    except Refusal as refusal:
        answer = _said(refusal)
    answer.delete_cookie(ASKED, path="/api/oidc")
    return answer


async def _returned(request: Request, house: House) -> Response:
    query = request.query_params
    asked = kept(house, request, ASKED, Asked)
    if asked is None or asked.until <= clock.real_now():
        raise NotBelieved(TOO_LATE)
    client = client_of(request, house, asked.issuer)
    code = query.get("code")
    # RFC 9207: an answer that says whose it is must be from the one who was asked.
    elsewhere = query.get("iss", client.issuer.issuer) != client.issuer.issuer
    if query.get("state") != asked.state or elsewhere or not code:
        raise NotBelieved(NOT_BELIEVED)
    claims = await client.claims(asked, code)
    now, who = clock.real_now(), Vouched.of(client.issuer, claims)
    told = entering.possible(house.organisation, offers(claims, client.issuer.means, now))
    try:
        async with house.database.work() as session:
            account = await entering.account_of(session, who, now)
            if account is None:
                raise NotBelieved(CLOSED)
            given = await entering.by_hand(session, account, now)
    except NotBelieved:
        await turned_away(house, None, DISABLED)
        raise
    if not told and not given:
        await turned_away(house, account, comings.NO_ASSIGNMENT)
        raise NotBelieved(NO_ROLE)
    if given and not told:
        begun = await _begin(house, client, given[0], who.sid, asked.device, None)
        return _onward(house, request, begun)
    if len(told) == 1:
        one = await _standing(house, client, account, who.name, told[0])
        begun = await _begin(house, client, one, who.sid, asked.device, told[0].until)
        return _onward(house, request, begun)
    answer = _page('<meta http-equiv="refresh" content="0;url=/uppdrag">', "")
    pending = Pending(
        asked.issuer, account, who.name, who.sid, asked.device, list(told), now + LASTS
    )
    keep(house, request, answer, CHOICE, pending, path="/api/oidc", lasts=LASTS)
    return answer


@router.get("/choices")
async def choices(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """The commissions that one may go on under."""
    pending = _chooser(house, request)
    place = house.organisation.place
    return Json(
        CommissionsView(
            pending.name,
            [
                CommissionChoice(n, ROLE_TEXT[one.role], place(one.scope), one.name)
                for n, one in enumerate(pending.offers)
            ],
        )
    )


@router.post("/choices")
async def choose(
    request: Request, _: None = Depends(our_page), house: House = Depends(house_of)  # noqa: B008
) -> Response:  # fmt: skip
    """Begin the session under the one that is chosen."""
    asked: Chosen = await read(request, Chosen)
    pending = _chooser(house, request)
    if not 0 <= asked.number < len(pending.offers):
        raise Unknown("Uppdraget finns inte bland dem du kan välja.")
    offer = pending.offers[asked.number]
    client = client_of(request, house, pending.issuer)
    one = await _standing(house, client, pending.account, pending.name, offer)
    begun = await _begin(house, client, one, pending.sid, pending.device, offer.until)
    answer = await entered(house, request, begun)
    answer.delete_cookie(CHOICE, path="/api/oidc")
    return answer


@router.post("/logout/{key}")
async def logout(
    key: str, request: Request, house: House = Depends(house_of)  # noqa: B008
) -> Response:  # fmt: skip
    """The issuer tells that somebody has signed out there: it ends here too, with its sockets."""
    client = client_of(request, house, key)
    said = parse_qs((await body_of(request, 64 * 1024)).decode("utf-8", "replace"))
    sid, subject = await client.logged_out(said.get("logout_token", [""])[0])
    async with house.database.work() as session:
        for one in await entering.signed_out(session, client.issuer, sid, subject):
            await comings.left_there(session, house, one, clock.now(), clock.real_now())
    return Response(status_code=200, headers={"cache-control": "no-store"})


async def _standing(
    house: House, client: Client, account: str, name: str, offer: Offer
) -> Standing:
    async with house.database.work() as session:
        return await entering.standing(
            session, house.organisation, client.issuer, account, name, offer, clock.real_now()
        )


async def _begin(
    house: House, client: Client, one: Standing, sid: str | None, device: Any,
    until: datetime | None,
) -> sessions.Begun:  # fmt: skip
    async with house.database.work() as session:
        now, how = clock.real_now(), client.issuer.name
        begun = await comings.begin(
            session, house, one, clock.now(), now, how=how, device=device, until=until
        )
        await entering.remember(session, begun.standing, sid)
    return begun


def _onward(house: House, request: Request, begun: sessions.Begun) -> Response:
    answer = _page('<meta http-equiv="refresh" content="0;url=/">', "")
    hand_token(house, request, answer, begun.token)
    return answer


def _chooser(house: House, request: Request) -> Pending:
    pending = kept(house, request, CHOICE, Pending)
    if pending is None or pending.until <= clock.real_now():
        raise NotBelieved(TOO_LATE)
    return pending


def _said(refusal: Refusal) -> Response:
    body = (
        f"<h1>{escape(refusal.title)}</h1><p>{escape(refusal.detail)}</p>"
        '<p><a href="/">Till inloggningen</a></p>'
    )
    return _page("", body, int(refusal.status))


def _page(head: str, body: str, status: int = 200) -> Response:
    headers: Mapping[str, str] = {"cache-control": "no-store"}
    return Response(PAGE.format(head=head, body=body), status, headers, "text/html; charset=utf-8")
