"""The shapes of the page Listor: whom a health centre follows. Days are local, instants UTC."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.lists.assessing import Group
from app.lists.attending import Why
from app.lists.in_place import Kind
from app.lists.preventing import Item, Support

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
    """That somebody has gone through it. `until` is the day on which it is asked again; `ours`: it was
    said here, and can be taken back."""

    by: str | None
    at: datetime
    note: str | None
    until: date
    ours: bool


class AttenderView(msgspec.Struct, frozen=True):
    """A mångsökare. `over` says the limit in words, `why` and `since` what there is to go through.

    `review` is the latest, also one that something has happened after. `closed`: no consent or other
    ground opens what others have about the person, so that what is in place there is not told.
    """

    id: str
    person: str
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


class PreventedView(msgspec.Struct, frozen=True):
    """Somebody for the preventive team. `checked` is the last yearly check, None when none is known;
    `open_items` what that one did not tell of, none when it is due anyway."""

    id: str
    person: str
    name: str
    age: int
    cfs: int
    cfs_on: date
    cfs_old: bool
    checked: date | None
    overdue: bool
    open_items: list[Item]


class SupportView(msgspec.Struct, frozen=True):
    """How far somebody's support without assessment has come; `due` is the day of follow-up."""

    id: str
    person: str
    name: str
    age: int | None
    state: Support
    offered: date | None
    accepted: date | None
    executed: date | None
    followed: date | None
    due: date | None


class PreventionView(msgspec.Struct, frozen=True):
    """A centre's preventive list: CFS 1 to `cfs` from `age` years without a check of `months` months or
    with something left of it, and support that is followed up within `days` days."""

    now: datetime
    centre_name: str
    age: int
    cfs: int
    months: int
    days: int
    persons: list[PreventedView]
    support: list[SupportView]
    more: bool


class AssessedView(msgspec.Struct, frozen=True):
    """One assessment at any hour: by whom, of which group the person is, and its clock."""

    id: str
    person: str
    name: str
    age: int | None
    what: Literal["lakarbedomning", "fall", "avvikelse", "larm"]
    by: Literal["doctor", "nurse"]
    team: str | None
    group: Group
    asked_at: datetime
    due: datetime | None
    done_at: datetime | None
    late: bool


class GroupView(msgspec.Struct, frozen=True):
    """Of a group how many are open and how many were done; of the latter how many had a time, and how
    many of those were done in it."""

    group: Group
    waiting: int
    done: int
    timed: int
    in_time: int


class AssessmentsView(msgspec.Struct, frozen=True):
    """A centre's assessments: those open, the nearest clock first, and those done in `days` days."""

    now: datetime
    centre_name: str
    days: int
    waiting: list[AssessedView]
    done: list[AssessedView]
    groups: list[GroupView]
    more: bool
