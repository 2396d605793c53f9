"""Messages understand how the organisation goes over the wire, to and from the page that changes it."""

import msgspec

from app.organisation import Change, File


class OrganisationView(msgspec.Struct, frozen=True):
    """The organisation in use; `version` is what a change of it is made from."""

    version: int
    file: File


class OrganisationChanged(msgspec.Struct, frozen=True):
    """What a change came to, or would when it is not `written`."""

    version: int
    changes: list[Change]
    written: bool
