"""Refusing understands how a refusal is answered over HTTP: what is wrong, and when one may ask again."""

from starlette.responses import JSONResponse

from app.errors import MEDIA, Refusal, TooOften, Unavailable, problem

SOON = 5
"""Seconds after which one may ask again when something we stand on is away."""


def answered(refusal: Refusal) -> JSONResponse:
    told = problem(refusal)
    later = None
    if isinstance(refusal, (Unavailable, TooOften)):
        later = {"retry-after": str(getattr(refusal, "after", SOON))}
    return JSONResponse(told.body(), told.status, later, media_type=MEDIA)
