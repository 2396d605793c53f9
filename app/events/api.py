"""The CloudEvents door: POST /api/events, structured or batch; one answer per event."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app import clock
from app.access.door import house_of
from app.errors import FieldError, NotSignedIn, Rejected, TooMuch, problem
from app.events import batch, ingest, keys
from app.house import House
from app.huddle.refresher import Refresher
from app.tables import Source
from app.wire import Json, body_of

router = APIRouter(prefix="/api", tags=["events"])

LARGEST = 16 * 1024 * 1024
MOST = 10_000
BATCH = "application/cloudevents-batch+json"
PROBLEM = "application/problem+json"


@router.post("/events")
async def events(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """Take in CloudEvents 1.0 JSON. What is answered 2xx is stored.

    A batch (`application/cloudevents-batch+json`, or any JSON list) is answered 200 with a list:
    new, known, or rejected with field and reason. A single event is answered 201 (new), 200 (known)
    or 422 (rejected) as problem+json. What is rejected is kept for correction.
    """
    source = await _source(request, house)
    body = await body_of(request, LARGEST)
    told_batch = request.headers.get("content-type", "").startswith(BATCH)
    raws = batch.split(body) if told_batch or body[:64].lstrip()[:1] == b"[" else None
    if raws is not None and len(raws) > MOST:
        raise TooMuch(f"Högst {MOST} händelser tas emot på en gång.")
    sent = [(source, raw) for raw in ([body] if raws is None else raws)]
    taken = await ingest.take(house, sent, clock.now())
    refresher: Refresher = request.app.state.refresher
    refresher.want(taken.touched)
    if raws is not None:
        return Json(taken.answers)
    answer = taken.answers[0]
    if answer.status == "rejected":
        field = FieldError(answer.field or "", answer.reason or "")
        told = problem(Rejected(f"Händelsen togs inte emot. {answer.reason}", fields=(field,)))
        status = 400 if not answer.field else told.status
        return JSONResponse({**told.body(), "status": status}, status, media_type=PROBLEM)
    return Json(answer, 201 if answer.status == "new" else 200)


async def _source(request: Request, house: House) -> Source:
    """The source behind the bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        async with house.database.work() as session:
            known = await keys.behind_token(session, token, clock.real_now())
        if known is not None and known in house.organisation.sources:
            return house.organisation.sources[known]
    raise NotSignedIn("Källans token saknas eller gäller inte.")
