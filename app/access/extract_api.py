"""The extract door: what a person is told of accesses, for those who review the log.

The number is in the body, never in an address: addresses are kept in histories and in logs.
"""

from datetime import datetime
from typing import Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.access.door import house_of, only
from app.access.extract import Recipient, extract
from app.access.printed import as_csv, as_pdf
from app.access.viewer import Viewer
from app.house import House
from app.wire import read

router = APIRouter(prefix="/api/log", tags=["log"])
REVIEWERS = ("logg_granskare", "mas", "mar")


class AskExtract(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of whom, from when to when (instants with an offset; half-open), how it is written, for whom."""

    person: str
    since: datetime
    before: datetime
    format: Literal["pdf", "csv"] = "pdf"
    recipient: Recipient | None = None


reviewer = only(
    lambda _, viewer: viewer.role in REVIEWERS, "log:person",
    "Loggutdrag tas ut av loggranskare, MAS eller MAR.", {"POST": "extract"},
)  # fmt: skip


@router.post("/extract")
async def make(
    request: Request,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The accesses by one's own provider's staff, as PDF or CSV."""
    asked: AskExtract = await read(request, AskExtract)
    told = await extract(
        house, viewer, asked.person, asked.since, asked.before, asked.format,
        recipient=asked.recipient,
    )  # fmt: skip
    if asked.format == "csv":
        body, kind = as_csv(told), "text/csv; charset=utf-8"
    else:
        body, kind = as_pdf(told), "application/pdf"
    name = f"loggutdrag.{asked.format}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
