"""The shapes of *Enskild genomgång*: persons with skyddade personuppgifter, and who meets them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.huddle.messages import RowView


class ReviewedView(msgspec.Struct, frozen=True):
    """Somebody with skyddade personuppgifter, for whoever stands on that person's list.

    `row` is None when nothing stands about the person; `may_settle`: the viewer may decide.
    """

    id: str
    name: str
    centre_name: str
    row: RowView | None
    may_settle: bool


class ReviewView(msgspec.Struct, frozen=True):
    now: datetime
    persons: list[ReviewedView]


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


class ContactView(msgspec.Struct, frozen=True):
    """Whether some person of the centre needs a named contact: not who, and not how many."""

    needed: bool
    staff: list[StaffChoice]


class NameContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    employee: str
    reason: str
