"""The rules' door: Regelboken to read for all staff, and its numbers to set for those who may."""

from fastapi import APIRouter, BackgroundTasks, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import audit
from app.access.door import denied, house_of, signed_in
from app.access.viewer import Viewer
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import rules_look, trial_look, tuning, year_trial
from app.huddle.numbers import Place
from app.huddle.rules_messages import AskTrial, AskYear, SetNumber
from app.huddle.trying import Trials, asked_of
from app.wire import Json, read

router = APIRouter(prefix="/api/rules", tags=["rules"])


@router.get("")
async def rules(
    place: str | None = None,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The rules in words as they hold at a place: a centre's or the region's HSA-id, or a municipality's
    code; the viewer's nearest when none is said.
    """
    return Json(await rules_look.look(house, viewer, place, clock.now()))


@router.put("/numbers")
async def set_number(
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Let a place have a number of its own from tomorrow, or let go of it; answers the rules after it.

    403 for whoever may not, 422 outside the bounds or without a reason, 409 when somebody was first.
    """
    told: SetNumber = await read(request, SetNumber)
    place = _place(house, viewer, told.place)
    wish = tuning.Wish(place, told.rule, told.name, told.value, told.was, told.why)
    now = clock.now()
    try:
        await tuning.set_number(house, viewer, wish, now, clock.real_now())
    except Forbidden:
        await denied(house, viewer, audit.Line("rules:number:change", detail=place.key))
        raise
    return Json(await rules_look.look(house, viewer, place.key, now))


@router.get("/figures/{centre}")
async def figures(
    centre: str,
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Persons per morning by each rule as it is, over the last 28 days."""
    await _let_try(house, viewer, centre)
    trials: Trials = request.app.state.trials
    base = await trials.base(centre, clock.now())
    return Json(trial_look.figures(viewer, centre, base))


@router.post("/trial")
async def trial(
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What other numbers of a rule would have given a centre over the last 28 days.

    With the persons that differ for its own staff; means alone for whoever leads it (D9).
    """
    told: AskTrial = await read(request, AskTrial)
    await _let_try(house, viewer, told.centre)
    asked = asked_of(house, told.centre, told.rule, told.numbers)
    trials: Trials = request.app.state.trials
    now = clock.now()
    tried = await trials.tried(asked, now)
    return Json(await trial_look.view(house, viewer, asked, tried, now, clock.real_now()))


@router.get("/trials")
async def trials(
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The viewer's own trials over a year, and how far each has come."""
    return Json(await year_trial.mine(house, viewer))


@router.post("/trials")
async def begin_trial(
    request: Request,
    after: BackgroundTasks,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Begin a trial over twelve months of a region's or a municipality's centres; 202, and the same
    `id` twice is one.
    """
    told: AskYear = await read(request, AskYear)
    place = _place(house, viewer, told.place)
    now = clock.now()
    try:
        begun = await year_trial.begin(house, viewer, place, told, now)
    except Forbidden:
        await denied(house, viewer, audit.Line("rules:trial:look", detail=place.key))
        raise
    answer = Json(await year_trial.mine(house, viewer), 202)
    if begun:
        wanted = year_trial.Wanted(place, told.rule, told.numbers)
        after.add_task(year_trial.carry_out, house, told.id, wanted, now)
        answer.background = after
    return answer


def _place(house: House, viewer: Viewer, key: str) -> Place:
    places = rules_look.shown_places(house, viewer)
    place = next((one for one in places if one.key == key), None)
    if place is None:
        raise Unknown("Regelboken finns inte för den platsen, eller inte för dig.")
    return place


async def _let_try(house: House, viewer: Viewer, centre: str) -> None:
    try:
        trial_look.allowed(house, viewer, centre)
    except Forbidden:
        asked = centre if centre in house.organisation.centres else None
        await denied(house, viewer, audit.Line("rules:trial:look", detail=asked))
        raise
