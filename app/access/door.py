"""Door understands who stands at it: the session cookie, and where a request comes from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from app import clock
from app.access import audit
from app.access.viewer import COOKIE, Viewer, viewer_of, who
from app.errors import Forbidden, NotSignedIn
from app.house import House

ACTS = {"GET": "look", "HEAD": "look"}
"""What a method does, where the log has no other word for it."""


# Asynchronous, though nothing is waited for: what is not goes by way of a thread at each request.
async def house_of(connection: HTTPConnection) -> House:
    house: House = connection.app.state.house
    return house


async def viewer_of_cookie(house: House, token: str) -> Viewer:
    """Whoever the session belongs to. Raises NotSignedIn."""
    if token:
        async with house.database.work() as session:
            staff = await who(session, token, clock.real_now())
        if staff is not None:
            return viewer_of(house, staff)
    raise NotSignedIn("Logga in för att fortsätta.")


async def signed_in(request: Request) -> Viewer:
    """The viewer of a request; a request that changes something must come from our own page."""
    if request.method not in ("GET", "HEAD") and not origin_is_ours(request.headers):
        raise Forbidden("Anropet kommer från en annan webbplats.")
    return await viewer_of_cookie(await house_of(request), request.cookies.get(COOKIE, ""))


def caretaker(
    what: str, says: str, acts: Mapping[str, str] = ACTS
) -> Callable[..., Awaitable[Viewer]]:
    """A door's own asking that the viewer looks after the system.

    Who does not is told so (Forbidden), and the log says which act on `what` they asked for.
    """

    async def allowed(
        request: Request,
        viewer: Viewer = Depends(signed_in),  # noqa: B008
        house: House = Depends(house_of),  # noqa: B008
    ) -> Viewer:
        if viewer.role != "systemadmin":
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
    """A browser says where a page came from; that must be the host it asks. Programs say nothing."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
