"""Messages understands how accounts and their assignments look to whoever looks after the system."""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.access.entrance import Device
from app.access.party import Role
from app.access.roles import ScopeKind


class AssignmentView(msgspec.Struct, frozen=True):
    """One role for one scope. `overdue`: the day to look at it anew has come. Times are UTC."""

    id: str
    role: Role
    role_text: str
    scope: str
    place: str
    reason: str
    decider: str
    decided_at: datetime
    review_on: date
    overdue: bool
    starts_at: datetime
    ends_at: datetime | None
    holds: bool


class AccountView(msgspec.Struct, frozen=True):
    """Somebody who may sign in. `way`: a demo's person, a password, or the own login service."""

    id: str
    name: str
    login: str | None
    hsa_id: str | None
    way: Literal["demo", "local", "issuer"]
    disabled: bool
    has_password: bool
    passkeys: int
    invited_until: datetime | None
    sessions: int
    last_seen: datetime | None
    assignments: list[AssignmentView]


class RoleChoice(msgspec.Struct, frozen=True):
    role: Role
    text: str
    scopes: list[ScopeKind]


class PlaceChoice(msgspec.Struct, frozen=True):
    """A unit, a provider or the region; each once for each kind of scope that it is."""

    id: str
    name: str
    kind: ScopeKind


class AccountsView(msgspec.Struct, frozen=True):
    """All accounts by name, how many reviews are due, and what may be chosen for a new assignment."""

    accounts: list[AccountView]
    overdue: int
    roles: list[RoleChoice]
    places: list[PlaceChoice]


class NewAssignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an assignment must have (HSLF-FS 2016:40 4 kap. 2 §). `ends_on` is its last day."""

    role: Role
    scope: str
    reason: str
    decider: str
    review_on: date
    ends_on: date | None = None


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody new, with the assignment that they come for."""

    name: str
    assignment: NewAssignment
    login: str | None = None
    hsa_id: str | None = None


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assignment is still needed; look at it again on this day."""

    review_on: date


class InvitationLink(msgspec.Struct, frozen=True):
    """The link of an invitation, told this once: `path` begins with / and carries the token after #."""

    path: str
    until: datetime


class PasskeyView(msgspec.Struct, frozen=True):
    """A passkey of an account. `synced`: a copy of it is in its owner's account with a maker.

    Times are UTC; `used_at` is None until it has been used. `removable`: there is another way in.
    """

    id: str
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None
    removable: bool


class OwnAccountView(msgspec.Struct, frozen=True):
    """One's own account, and the ways in to it.

    `origin` is where passkeys hold, None where they cannot be or are not for this account. `fresh`:
    one has signed in so lately that a way in may be added.
    """

    name: str
    login: str | None
    way: Literal["demo", "local", "issuer"]
    has_password: bool
    origin: str | None
    fresh: bool
    passkeys: list[PasskeyView]


class MadePasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser answers when a passkey is made, base64url (RegistrationResponseJSON)."""

    id: str
    client_data: str
    attestation: str


class ShownPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser answers when a passkey is used, base64url (AuthenticationResponseJSON)."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str
    user_handle: str


class NewPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One more passkey for the own account, and what to call it."""

    name: str
    made: MadePasskey


class InvitedPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invitation taken with a passkey, instead of with a password and a code."""

    token: str
    name: str
    made: MadePasskey


class PasskeyLogin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shown: ShownPasskey
    device: Device = "desk"


class CommissionChoice(msgspec.Struct, frozen=True):
    """One of the commissions that a login service has told of, by its place in the list."""

    number: int
    role_text: str
    place: str
    name: str | None


class CommissionsView(msgspec.Struct, frozen=True):
    name: str
    choices: list[CommissionChoice]
