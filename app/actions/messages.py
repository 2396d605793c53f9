"""Messages understands how an action looks on the wire, and what its owner may ask of it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.huddle.messages import Urgency

Page = Literal[
    "tavlan", "atgarder", "rapportera", "enskild", "kontakt", "perioder", "floden", "loggranskning",
    "installningar", "regelboken", "listor",
]  # fmt: skip
State = Literal["assigned", "accepted", "returned", "done", "dropped", "withdrawn"]


class ActionView(msgspec.Struct, frozen=True):
    """One action as one viewer may see it.

    Without sight of the facts it rests on, `neutral` is true: `title` reads "Kontakta
    vårdcentralen om {namn}" and there is no sentence, freshness or urgency. `may` lists what the
    viewer can do with it now. `note` tells what its owner must know (withdrawn at the source …).
    `what` is the title without the name. `journal` is what is to be written of in the
    record, where that is what is to be done.
    """

    id: str
    title: str
    neutral: bool
    sentence: str | None
    freshness: str | None
    urgency: Urgency | None
    due: datetime
    late: bool
    state: State
    owner: str
    owner_name: str
    centre_name: str
    decided_at: datetime
    decided_by: str
    mornings: int
    reason: str | None
    note: str | None
    moved_at: datetime | None
    may: list[Literal["accept", "return", "done", "hand_over"]]
    what: str | None = None
    journal: str | None = None


class UnitChoice(msgspec.Struct, frozen=True):
    """A unit an action may be handed over to."""

    id: str
    name: str
    role_text: str


class ActionsView(msgspec.Struct, frozen=True):
    """`mine`: the viewer's unit owns them. `waiting`: what the viewer's unit waits for others with."""

    now: datetime
    unit_name: str
    mine: list[ActionView]
    waiting: list[ActionView]
    units: list[UnitChoice]


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="accept"):
    id: str


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="return"):
    id: str
    code: Literal["fel_ansvarig", "hinner_inte", "behover_underlag"]
    comment: str | None = None


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="done"):
    id: str
    outcome: Literal["genomford", "planerad", "ej_nadd", "ej_aktuell"]
    person_told: bool | None = None
    journaled: bool | None = None


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="hand_over"):
    id: str
    to: str


ActionCommand = Accept | Return | Done | HandOver
"""Body of POST /api/actions/{id}; its `id` is a UUID made by the client."""


class PartyWord(msgspec.Struct, frozen=True):
    """How one party sees who is responsible."""

    name: str
    text: str


class LiftedRow(msgspec.Struct, frozen=True):
    """What a huddle lifted to the week, or dropped with a reason.

    `views`: of a disagreement on responsibility how each sees it; `group` is to settle it, by name,
    None when the centre has named none.
    """

    name: str
    sentence: str
    decision: Literal["lift", "drop"]
    reason: str
    decided_at: datetime
    views: list[PartyWord] = []
    group: str | None = None


class LiftedView(msgspec.Struct, frozen=True):
    centre_name: str
    rows: list[LiftedRow]


class HuddleChoice(msgspec.Struct, frozen=True):
    """A huddle of today that the viewer's unit is called to. `readable`: a board may be opened."""

    centre: str
    centre_name: str
    date: date
    starts_at: datetime
    state: Literal["planned", "prepared", "running", "closed", "not_held"]
    readable: bool
    leads: bool


class AssignmentChoice(msgspec.Struct, frozen=True):
    """One of one's own assignments that hold now."""

    id: str
    role_text: str
    place: str


class SessionView(msgspec.Struct, frozen=True):
    """Who is signed in. `pages` are the places of the menu, in order.

    The page locks itself when nobody has touched it for `idle_seconds`. `assignments` are those one
    may go on under instead, when there are several. Whoever `keeps_record` is asked, when something
    clinical has ended, whether that stands there.
    """

    name: str
    role: str
    role_text: str
    unit: str
    unit_name: str
    pages: list[Page]
    huddles: list[HuddleChoice]
    now: datetime
    demo: bool
    idle_seconds: int
    assignments: list[AssignmentChoice]
    keeps_record: bool


class IssuerChoice(msgspec.Struct, frozen=True):
    """A login service that one may sign in by."""

    id: str
    name: str


class EntranceView(msgspec.Struct, frozen=True):
    """By which ways one may sign in: as a demo's person, with a password, by a login service.

    `passkeys` is the origin where a passkey may be used, None when nobody has one.
    """

    demo: bool
    local: bool
    issuers: list[IssuerChoice]
    passkeys: str | None


class InvitationView(msgspec.Struct, frozen=True):
    """Whom an invitation is for. `secret` is for an authenticator, `picture` the same as a QR code.

    `passkeys` is the origin where a passkey may be made instead, None where none may be.
    """

    name: str
    login: str
    secret: str
    picture: str
    passkeys: str | None


class DemoPerson(msgspec.Struct, frozen=True):
    id: str
    name: str
    role_text: str
    unit_name: str
    comes_to: str


class DemoView(msgspec.Struct, frozen=True):
    """Whom one may sign in as in the demo, and the demo's own clock."""

    now: datetime
    persons: list[DemoPerson]
