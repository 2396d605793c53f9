"""Door understands how a request reaches a huddle: the house, the rooms, and the viewer's right."""

from datetime import date

from starlette.requests import HTTPConnection

from app.access.audit import Line
from app.access.door import denied
from app.access.viewer import Viewer
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import store
from app.huddle.noted import Noted
from app.huddle.rooms import Rooms
from app.huddle.verdict import Round


async def rooms_of(connection: HTTPConnection) -> Rooms:
    rooms: Rooms = connection.app.state.rooms
    return rooms


async def noted_of(connection: HTTPConnection) -> Noted:
    """Which looks at lists and at one person's page are in the log already."""
    noted: Noted = connection.app.state.noted
    return noted


async def find_huddle(
    house: House, viewer: Viewer, centre: str, day: date, round_: Round = "daily"
) -> store.Huddle:
    """The round of a day, if PostgreSQL shows it to this viewer. Raises Forbidden or Unknown."""
    if centre not in house.organisation.centres:
        raise Unknown("Vårdcentralen finns inte.")
    if centre not in viewer.centres:
        await denied(house, viewer, Line("huddle:board:look", detail=f"{centre} {day}"))
        raise Forbidden("Du är inte kallad till den här avstämningen.")
    async with house.database.acting_as(viewer) as session:
        huddle = await store.find(session, centre, day, round_)
    if huddle is None:
        raise Unknown("Dagordningen är inte byggd än.")
    return huddle
