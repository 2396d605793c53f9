"""The CloudEvents door: POST /api/events, structured, binary or batch; one answer per event."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app import clock
from app.access.door import house_of
from app.errors import MEDIA, FieldError, Forbidden, Rejected, TooMuch, problem
from app.events import batch, ingest, wire
from app.events.door import Doorkeeper, keeper_of
from app.events.gather import Gatherer
from app.events.kinds import KINDS
from app.house import House
from app.huddle.refresher import Refresher
from app.wire import Json, body_of

router = APIRouter(prefix="/api", tags=["events"])

LARGEST = 16 * 1024 * 1024
MOST = 10_000
BATCH = "application/cloudevents-batch+json"
STRUCTURED = "application/cloudevents+json"
REQUIRED = ("ce-specversion", "ce-id", "ce-source", "ce-type")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
EXAMPLE = {
    "specversion": "1.0",
    "id": "besok-4711-utskriven",
    "source": "cloudevents",
    "type": "ed.visit.closed",
    "time": "2026-11-20T03:10:00+01:00",
    "data": {
        "person_id": {"system": "urn:kvarten:demo", "value": "19340304T027"},
        "outcome": "home",
        "closed_at": "2026-11-20T03:10:00+01:00",
    },
}
ONE: dict[str, Any] = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "time", "data"],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 250},
        "source": {"type": "string", "minLength": 1, "maxLength": 250},
        "specversion": {"const": "1.0"},
        "type": {"enum": sorted(KINDS)},
        "time": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
    "example": EXAMPLE,
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            STRUCTURED: {"schema": ONE},
            BATCH: {"schema": {"type": "array", "maxItems": MOST, "items": ONE}},
        },
    }
}
OUTSIDE = "Ingen av händelserna ligger inom källans begäran, och ingen har sparats."


@router.post("/events", openapi_extra=BODY)
async def events(
    request: Request,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """Take in CloudEvents 1.0. What is answered 2xx is stored.

    Structured (`application/cloudevents+json`), binary (`ce-` headers, the data as the body) or
    batch (`application/cloudevents-batch+json`, or any JSON list), gzip accepted. A batch is
    answered 200 with a list: new, known, rejected or refused, with field and reason. A single event
    is answered 201 (new), 200 (known), 422 (rejected: kept for correction) or 403 (refused: outside
    what was asked of the source, and not kept) as problem+json.
    """
    source = await keeper.source_of(request)
    body = await body_of(request, LARGEST)
    raws = _batch(request, body)
    if raws is None:
        keeper.check_rate(source, 1)
        gatherer: Gatherer = request.app.state.gatherer
        taken = await gatherer.take([(source, _single(request, body))], "events")
    else:
        if len(raws) > MOST:
            raise TooMuch(f"Högst {MOST} händelser tas emot på en gång.")
        keeper.check_rate(source, len(raws))
        taken = await ingest.take(house, [(source, raw) for raw in raws], clock.now())
    refresher: Refresher = request.app.state.refresher
    refresher.want(taken.touched)
    if raws is None:
        return _answer(taken.answers[0])
    if raws and all(answer.status == "refused" for answer in taken.answers):
        fields = {FieldError(a.field or "", a.reason or "") for a in taken.answers}
        raise Forbidden(OUTSIDE, fields=tuple(sorted(fields, key=lambda f: (f.field, f.says))))
    return Json(taken.answers)


def _batch(request: Request, body: bytes) -> Sequence[bytes | msgspec.Raw] | None:
    """The events of a batch; None when it is one event, or can only be answered as one."""
    if _binary(request):
        return None
    told = _media(request).startswith(BATCH)
    return batch.split(body) if told or body[:64].lstrip()[:1] == b"[" else None


def _binary(request: Request) -> bool:
    if _media(request).startswith("application/cloudevents"):
        return False
    return any(name in request.headers for name in REQUIRED)


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").lower()


def _single(request: Request, body: bytes) -> bytes:
    """One event as structured mode has it; in binary mode its attributes stand in the headers."""
    if not _binary(request):
        return body
    attributes: dict[str, Any] = {
        name[3:]: _attribute(value)
        for name, value in request.headers.items()
        if name.startswith("ce-")
    }
    if kind := request.headers.get("content-type"):
        attributes["datacontenttype"] = kind
    data = body.strip() or b"{}"
    if not wire.is_json(data):
        # What cannot be read is kept as it came, with what was told of it.
        data = msgspec.json.encode(data.decode("utf-8", "replace"))
    return msgspec.json.encode({**attributes, "data": msgspec.Raw(data)})


def _attribute(value: str) -> Any:
    """What a header says: out of its quotation marks, and once out of its percent signs."""
    if quoted := QUOTED.fullmatch(value):
        value = re.sub(r"\\(.)", r"\1", quoted[1])
    try:
        return unquote_to_bytes(value.encode("latin-1")).decode()
    except UnicodeDecodeError:
        # No attribute is an object: it is refused, and kept as it came.
        return {"written": value}


def _answer(answer: ingest.Answer) -> Response:
    """One event, answered by status."""
    field = FieldError(answer.field or "", answer.reason or "")
    match answer.status:
        case "new":
            return Json(answer, 201)
        case "known":
            return Json(answer, 200)
        case "refused":
            raise Forbidden(answer.reason or "", fields=(field,))
        case "rejected":
            told = problem(Rejected(f"Händelsen togs inte emot. {answer.reason}", fields=(field,)))
            status = 400 if not answer.field else told.status
            return JSONResponse({**told.body(), "status": status}, status, media_type=MEDIA)
