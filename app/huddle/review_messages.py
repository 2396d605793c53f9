"""The shapes of *Enskild genomgång*: persons with skyddade personuppgifter, and who meets them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.huddle.messages import RowView


class FactView(msgspec.Struct, frozen=True):
    """One thing that is known: its category, what, when (UTC), and at which unit if that was told."""

    category: str
    what: str
    at: datetime
    unit: str | None


class ReviewedView(msgspec.Struct, frozen=True):
    """Somebody whom the viewer meets alone: protected and on the viewer's list, or opened in need.

    `row` is None when nothing stands about the person; `may_settle`: the viewer may decide. `until`
    is when a nödöppning ends; only with one are there `facts`, and `blocked_by`, the units to ask.
    """

    id: str
    name: str
    centre_name: str
    row: RowView | None
    may_settle: bool
    until: datetime | None = None
    facts: list[FactView] = []
    blocked_by: list[str] = []


class ReviewView(msgspec.Struct, frozen=True):
    now: datetime
    persons: list[ReviewedView]
    may_open: bool


class OpenEmergency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A nödöppning. `id` is made by the page, `number` a personnummer or reserve number."""

    id: UUID
    number: str
    reason: str


class Settle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision outside the huddle. `id` is made by the page; `until` is a local day."""

    id: UUID
    decision: Literal["done", "not_needed", "defer"]
    reason: str | None = None
    until: date | None = None


class StaffChoice(msgspec.Struct, frozen=True):
    id: str
    name: str
    role_text: str


class NamedContact(msgspec.Struct, frozen=True):
    """An employee who is the contact of somebody. `here`: with a role at the centre still."""

    id: str
    name: str
    here: bool


class ContactView(msgspec.Struct, frozen=True):
    """Whether some person of the centre needs a named contact: not who, and not how many.

    `named` are those who are contacts, each once however many they meet.
    """

    needed: bool
    staff: list[StaffChoice]
    named: list[NamedContact]


class NameContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    employee: str
    reason: str
