"""Main understands how the app is put together: doors, the built pages, and what runs beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from app import clock, openapi
from app.access.accounts_api import router as accounts_door
from app.access.api import router as session_door
from app.access.credentials import Turns
from app.access.extract_api import router as extract_door
from app.access.login_api import router as login_door
from app.access.oidc_api import router as oidc_door
from app.access.passkey_api import router as passkey_door
from app.actions.api import router as actions_door
from app.consents.api import router as consents_door
from app.demo_clock import DemoClock
from app.errors import MEDIA, FieldError, Refusal, Rejected, Unavailable, Unknown
from app.events.api import router as events_door
from app.events.door import Doorkeeper
from app.events.feeds_api import gauges
from app.events.feeds_api import router as feeds_door
from app.events.fhir.api import router as fhir_door
from app.events.gather import Gatherer
from app.events.keys_api import router as keys_door
from app.events.letters_api import router as letters_door
from app.events.mllp import Door
from app.events.mllp_line import Line
from app.events.report_api import router as reports_door
from app.headers import HEADERS, STORED_BY_NOBODY, Headers, policy_of
from app.house import House
from app.huddle.api import router as huddle_door
from app.huddle.live import router as live_door
from app.huddle.noted import Noted
from app.huddle.refresher import Refresher
from app.huddle.review_api import router as review_door
from app.huddle.rooms import Rooms
from app.huddle.rules_api import router as rules_door
from app.huddle.trying import Trials
from app.huddle.wall_api import router as wall_door
from app.indicators.api import router as indicators_door
from app.legible import Legible
from app.limits import Limiter
from app.lists.api import router as lists_door
from app.people.api import router as persons_door
from app.refusing import answered
from app.register.api import router as organisation_door
from app.register.follow import Following
from app.register.listings_api import router as listings_door
from app.register.retention_api import router as retention_door
from app.rounds import Places, Rounds
from app.scrutiny.api import router as scrutiny_door
from app.settings import Limits
from app.timetable import Timetable

log = structlog.get_logger()
DIST = Path(__file__).parent / "web" / "dist"
DOORS = (
    # Each request tries them in turn: first the one that is asked the most.
    events_door,
    session_door,
    login_door,
    accounts_door,
    oidc_door,
    passkey_door,
    huddle_door,
    review_door,
    live_door,
    wall_door,
    actions_door,
    extract_door,
    feeds_door,
    fhir_door,
    consents_door,
    letters_door,
    keys_door,
    listings_door,
    organisation_door,
    reports_door,
    retention_door,
    rules_door,
    scrutiny_door,
    indicators_door,
    persons_door,
    lists_door,
    gauges,
)
PULSE = 10.0
DOCS = "/api/docs"
DOCS_PARTS = "/docs/static"
AWAY = (
    "Databasen svarar inte just nu. Inget som har kvitterats är förlorat; försök igen om en stund."
)
FAULT = "Något gick fel hos oss. Felet är antecknat; det som inte har kvitterats är inte sparat."


def create_app(
    house: House,
    line: Line | None = None,
    places: Places | None = None,
    limits: Limits | None = None,
) -> FastAPI:
    """The app on a house that has been opened; it closes the house's database when it ends.

    `line` is where HL7 messages come, `places` where files and pages are looked for, if anywhere;
    `limits` how often one may ask, if that is limited.
    """
    # The page of the contract asks nobody else for anything either: its parts are our own files.
    app = FastAPIOffline(
        title="Kvarten", docs_url=None, static_url=DOCS_PARTS, openapi_url="/api/openapi.json",
        redoc_url=None, lifespan=_lifespan,
    )  # fmt: skip
    app.state.house = house
    app.state.turns = Turns()
    app.state.issuers = {}
    app.state.rooms = Rooms(house)
    app.state.refresher = Refresher(house)
    app.state.following = Following(house)
    app.state.following.tell(app.state.rooms.renew)
    app.state.trials = Trials(house)
    app.state.keeper = Doorkeeper(house)
    app.state.noted = Noted()
    app.state.gatherer = Gatherer(house)
    app.state.line = line
    app.state.rounds = Rounds(house, places, app.state.refresher.want) if places else None
    app.router.routes.extend(_doors().routes)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    app.add_api_route(DOCS, _docs, include_in_schema=False)
    for path, answer in (("/healthz", _healthz), ("/readyz", _readyz)):
        app.add_api_route(path, answer, tags=["drift"])
        app.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _http)
    for away in (OperationalError, InterfaceError, PoolTimeout, ConnectionError):
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Exception, _fault)
    if limits is not None:
        app.add_middleware(Limiter, limits=limits)
    app.add_middleware(Legible)
    app.add_middleware(Headers)
    _pages(app)
    return app


@cache
def _doors() -> APIRouter:
    """All doors; what each asks of a request is worked out once, whatever houses they lead to."""
    doors = APIRouter()
    for door in DOORS:
        doors.include_router(door)
    return doors


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: House = app.state.house
    rooms: Rooms = app.state.rooms
    timetable = Timetable(house, app.state.rounds)
    await timetable.start()
    app.state.following.tell(timetable.follow_clock)
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(rooms.listen(stop)),
        asyncio.create_task(app.state.refresher.run()),
        asyncio.create_task(app.state.following.run()),
        asyncio.create_task(_beat(rooms)),
    ]
    if app.state.line is not None:
        state = app.state
        hl7 = Door(house, state.gatherer, state.refresher, state.keeper)
        tasks.append(asyncio.create_task(hl7.run(state.line)))
    if house.demo:
        tasks.append(asyncio.create_task(DemoClock(house.database).follow(timetable.follow_clock)))
    try:
        yield
    finally:
        stop.set()
        timetable.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await house.database.close()


async def _beat(rooms: Rooms) -> None:
    while True:
        await asyncio.sleep(PULSE)
        rooms.pulse(clock.now())


async def _healthz() -> Response:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


async def _readyz(request: Request) -> Response:
    """The process can serve: its database answers."""
    try:
        async with asyncio.timeout(2), request.app.state.house.database.work() as session:
            await session.execute(text("SELECT 1"))
    except (DBAPIError, PoolTimeout, TimeoutError, OSError):
        return answered(Unavailable(AWAY))
    return JSONResponse({"status": "ok"})


async def _docs() -> Response:
    """The contract, to be read and tried."""
    page = get_swagger_ui_html(
        openapi_url="/api/openapi.json", title="Kvarten",
        swagger_js_url=f"{DOCS_PARTS}/swagger-ui-bundle.js",
        swagger_css_url=f"{DOCS_PARTS}/swagger-ui.css", swagger_favicon_url="/kvarten.svg",
    )  # fmt: skip
    page.headers["content-security-policy"] = policy_of(bytes(page.body).decode())
    return page


def _pages(app: FastAPI) -> None:
    """The built front end. Hashed assets never change; every other path is the page itself."""
    if not DIST.is_dir():
        return
    app.mount("/assets", StaticFiles(directory=DIST / "assets"), name="assets")

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(path: str) -> Response:
        if path.startswith("api/"):
            raise Unknown("Adressen finns inte.")
        file = (DIST / path).resolve()
        if path and file.is_file() and file.is_relative_to(DIST.resolve()):
            return FileResponse(file)
        return FileResponse(DIST / "index.html", headers={"cache-control": "no-cache"})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return answered(error)


async def _misread(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = tuple(
        FieldError(".".join(str(part) for part in fault["loc"]), "Värdet går inte att förstå.")
        for fault in error.errors()
    )
    return answered(Rejected("Adressen eller frågan går inte att förstå.", fields=fields))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return answered(Unknown("Adressen finns inte."))
    body = {"type": "about:blank", "title": "Fel", "status": error.status_code}
    detail = {405: "Det går inte att göra så på den här adressen."}.get(error.status_code, "")
    return JSONResponse(
        {**body, "detail": detail}, error.status_code, error.headers, media_type=MEDIA
    )


async def _away(request: Request, error: Exception) -> Response:
    log.warning("database.away", kind=type(error).__name__, path=request.scope.get("route") is None)
    return answered(Unavailable(AWAY))


async def _fault(_: Request, __: Exception) -> Response:
    """A fault of our own. The log hears where and of what kind, the caller that it was ours."""
    body = {"type": "about:blank", "title": "Fel hos oss", "status": 500, "detail": FAULT}
    # Outside everything else, and so without what is put on other answers.
    headers = {**HEADERS, "cache-control": STORED_BY_NOBODY}
    return JSONResponse(body, 500, headers, media_type=MEDIA)
