"""Messages understands how feeds, letters and the form look on the wire. Nothing here names a person."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

FeedState = Literal["fresh", "late", "closed", "never", "not_expected"]


class FeedView(msgspec.Struct, frozen=True):
    """One source. Counts are since the local day began; `missing` is what may lack while it is late.

    `lag_minutes` is from when the newest of what it told happened to when it came; `expected_by`
    when it must be heard of again, None when nothing is expected of it. `fetching` is why the last
    try to fetch from it failed, where we are the one who asks, and `fetched_again` the next try.
    """

    id: str
    name: str
    controller: str
    state: FeedState
    last_heard: datetime | None
    last_event: datetime | None
    lag_minutes: int | None
    interval_minutes: int
    hours: str
    expected_by: datetime | None
    missing: str
    phone: str | None
    closed: str | None
    legal_basis: str
    purpose: str
    valid_to: date | None
    fetching: str | None
    fetched_again: datetime | None
    new: int
    known: int
    rejected: int
    not_used: int
    refused: int
    dropped: int
    letters: int


class ReconciliationView(msgspec.Struct, frozen=True):
    """What became of all that came in to a centre since its last huddle; the parts are the sum.

    `history` came in too, and is older than what a huddle is about.
    """

    centre: str
    centre_name: str
    since: datetime
    at: datetime
    received: int
    listed: int
    not_listed: int
    held: int
    apart: int
    rejected: int
    history: int
    reasons: dict[str, int]


class FeedsView(msgspec.Struct, frozen=True):
    """`may_mend`: the viewer may send letters again, correct and discard them."""

    now: datetime
    may_mend: bool
    feeds: list[FeedView]
    reconciliations: list[ReconciliationView]


class LetterView(msgspec.Struct, frozen=True):
    """One rejected thing: what was wrong with it, never whom it is about."""

    id: int
    source: str
    source_name: str
    format: str
    kind: str | None
    field: str | None
    reason: str
    times: int
    first_at: datetime
    last_at: datetime
    state: Literal["open", "replayed", "discarded"]
    note: str | None


class LettersView(msgspec.Struct, frozen=True):
    now: datetime
    letters: list[LetterView]


class LetterField(msgspec.Struct, frozen=True):
    path: str
    shown: str


class LetterShape(msgspec.Struct, frozen=True):
    """A letter's fields, with what may be shown of each: codes, times and units, else how long."""

    letter: LetterView
    fields: list[LetterField]


class Correct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The field at fault, by its place, and what it should have said."""

    field: str
    value: str


class Discard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: str


class AgainView(msgspec.Struct, frozen=True):
    """`reason` is why it still did not go in, when one was sent."""

    went_in: int
    still_open: int
    reason: str | None = None


class Heartbeat(msgspec.Struct, frozen=True):
    """What a source hears when it says that it is alive."""

    source: str
    heard_at: datetime
    expected_by: datetime | None


class Rotate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many hours a source's older tokens hold beside a new one."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 24


class NewToken(msgspec.Struct, frozen=True):
    """A token, told this once. `older_until`: when the ones before it end."""

    source: str
    token: str
    older_until: datetime


class SourceKey(msgspec.Struct, frozen=True):
    """A key that opens the doors. `until` is None for as long as nobody lets it go.

    Times are UTC and the wall's: keys do not follow a demo's clock. The key itself nobody knows.
    """

    kind: Literal["token", "certificate"]
    since: datetime
    until: datetime | None


class SourceKeys(msgspec.Struct, frozen=True):
    """The keys of a source that hold now, the newest first."""

    source: str
    keys: list[SourceKey]


class ReportsView(msgspec.Struct, frozen=True):
    """The kinds of event that the viewer's role may report by hand."""

    now: datetime
    kinds: list[str]


class OnBoard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a board that the viewer sees."""

    centre: str
    day: date
    id: str


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing told by hand: `id` made by the page, of whom (a number or a row), what and when.

    `fields` are the kind's own, as an event's data has them. `informed`: before a yes to sammanhållen
    dokumentation the person was told of it, which is told along (L913 2:2).
    """

    id: UUID
    kind: str
    fields: dict[str, Any]
    number: str | None = None
    row: OnBoard | None = None
    at: datetime | None = None
    informed: bool = False


class Reported(msgspec.Struct, frozen=True):
    """`new` is false when the same report had been taken in before."""

    id: UUID
    new: bool
