"""The shapes of the page Listor: whom a health centre follows. Days are local, instants UTC."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.lists.attending import Why
from app.lists.in_place import Kind

Trend = Literal["more", "fewer", "same"]


class InPlaceView(msgspec.Struct, frozen=True):
    """Something in place already: since or on which day, and what a named contact is called."""

    kind: Kind
    on: date
    name: str | None


class VisitsView(msgspec.Struct, frozen=True):
    """Contacts of twelve months: in all, with the centre, in emergency, by MALT; and of three months
    against the three before."""

    total: int
    vc: int
    ed: int
    malt: int
    recent: int
    before: int
    trend: Trend


class ReviewMark(msgspec.Struct, frozen=True):
    """That somebody has gone through it. `until` is the day on which it is asked again."""

    by: str | None
    at: datetime
    note: str | None
    until: date


class AttenderView(msgspec.Struct, frozen=True):
    """A mångsökare. `over` says the limit in words, `why` and `since` what there is to go through.

    `review` is the latest, also one that something has happened after. `closed`: no consent or other
    ground opens what others have about the person, so that what is in place there is not told.
    """

    id: str
    name: str
    age: int | None
    over: str
    why: Why
    since: datetime
    visits: VisitsView
    in_place: list[InPlaceView]
    closed: bool
    review: ReviewMark | None


class AttendersView(msgspec.Struct, frozen=True):
    """A centre's mångsökare: those to go through, newest first, and those gone through.

    `limits` says the centre's limits in words, `again` after how many days one is asked again. `more`:
    there are more than `most` of one sort, and the first are told.
    """

    now: datetime
    centre_name: str
    limits: str
    again: int
    waiting: list[AttenderView]
    reviewed: list[AttenderView]
    more: bool


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody has gone through a mångsökare. `id` is made by the page."""

    id: UUID
    note: str | None = None
