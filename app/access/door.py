"""Door understands who stands at it: the session cookie, and where a request comes from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app import clock
from app.access import audit, sessions
from app.access.entrance import LASTS
from app.access.viewer import COOKIE, Viewer, secured, viewer_of
from app.errors import Forbidden, NotSignedIn
from app.house import House

ACTS = {"GET": "look", "HEAD": "look"}
"""What a method does, where the log has no other word for it."""
UNATTENDED = "kvarten-unattended"
"""The header of what a page asks by itself, which keeps no session alive."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a page may send to another site without asking it first (Fetch, CORS-safelisted)."""
ELSEWHERE = "Anropet kommer från en annan webbplats."


# Asynchronous, though nothing is waited for: what is not goes by way of a thread at each request.
async def house_of(connection: HTTPConnection) -> House:
    house: House = connection.app.state.house
    return house


async def viewer_of_cookie(house: House, token: str, *, attended: bool = True) -> Viewer:
    """Whoever the session belongs to. Raises NotSignedIn."""
    if token:
        async with house.database.work() as session:
            one = await sessions.who(session, token, clock.real_now(), attended=attended)
        if one is not None:
            return viewer_of(house, one)
    raise NotSignedIn("Logga in för att fortsätta.")


async def signed_in(request: Request) -> Viewer:
    """The viewer of a request; a request that changes something must come from our own page."""
    if request.method not in ("GET", "HEAD") and not origin_is_ours(request.headers):
        raise Forbidden(ELSEWHERE)
    house = await house_of(request)
    attended = UNATTENDED not in request.headers
    return await viewer_of_cookie(house, token_of(house, request), attended=attended)


def cookie_name(house: House, scheme: str, cookie: str = COOKIE) -> str:
    return secured(cookie) if house.entrance.secure(scheme) else cookie


def token_of(house: House, connection: HTTPConnection, cookie: str = COOKIE) -> str:
    """The token of the session that comes with a request or a socket; empty when none does."""
    return connection.cookies.get(cookie_name(house, connection.url.scheme, cookie), "")


def hand_token(
    house: House, request: Request, answer: Response, token: str, cookie: str = COOKIE
) -> None:
    """Give a browser the session's cookie: to our own pages alone, and to no script."""
    scheme = request.url.scheme
    answer.set_cookie(
        cookie_name(house, scheme, cookie),
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=house.entrance.secure(scheme),
    )


def take_token(house: House, request: Request, answer: Response) -> None:
    """Let the browser forget the session."""
    scheme = request.url.scheme
    secure = house.entrance.secure(scheme)
    answer.delete_cookie(
        cookie_name(house, scheme), secure=secure, httponly=True, samesite="strict"
    )


def caretaker(
    what: str, says: str, acts: Mapping[str, str] = ACTS
) -> Callable[..., Awaitable[Viewer]]:
    """A door's own asking that the viewer looks after the system."""
    return only(lambda _, viewer: viewer.role == "systemadmin", what, says, acts)


def only(
    may: Callable[[House, Viewer], bool], what: str, says: str, acts: Mapping[str, str] = ACTS
) -> Callable[..., Awaitable[Viewer]]:
    """A door's own asking whether the viewer may.

    Who may not is told so (Forbidden), and the log says which act on `what` they asked for.
    """

    async def allowed(
        request: Request,
        viewer: Viewer = Depends(signed_in),  # noqa: B008
        house: House = Depends(house_of),  # noqa: B008
    ) -> Viewer:
        if not may(house, viewer):
            await denied(house, viewer, audit.Line(f"{what}:{acts.get(request.method, 'change')}"))
            raise Forbidden(says)
        return viewer

    return allowed


async def denied(house: House, viewer: Viewer, line: audit.Line) -> None:
    """Put in the log that somebody asked for what is not theirs."""
    await logged(house, viewer, replace(line, decision="deny"))


async def logged(house: House, viewer: Viewer, line: audit.Line, purpose: str = audit.CARE) -> None:
    """Put one line in the log, in a transaction of its own."""
    async with house.database.acting_as(viewer) as session:
        await audit.write(session, viewer, [line], clock.now(), clock.real_now(), purpose=purpose)


def origin_is_ours(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something, or opens a socket, comes from our own page.

    A browser says where a page came from, by `Origin` or by `Sec-Fetch-Site`, and each that is said
    must be us. One that says neither is not believed where another site's page could have made it:
    a form, or a socket. Programs say nothing, and hold their cookie themselves: nobody else can
    make them send it.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    if site is not None and site != "same-origin":
        return False
    return origin is not None or site is not None or not _may_be_a_page(headers)


def _may_be_a_page(headers: Mapping[str, str]) -> bool:
    """Every browser calls itself Mozilla, and no form or socket of another site can say otherwise."""
    if not headers.get("user-agent", "").startswith("Mozilla/"):
        return False
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return "sec-websocket-key" in headers or kind in FORMS
