"""Authenticators understands how a thing with a passkey answers, with a browser before it: in software.

It does as Web Authentication Level 2 says (6.1, 6.5), and each part can be told to be wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(told: str) -> bytes:
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


@dataclass
class Authenticator:
    """One key. `counts`: it says how many times it has been used; not all do."""

    counts: bool = True
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any], **wrong: Any) -> dict[str, str]:
        """The answer to a wish for a new one, for the body of a request."""
        assert options["attestation"] == "none"
        assert options["authenticatorSelection"]["residentKey"] == "required"
        self.handle = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.credential).to_bytes(2)
        attested = bytes(16) + length + self.credential + public
        party = wrong.get("party", options["rp"]["id"])
        flags = wrong.get("flags", PRESENT | VERIFIED) | ATTESTED
        data = self._data(party, flags) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, wrong)
        return {
            "id": b64(self.credential),
            "client_data": b64(client),
            "attestation": b64(wrong.get("attestation", attestation)),
        }

    def show(self, options: dict[str, Any], **wrong: Any) -> dict[str, str]:
        """The answer to a wish for one that is here."""
        assert options["userVerification"] == "required"
        assert not options.get("allowCredentials")
        self.count = wrong.get("count", self.count + 1)
        party = wrong.get("party", options["rpId"])
        data = self._data(party, wrong.get("flags", PRESENT | VERIFIED))
        client = self._client(wrong.get("type", "webauthn.get"), options, wrong)
        signed = data + hashlib.sha256(client).digest()
        signature = wrong.get("signer", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(wrong.get("credential", self.credential)),
            "client_data": b64(client),
            "authenticator_data": b64(data),
            "signature": b64(signature),
            "user_handle": b64(wrong.get("handle", self.handle)),
        }

    def _data(self, party: str, flags: int) -> bytes:
        count = self.count if self.counts else 0
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        told = {
            "type": kind,
            "challenge": wrong.get("challenge", options["challenge"]),
            "origin": wrong.get("origin", ORIGIN),
            "crossOrigin": False,
        }
        return json.dumps(told).encode()
