"""The session door: who is signed in, and the demo's ready-made persons."""

import msgspec
from fastapi import APIRouter, Depends, Request
from sqlalchemy import text
from sqlmodel import select
from starlette.responses import Response

from app import clock
from app.access import viewer as viewers
from app.access.door import house_of, origin_is_ours, signed_in
from app.access.viewer import COOKIE, ROLE_TEXT, Viewer
from app.actions.messages import DemoPerson, DemoView, HuddleChoice, Page, SessionView
from app.days import at_local, is_huddle_day, local_date
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import contacts
from app.people import allowed
from app.tables import Staff
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["session"])

PAGES: dict[str, list[Page]] = {
    "aldre_ssk": ["tavlan", "atgarder", "rapportera", "floden"],
    "chef": ["tavlan"],
    "systemadmin": ["floden", "installningar"],
}
"""The places of the menu for roles that have not just the boards, actions and the form."""
TODAY = text("SELECT centre, state FROM huddle WHERE day = :day AND centre = ANY(:centres)")


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    demo: str


@router.get("/demo")
async def demo(house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Whom one may sign in as. There is none outside the demo."""
    if not house.demo:
        raise Unknown("Det här är ingen demo.")
    async with house.database.work() as session:
        staff = (await session.exec(select(Staff).order_by(text("place")))).all()
    units = house.organisation.units
    persons = [
        DemoPerson(one.id, one.name, ROLE_TEXT[one.role], units[one.unit].name, one.comes_to)
        for one in staff
    ]
    return Json(DemoView(clock.now(), persons))


@router.post("/session")
async def sign_in(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Sign in as one of the demo's persons."""
    if not origin_is_ours(request.headers):
        raise Forbidden("Anropet kommer från en annan webbplats.")
    asked: SignIn = await read(request, SignIn)
    if not house.demo:
        raise Forbidden("Demoinloggningen finns bara i demon.")
    async with house.database.work() as session:
        staff = await session.get(Staff, asked.demo)
        if staff is None:
            raise Unknown("Den personen finns inte i demon.")
        token = await viewers.sign_in(session, staff.id, clock.real_now())
    answer = Json(await _session(house, viewers.viewer_of(house, staff)))
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(viewers.LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


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
        raise Forbidden("Anropet kommer från en annan webbplats.")
    async with house.database.work() as session:
        await viewers.sign_out(session, request.cookies.get(COOKIE, ""))
    answer = Json({})
    answer.delete_cookie(COOKIE)
    return answer


async def _session(house: House, viewer: Viewer) -> SessionView:
    return SessionView(
        name=viewer.name,
        role=viewer.role,
        role_text=ROLE_TEXT[viewer.role],
        unit=viewer.unit,
        unit_name=house.organisation.units[viewer.unit].name,
        pages=await _pages(house, viewer),
        huddles=await _huddles(house, viewer),
        now=clock.now(),
        demo=house.demo,
    )


async def _pages(house: House, viewer: Viewer) -> list[Page]:
    """The places of the menu; what is for a few stands there for those few, while it is."""
    pages = PAGES.get(viewer.role, ["tavlan", "atgarder", "rapportera"])
    async with house.database.acting_as(viewer) as session:
        meets = bool(await allowed.mine(session, viewer.id))
    names = contacts.heads(house, viewer) and await contacts.needed(house, viewer)
    if meets:
        pages = [*pages, "enskild"]
    return [*pages, "kontakt"] if names else pages


async def _huddles(house: House, viewer: Viewer) -> list[HuddleChoice]:
    """Today's huddles, in the order they are held; a chef sees that they are held and no more.

    Whoever looks after the system has no huddle to come to.
    """
    today = local_date(clock.now())
    organisation = house.organisation
    mine = viewer.centres
    if viewer.role == "chef":
        mine = _of_provider(house, viewer)
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
            key in states and viewer.role not in viewers.WITHOUT_ROWS,
            viewer.leads(key),
        )
        for key in mine
        if is_huddle_day(organisation.centres[key].calendar, today)
    ]
    return sorted(found, key=lambda one: (not one.leads, one.starts_at, one.centre_name))


def _of_provider(house: House, viewer: Viewer) -> tuple[str, ...]:
    """The centres of the provider the viewer works for."""
    units = house.organisation.units
    own = viewer.party.provider.id
    return tuple(key for key in house.organisation.centres if units[key].provider == own)
