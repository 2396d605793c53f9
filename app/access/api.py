"""The session door: who is signed in, under which assignment, and the demo's ready-made persons."""

from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from sqlalchemy import text
from starlette.responses import Response

from app import clock
from app.access import comings, sessions
from app.access.door import (
    ELSEWHERE,
    hand_token,
    house_of,
    origin_is_ours,
    signed_in,
    take_token,
    token_of,
)
from app.access.entrance import Device
from app.access.viewer import (
    COUNTS_ALONE,
    ROLE_TEXT,
    WITHOUT_ROWS,
    Viewer,
    counted,
    viewer_of,
)
from app.actions import journal
from app.actions.messages import (
    AssignmentChoice,
    DemoPerson,
    DemoView,
    HuddleChoice,
    Page,
    SessionView,
)
from app.days import at_local, is_huddle_day, local_date
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import contacts, emergency
from app.people import allowed
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["session"])

PAGES: dict[str, list[Page]] = {
    "aldre_ssk": ["tavlan", "atgarder", "rapportera", "listor", "regelboken", "floden"],
    "vc_lakare": ["tavlan", "atgarder", "rapportera", "listor", "regelboken"],
    "vc_rehab": ["tavlan", "atgarder", "listor", "regelboken"],
    "sjukhus_koordinator": ["tavlan", "atgarder", "regelboken"],
    "mobilt_team": ["tavlan", "atgarder", "regelboken"],
    **{role: ["tavlan", "regelboken"] for role in WITHOUT_ROWS},
    "chef": ["tavlan", "perioder", "regelboken"],
    "processledare": ["tavlan", "perioder", "regelboken"],
    "systemadmin": ["floden", "regelboken", "installningar"],
    "logg_granskare": ["loggranskning", "regelboken"],
    "mas": ["loggranskning", "tavlan", "perioder", "regelboken"],
    "mar": ["loggranskning", "tavlan", "perioder", "regelboken"],
}
"""The places of the menu for roles that have not just the boards, actions and the form."""
MOST_HAVE: list[Page] = ["tavlan", "atgarder", "rapportera", "regelboken"]
TODAY = text(
    "SELECT centre, state FROM huddle WHERE day = :day AND centre = ANY(:centres) AND round = 'daily'"
)


DEMO = text("""
SELECT a.id, a.name, g.role, g.scope, p.comes_to
FROM demo_person p JOIN account a ON a.id = p.account JOIN assignment g ON g.account = a.id
WHERE g.ends_at IS NULL ORDER BY p.place
""")
IN_DEMO = text("SELECT EXISTS (SELECT FROM demo_person WHERE account = :id)")


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    demo: str
    device: Device = "desk"


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    assignment: UUID


@router.get("/demo")
async def demo(house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Whom one may sign in as. There is none outside the demo."""
    if not house.demo:
        raise Unknown("Det här är ingen demo.")
    async with house.database.work() as session:
        found = await session.execute(DEMO)
    place = house.organisation.place
    persons = [
        DemoPerson(key, name, ROLE_TEXT[role], place(scope), comes_to)
        for key, name, role, scope, comes_to in found
    ]
    return Json(DemoView(clock.now(), persons))


@router.post("/session")
async def sign_in(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Sign in as one of the demo's persons."""
    if not origin_is_ours(request.headers):
        raise Forbidden(ELSEWHERE)
    asked: SignIn = await read(request, SignIn)
    if not house.demo:
        raise Forbidden("Demoinloggningen finns bara i demon.")
    now = clock.real_now()
    async with house.database.work() as session:
        key = asked.demo.replace("\0", " ")  # PostgreSQL takes none
        if not (await session.execute(IN_DEMO, {"id": key})).scalar_one():
            raise Unknown("Den personen finns inte i demon.")
        one = (await sessions.standings(session, asked.demo, now))[0]
        begun = await comings.begin(
            session, house, one, clock.now(), now, how=comings.IN_DEMO, device=asked.device
        )
    return await entered(house, request, begun)


async def turned_away(house: House, account: str | None, why: str) -> None:
    """Put in the log that somebody tried to sign in, and was not let in."""
    async with house.database.work() as session:
        await comings.refused(session, house, account, why, clock.now(), clock.real_now())


async def enter(house: House, request: Request, account: str, device: Device, how: str) -> Response:
    """Let in whoever has proved who they are, under the first of their assignments.

    Raises Forbidden when they have none; that stands in the log too.
    """
    now = clock.real_now()
    try:
        async with house.database.work() as session:
            one = (await sessions.standings(session, account, now))[0]
            begun = await comings.begin(
                session, house, one, clock.now(), now, how=how, device=device
            )
    except Forbidden:
        await turned_away(house, account, comings.NO_ASSIGNMENT)
        raise
    return await entered(house, request, begun)


async def entered(house: House, request: Request, begun: sessions.Begun) -> Response:
    """The answer to whoever has just signed in: who they are, and the session's cookie."""
    answer = Json(await _session(house, viewer_of(house, begun.standing)))
    hand_token(house, request, answer, begun.token)
    return answer


@router.post("/session/switch")
async def switch(
    request: Request,
    _: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Go on under another of one's assignments, with a session of its own."""
    asked: Switch = await read(request, Switch)
    token = token_of(house, request)
    async with house.database.work() as session:
        begun = await comings.go_on(
            session, house, token, asked.assignment, clock.now(), clock.real_now()
        )
    if begun is None:
        raise Unknown("Uppdraget finns inte bland dina, eller gäller inte nu.")
    return await entered(house, request, begun)


@router.post("/session/seen")
async def seen(_: Viewer = Depends(signed_in)) -> Response:  # noqa: B008
    """Somebody is at the page: asked by it at most once a minute, while it is being used."""
    return Response(status_code=204)


@router.get("/session")
async def session(
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Who is signed in, and the huddles of today that the unit is called to."""
    return Json(await _session(house, viewer))


@router.delete("/session")
async def sign_out(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Sign out. Doing it twice is doing it once."""
    if not origin_is_ours(request.headers):
        raise Forbidden(ELSEWHERE)
    async with house.database.work() as session:
        token = token_of(house, request)
        await comings.leave(session, house, token, clock.now(), clock.real_now())
    answer = Json({})
    take_token(house, request, answer)
    return answer


async def _session(house: House, viewer: Viewer) -> SessionView:
    place = house.organisation.place
    async with house.database.work() as session:
        standings = await sessions.standings(session, viewer.id, clock.real_now())
        idle = await sessions.idle_seconds(session, viewer.session)
    chosen = [one for one in standings if one.commission is None]
    return SessionView(
        name=viewer.name,
        role=viewer.role,
        role_text=ROLE_TEXT[viewer.role],
        unit=viewer.unit,
        unit_name=place(viewer.unit),
        pages=await _pages(house, viewer),
        huddles=await _huddles(house, viewer),
        now=clock.now(),
        demo=house.demo,
        idle_seconds=idle,
        assignments=[
            AssignmentChoice(str(one.assignment), ROLE_TEXT[one.role], place(one.scope))
            for one in chosen
        ]
        if len(chosen) > 1
        else [],
        keeps_record=viewer.role in journal.LICENSED,
    )


def menu(role: str) -> list[Page]:
    """The places that a role always has, in order."""
    return PAGES.get(role, MOST_HAVE)


async def _pages(house: House, viewer: Viewer) -> list[Page]:
    """The places of the menu; what is for a few stands there for those few, while it is."""
    pages = menu(viewer.role)
    meets = emergency.may_open(house, viewer)
    if not meets:
        async with house.database.acting_as(viewer) as session:
            meets = bool(await allowed.mine(session, viewer.id))
    names = contacts.heads(house, viewer) and await contacts.concern(house, viewer)
    if meets:
        pages = [*pages, "enskild"]
    return [*pages, "kontakt"] if names else pages


async def _huddles(house: House, viewer: Viewer) -> list[HuddleChoice]:
    """Today's huddles, in the order they are held; a chef sees that they are held and no more.

    Whoever looks after the system has no huddle to come to.
    """
    today = local_date(clock.now())
    organisation = house.organisation
    mine = counted(house, viewer) if viewer.role in COUNTS_ALONE else viewer.centres
    async with house.database.work() as session:
        rows = await session.execute(TODAY, {"day": today, "centres": list(mine)})
        states = {row[0]: row[1] for row in rows}
    found = [
        HuddleChoice(
            key,
            organisation.centres[key].name,
            today,
            at_local(today, organisation.centres[key].calendar.time),
            states.get(key, "planned"),
            key in states and viewer.role not in WITHOUT_ROWS,
            viewer.leads(key),
        )
        for key in mine
        if is_huddle_day(organisation.centres[key].calendar, today)
    ]
    return sorted(found, key=lambda one: (not one.leads, one.starts_at, one.centre_name))
