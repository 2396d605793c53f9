"""The persons' door: the page about one person, for those who may hear the name."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import denied, house_of, signed_in
from app.access.viewer import Viewer
from app.errors import Unknown
from app.house import House
from app.huddle.door import noted_of
from app.huddle.noted import Noted
from app.people import page
from app.wire import Json

router = APIRouter(prefix="/api/persons", tags=["persons"])
NOBODY = "Personen finns inte för dig."
"""The same of whoever is not there, may not be named, or has skyddade personuppgifter."""


@router.get("/{key}")
async def person(
    key: str,
    again: Annotated[bool, Query()] = False,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    noted: Noted = Depends(noted_of),  # noqa: B008
) -> Response:
    """What the viewer may see of one person; `key` is the person's own id here, and no number.

    To open the page is a line in the log. `again`: it stands open and is only read anew; then a line
    is written when it is not the same look as before.
    """
    asked = _id(key)
    found = None
    if asked is not None:
        now, real_now = clock.now(), clock.real_now()
        found = await page.see(house, viewer, asked, now, real_now, noted, again=again)
    if found is None:
        await denied(house, viewer, Line("page:person:look", detail=str(asked) if asked else None))
        raise Unknown(NOBODY)
    return Json(found)


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
