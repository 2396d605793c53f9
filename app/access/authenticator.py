"""Authenticator understands Web Authentication: what a passkey is asked, and whether its answer holds.

Web Authentication Level 2 (W3C), checked by py_webauthn. Whoever holds it must have been verified by
it, with a finger, a face or a PIN: the thing and that are two factors. Which make it is nobody asks.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.access.entrance import RelyingParty
from app.access.messages import MadePasskey, ShownPasskey

log = structlog.get_logger()
NAME = "Kvarten"
CHALLENGE = 32
PATIENCE = 120_000
"""Milliseconds that the browser waits for a finger: time to find the key in a pocket."""
NEEDED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey, as it is kept. `synced`: its owner's account with a maker has a copy."""

    credential: bytes
    public_key: bytes
    count: int
    synced: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that is kept, and the handle of the account that it is for."""

    public_key: bytes
    count: int
    handle: bytes


@dataclass(frozen=True, slots=True)
class Used:
    """What a passkey said of itself when it was used: how many times it has been, where it counts."""

    count: int
    synced: bool


def challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE)


def to_make(
    party: RelyingParty, challenged: bytes, handle: bytes, login: str, name: str,
    others: Sequence[bytes],
) -> dict[str, Any]:  # fmt: skip
    """What the browser is asked for a new one (PublicKeyCredentialCreationOptionsJSON).

    `others`: those that the account has already, so that no thing holds two.
    """
    told = generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=handle,
        user_name=login,
        user_display_name=name,
        challenge=challenged,
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=NEEDED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in others],
    )
    return options_to_json_dict(told)


def to_show(party: RelyingParty, challenged: bytes) -> dict[str, Any]:
    """What the browser is asked for one that it has (PublicKeyCredentialRequestOptionsJSON)."""
    told = generate_authentication_options(
        rp_id=party.id, challenge=challenged, timeout=PATIENCE, user_verification=NEEDED
    )
    return options_to_json_dict(told)


def made(party: RelyingParty, challenged: bytes, told: MadePasskey) -> Made | None:
    """The new passkey; None when it is not what was asked for, by us and on our own page."""
    try:
        found = verify_registration_response(
            credential=RegistrationCredential(
                id=told.id,
                raw_id=base64url_to_bytes(told.id),
                response=AuthenticatorAttestationResponse(
                    base64url_to_bytes(told.client_data), base64url_to_bytes(told.attestation)
                ),
            ),
            expected_challenge=challenged,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    # A stranger may send anything, and the library fails at it in many ways: none of them lets in.
    except Exception as error:
        log.info("passkey.not_made", kind=type(error).__name__)
        return None
    return Made(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        found.credential_backed_up,
    )


def shown(party: RelyingParty, challenged: bytes, told: ShownPasskey, known: Known) -> Used | None:
    """What it says of itself; None when it does not prove that its owner is here, now, on our page.

    A count that has not gone up is refused: two things are then using one key (7.2, step 21).
    """
    try:
        found = verify_authentication_response(
            credential=AuthenticationCredential(
                id=told.id,
                raw_id=base64url_to_bytes(told.id),
                response=AuthenticatorAssertionResponse(
                    base64url_to_bytes(told.client_data),
                    base64url_to_bytes(told.authenticator_data),
                    base64url_to_bytes(told.signature),
                ),
            ),
            expected_challenge=challenged,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.count,
            require_user_verification=True,
        )
        # Nobody said a name: the passkey itself says whose it is, and must say it.
        whose = secrets.compare_digest(base64url_to_bytes(told.user_handle), known.handle)
    except Exception as error:
        log.info("passkey.not_shown", kind=type(error).__name__)
        return None
    return Used(found.new_sign_count, found.credential_backed_up) if whose else None


def credential(told: ShownPasskey) -> bytes:
    """Which passkey it says that it is; nobody's when that cannot be read."""
    try:
        return base64url_to_bytes(told.id)
    except ValueError:
        return b""
