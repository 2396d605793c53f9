"""The listings door: POST /api/listings, a CSV file of who is listed where, whole or as changes."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app import clock
from app.access.door import house_of
from app.errors import Forbidden
from app.events import scope
from app.events.door import Doorkeeper, keeper_of
from app.house import House
from app.huddle.refresher import Refresher
from app.register import listed, listings
from app.wire import Json, body_of

router = APIRouter(prefix="/api", tags=["listings"])
log = structlog.get_logger()
LISTED = "person.listing_changed"
OUTSIDE = "Begäran till källan omfattar inte vem som är listad. Ingenting är sparat."
LARGEST = 16 * 1024 * 1024
Hsa = Annotated[str | None, Query(max_length=60, description="Vårdcentralen, för hela filen.")]
Flag = Annotated[bool, Query()]
Number = Annotated[int | None, Query(ge=0, le=10_000_000, description="Hur många som får lämna.")]


@router.post("/listings")
async def take(
    request: Request,
    centre: Hsa = None,
    complete: Flag = False,
    dry_run: Flag = False,
    confirm: Number = None,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """Take in a CSV file of the listed from a source that may tell of persons.

    `complete`: the file is all who are listed at `centre`. Whoever is not in it would leave, and the
    file is refused (409) until `confirm` says how many may. `dry_run` tells what would change.
    Answered 200 with counts, the rows that were rejected, and those who leave by their initials.
    """
    source = await keeper.source_of(request)
    if LISTED not in scope.of(source).kinds:
        log.warning("source.outside", source=source.id, door="listings")
        raise Forbidden(OUTSIDE)
    rows = listed.read(await body_of(request, LARGEST), centre)
    keeper.check_rate(source, len(rows))
    answer, touched = await listings.take(
        house,
        source,
        rows,
        clock.now(),
        complete=listings.whole(centre, complete),
        confirm=confirm,
        dry_run=dry_run,
    )
    refresher: Refresher = request.app.state.refresher
    refresher.want(touched)
    return Json(answer)
