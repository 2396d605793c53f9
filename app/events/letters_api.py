"""The letters door: what was rejected, shown without what it says of anybody, and mended."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import audit
from app.access.door import house_of, logged, signed_in
from app.access.viewer import Viewer
from app.errors import Forbidden, Rejected
from app.events import letters, raws
from app.events.feeds_api import MENDS, sees_feeds
from app.events.messages import (
    AgainView,
    Correct,
    Discard,
    LetterField,
    LetterShape,
    LettersView,
    LetterView,
)
from app.house import House
from app.huddle.refresher import Refresher
from app.wire import Json, read

router = APIRouter(prefix="/api/letters", tags=["feeds"])

SHORTEST = 5


async def mends(viewer: Viewer = Depends(signed_in)) -> Viewer:  # noqa: B008
    """Whoever looks after the feeds."""
    if viewer.role != MENDS:
        raise Forbidden("Avvisade meddelanden rättas av systemförvaltaren.")
    return viewer


@router.get("")
async def listed(
    source: str | None = None,
    state: str | None = "open",
    before: int | None = None,
    viewer: Viewer = Depends(sees_feeds),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What was rejected, the newest first, two hundred at a time; `before` pages on."""
    async with house.database.work() as session:
        found = await letters.listed(session, source or None, state or None, before)
    return Json(LettersView(clock.now(), [_view(house, one) for one in found]))


@router.get("/{key}")
async def one(
    key: int,
    viewer: Viewer = Depends(mends),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """A letter's fields: codes, times and units are shown, of all else how long it is."""
    async with house.database.work() as session:
        sealed = await letters.opened(house, session, key)
    await _log(house, viewer, "look", key)
    shape = raws.shape(sealed.letter.format, sealed.raw)
    fields = [LetterField(path, shown) for path, shown in shape]
    return Json(LetterShape(_view(house, sealed.letter), fields))


@router.post("/replay")
async def replay(
    request: Request,
    source: str | None = None,
    viewer: Viewer = Depends(mends),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Send every open letter again as it came, of one source or of all."""
    told = await letters.replay(house, source or None, viewer.id, clock.now())
    await _log(house, viewer, "replay", None)
    return _again(request, told)


@router.post("/{key}/replay")
async def replay_one(
    key: int,
    request: Request,
    viewer: Viewer = Depends(mends),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Send one letter again as it came."""
    told = await letters.send_again(house, key, viewer.id, clock.now())
    await _log(house, viewer, "replay", key)
    return _again(request, told)


@router.post("/{key}/correct")
async def correct(
    key: int,
    request: Request,
    viewer: Viewer = Depends(mends),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Send one letter again with one field corrected."""
    asked: Correct = await read(request, Correct)
    field = (asked.field.strip(), asked.value.strip())
    told = await letters.send_again(house, key, viewer.id, clock.now(), field)
    await _log(house, viewer, "correct", key)
    return _again(request, told)


@router.post("/{key}/discard")
async def discard(
    key: int,
    request: Request,
    viewer: Viewer = Depends(mends),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Put one letter away for good, with a reason."""
    asked: Discard = await read(request, Discard)
    reason = asked.reason.strip()
    if not SHORTEST <= len(reason) <= 200:
        raise Rejected("Skriv varför, med 5–200 tecken och utan personuppgifter.")
    await letters.discard(house, key, viewer.id, reason, clock.now())
    await _log(house, viewer, "discard", key)
    return Json(AgainView(0, 0))


def _again(request: Request, told: letters.Again) -> Response:
    refresher: Refresher = request.app.state.refresher
    refresher.want(told.touched)
    return Json(AgainView(told.went_in, told.still_open, told.reason))


def _view(house: House, letter: letters.Letter) -> LetterView:
    source = house.organisation.sources.get(letter.source)
    return LetterView(
        letter.id, letter.source, source.name if source else letter.source, letter.format,
        letter.kind, letter.field, letter.reason, letter.times, letter.first_at, letter.last_at,
        letter.state, letter.note,  # type: ignore[arg-type]
    )  # fmt: skip


async def _log(house: House, viewer: Viewer, act: str, key: int | None) -> None:
    line = audit.Line(f"letters:message:{act}", detail=None if key is None else str(key))
    await logged(house, viewer, line, audit.ADMINISTRATION)
