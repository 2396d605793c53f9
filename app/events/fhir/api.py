"""The FHIR door: POST /api/fhir, a resource or a Bundle; what is wrong is an OperationOutcome."""

import re
from importlib.metadata import version
from typing import Any

import msgspec
import structlog
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import clock
from app.access.door import house_of
from app.errors import Refusal, TooOften
from app.events.door import Doorkeeper, keeper_of
from app.events.fhir import capability, outcome, taking
from app.events.fhir.read import Unreadable, opened
from app.events.fhir.read.resources import TYPES
from app.house import House
from app.huddle.refresher import Refresher
from app.wire import body_of

router = APIRouter(prefix="/api/fhir", tags=["fhir"])
log = structlog.get_logger()
LARGEST = 16 * 1024 * 1024
FORM = "application/fhir+json"
FORMS = frozenset({FORM, "application/json", "text/json"})
SOON = "5"
AWAY = (
    "Databasen svarar inte just nu. Inget som har kvitterats är förlorat; försök igen om en stund."
)
ONE_OF_US = "Kvarten lämnar inte ut resurser; här tas de bara emot, med POST eller PUT."
SCHEMA: dict[str, Any] = {"type": "object", "required": ["resourceType"]}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {FORM: {"schema": SCHEMA}}},
}
SAYS = {
    200: "Fanns redan eller används inte; för en Bundle svar på varje post.",
    201: "Lagrad.",
    400: "Inte FHIR.",
    401: "Token saknas eller gäller inte.",
    403: "Utanför källans begäran.",
    404: "Resurstypen tas inte emot.",
    413: "För mycket på en gång.",
    415: "Annat än JSON av R4.",
    422: "FHIR, men inte möjligt.",
    429: "För ofta.",
    503: "Databasen svarar inte.",
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"description": says, "content": {FORM: {"schema": {"type": "object"}}}}
    for status, says in SAYS.items()
}
_VERSION = re.compile(r"fhirVersion\s*=\s*\"?([^\";\s]+)")


@router.post("", openapi_extra=BODY, responses=ANSWERS)
async def resources(
    request: Request,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """Take in FHIR R4: a Bundle (transaction, batch, message, collection, searchset) or one resource.

    What is answered 200 or 201 is stored. A transaction goes in whole or not at all; of other
    Bundles each entry goes in for itself, and is answered in its place. What was rejected is kept
    for correction.
    """
    return await _take(request, house, keeper, None, None)


@router.get("/metadata")
async def metadata(request: Request) -> Response:
    """What is taken here (CapabilityStatement)."""
    url = str(request.url_for("resources"))
    return _answer(200, capability.statement(version("kvarten"), url))


@router.post("/{kind}", openapi_extra=BODY, responses=ANSWERS)
async def create(
    request: Request,
    kind: str,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """Take in one resource of a type."""
    return await _take(request, house, keeper, kind, None)


@router.put("/{kind}/{id_}", openapi_extra=BODY, responses=ANSWERS)
async def update(
    request: Request,
    kind: str,
    id_: str,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """Take in one resource as it is now."""
    return await _take(request, house, keeper, kind, id_)


OTHERS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"]


@router.api_route("", methods=OTHERS, include_in_schema=False)
@router.api_route("/{path:path}", methods=OTHERS, include_in_schema=False)
async def other(path: str = "") -> Response:
    """Whatever else FHIR may be asked for."""
    name = path.partition("/")[0]
    if name and name not in TYPES:
        return _answer(404, _error("not-supported", _no_such(name)))
    return _answer(405, _error("not-supported", ONE_OF_US))


async def _take(
    request: Request, house: House, keeper: Doorkeeper, kind: str | None, id_: str | None
) -> Response:
    try:
        source = await keeper.source_of(request)
        if kind is not None and kind not in TYPES:
            return _answer(404, _error("not-supported", _no_such(kind)))
        if wrong := _wrong_form(request.headers.get("content-type", "")):
            return _answer(415, _error("not-supported", wrong))
        body = await body_of(request, LARGEST)
        if kind is not None:
            _check_place(body, kind, id_)
        report = await taking.take(
            house, source, body, clock.now(),
            admit=lambda entries: keeper.check_rate(source, entries),
            send=request.app.state.gatherer.take,
        )  # fmt: skip
    except Refusal as refusal:
        status, told = outcome.refused(refusal)
        later = {"retry-after": str(refusal.after)} if isinstance(refusal, TooOften) else {}
        return _answer(status, told, **later)
    except (OperationalError, InterfaceError, PoolTimeout, ConnectionError) as error:
        log.warning("database.away", kind=type(error).__name__, path=False)
        return _answer(503, _error("transient", AWAY), **{"retry-after": SOON})
    refresher: Refresher = request.app.state.refresher
    refresher.want(report.touched)
    if report.refused_whole:
        return _answer(*outcome.whole(report.results))
    if report.bundle is not None:
        return _answer(200, outcome.bundle(report.bundle, report.results))
    [one] = report.results
    return _answer(outcome.status(one), outcome.outcome([outcome.of_result(one)]))


def _wrong_form(told: str) -> str | None:
    """What is wrong with the form that the body is said to be in."""
    if told.partition(";")[0].strip().lower() not in FORMS:
        return f"Bara JSON tas emot, som {FORM}; inte XML eller något annat."
    told_version = _VERSION.search(told)
    if told_version and not told_version[1].startswith("4.0"):
        return "Bara FHIR R4 (4.0) tas emot."
    return None


def _check_place(body: bytes, kind: str, id_: str | None) -> None:
    """Raises Unreadable when the resource is another than the address says."""
    try:
        entry = opened(body).entries[:1]
    except Unreadable:
        # What is no resource at all is answered, and kept, as it is everywhere.
        return
    found: Any = entry[0].found if entry else None
    if not entry or entry[0].place.startswith("Bundle") or (entry[0].type or kind) != kind:
        raise Unreadable(
            "Resursen är inte av den typ som adressen säger.", "resourceType", "invalid"
        )
    if id_ is not None and not isinstance(found, Unreadable) and found.id != id_:
        raise Unreadable("Resursens id är inte det som adressen säger.", f"{kind}.id", "invalid")


def _no_such(name: str) -> str:
    known = name if name.isalpha() and name.isascii() and len(name) <= 40 else "det slaget"
    return f"Resurser av typen {known} tas inte emot."


def _error(code: str, says: str) -> dict[str, Any]:
    return outcome.outcome([outcome.issue("error", code, says)])


def _answer(status: int, told: dict[str, Any], **headers: str) -> Response:
    headers |= {"cache-control": "no-store"}
    return Response(msgspec.json.encode(told), status, headers, media_type=f"{FORM}; charset=utf-8")
