"""Messages understand how what Inställningar shows and changes goes over the wire."""

from datetime import datetime

import msgspec

from app.organisation import Change, File


class PackChoice(msgspec.Struct, frozen=True):
    """A pack of rules that a centre may go by."""

    id: str
    headline: str


class OrganisationView(msgspec.Struct, frozen=True):
    """The organisation in use; `version` is what a change of it is made from.

    `packs` are those that a centre may choose among, the usual one first.
    """

    version: int
    file: File
    packs: list[PackChoice]


class OrganisationChanged(msgspec.Struct, frozen=True):
    """What a change came to, or would when it is not `written`."""

    version: int
    changes: list[Change]
    written: bool


Value = str | int | list[str] | None
"""What a field of the document says; None when it says nothing."""


class PastField(msgspec.Struct, frozen=True):
    """One field as it was before a change and after it, as the document writes it."""

    name: str
    before: Value
    after: Value


class PastChange(msgspec.Struct, frozen=True):
    """Who changed what of a centre's huddle, and when (UTC)."""

    id: int
    at: datetime
    by_name: str
    fields: list[PastField]


class CentreHistory(msgspec.Struct, frozen=True):
    """The latest changes of a centre's huddle, the last one first."""

    changes: list[PastChange]


class RetentionView(msgspec.Struct, frozen=True):
    """For how many months events are kept, and between what bounds that may be changed."""

    months: int
    least: int
    most: int


class ChangeRetention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The months wanted, and those that were shown when that was asked for."""

    months: int
    was: int
