"""The review door: persons with skyddade personuppgifter, at one's own desk, and who meets them."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access.door import house_of, only, signed_in
from app.access.viewer import Viewer
from app.house import House
from app.huddle import contacts, emergency, review
from app.huddle.review_messages import (
    NameContact,
    OpenEmergency,
    ReviewedView,
    ReviewView,
    Settle,
)
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["review"])
caregiver = only(
    emergency.may_open, "emergency:person", "Din roll har inte rätt till nödöppning.",
    {"POST": "open"},
)  # fmt: skip
head = only(
    contacts.heads, "contact", "Det är verksamhetschefen som namnger kontakter och avslutar dem.",
    {"GET": "look", "POST": "name", "DELETE": "end"},
)  # fmt: skip


@router.get("/review")
async def met(
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Those on whose list the viewer stands; an empty list for everybody else."""
    return Json(await _view(house, viewer))


@router.post("/review/{key}")
async def settle(
    key: str,
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Settle what stands about one of them; answers the list after it."""
    told: Settle = await read(request, Settle)
    await review.decide(house, viewer, key, told, clock.now(), clock.real_now())
    return Json(await _view(house, viewer))


@router.post("/emergencies")
async def open_emergency(
    request: Request,
    viewer: Viewer = Depends(caregiver),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Nödöppning: open one person for oneself, for 24 hours; answers the list after it."""
    told: OpenEmergency = await read(request, OpenEmergency)
    await emergency.open_(house, viewer, told, clock.now(), clock.real_now())
    return Json(await _view(house, viewer))


@router.get("/contacts")
async def needed(
    viewer: Viewer = Depends(head),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """For the verksamhetschef: whether a person of the centre needs a named contact."""
    return Json(await contacts.view(house, viewer))


@router.post("/contacts")
async def name(
    request: Request,
    viewer: Viewer = Depends(head),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Name a contact for a person who has none. Who that is the chef is not told."""
    told: NameContact = await read(request, NameContact)
    await contacts.name(house, viewer, told, clock.now(), clock.real_now())
    return Json(await contacts.view(house, viewer))


@router.delete("/contacts/{key}")
async def end(
    key: str,
    viewer: Viewer = Depends(head),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Somebody is no longer a contact at the centre. Whose they were the chef is not told."""
    await contacts.end(house, viewer, key, clock.now(), clock.real_now())
    return Json(await contacts.view(house, viewer))


async def _view(house: House, viewer: Viewer) -> ReviewView:
    found = await review.met(house, viewer, clock.now(), clock.real_now())
    centres = house.organisation.centres
    persons = [
        ReviewedView(
            one.key, one.name, centres[one.centre].name, one.view,
            one.view is not None and viewer.works_at(one.centre), one.until, list(one.facts),
            list(one.blocked_by),
        )
        for one in found
    ]  # fmt: skip
    return ReviewView(clock.now(), persons, emergency.may_open(house, viewer))
