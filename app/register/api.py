"""The organisation door: who we are, to read, to try a change on, and to change, for systemadmin."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app import clock, organisation
from app.access import door
from app.access.door import house_of
from app.access.viewer import Viewer
from app.errors import FieldError, Rejected, Unknown
from app.house import House
from app.organisation.places import dotted
from app.register.change import change
from app.register.follow import Following
from app.register.history import history
from app.register.messages import OrganisationChanged, OrganisationView, PackChoice
from app.wire import Json, body_of

router = APIRouter(prefix="/api", tags=["organisation"])
LARGEST = 8 * 1024 * 1024
MOST = 50
"""Faults answered at once; nobody mends more before trying again."""
caretaker = door.caretaker(
    "organisation:file", "Bara systemförvaltare ser och ändrar organisationen."
)
NONE = "Ingen organisation är inläst än. Läs in en med kvarten org import."
Flag = Annotated[bool, Query()]
Number = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.get("/organisation")
async def look(
    _: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The organisation in use, in the shape of the file, and the number to change it from."""
    return Json(await _present(house))


@router.get("/organisation.yaml")
async def export(
    _: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The same as a file that `kvarten org import` reads."""
    written = organisation.as_yaml((await _present(house)).file)
    headers = {
        "cache-control": "no-store",
        "content-disposition": 'attachment; filename="organisation.yaml"',
    }
    return Response(written, 200, headers, "application/yaml")


@router.post("/organisation")
async def put(
    request: Request,
    dry_run: Flag = False,
    version: Number = None,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Let the organisation be as the document says, and answer what that changed.

    `dry_run` tells what would change and writes nothing. `version` is the number that the document
    was made from: when somebody else has changed the organisation since, it is refused (409). What
    is wrong with the document is answered 422, all of it, each fault with its field.
    """
    file, faults = organisation.of_raw(_document(await body_of(request, LARGEST)))
    if file is None:
        fields = tuple(FieldError(dotted(one.path), one.says) for one in faults[:MOST])
        count = "Ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        raise Rejected(f"{count} i organisationen. Ingenting är ändrat.", fields=fields)
    outcome = await change(
        house, file, viewer, clock.now(), clock.real_now(), dry_run=dry_run,
        expected=version,
    )  # fmt: skip
    following: Following = request.app.state.following
    await following.adopt()
    written = bool(outcome.changes) and not dry_run
    return Json(OrganisationChanged(outcome.version, outcome.changes, written))


@router.get("/organisation/centres/{centre}/history")
async def past(
    centre: str,
    _: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Who has changed when a centre holds its huddle, and what it has chosen; the latest first."""
    if not house.organisation.is_centre(centre):
        raise Unknown("Vårdcentralen finns inte, eller är tagen ur bruk.")
    async with house.database.work() as session:
        return Json(await history(session, centre))


def _document(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Rejected("Det som skickades är inte giltig JSON.") from None


async def _present(house: House) -> OrganisationView:
    async with house.database.work() as session:
        number = await organisation.version(session)
        file = await organisation.present(session)
    if file is None:
        raise Unknown(NONE)
    packs = [PackChoice(one.id, one.headline) for one in house.packs.values()]
    return OrganisationView(number, file, packs)
