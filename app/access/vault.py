"""Vault understands the installation's key: it hides identifiers, finds them again, signs in roles.

One file (`KVARTEN_KEY_FILE`, 32 random bytes, mode 0600) gives three keys by HKDF: one for the
keyed hash that joins a person's events, one for encryption (AES-256-GCM), one for the passwords
of the database's roles.
"""

import base64
import hashlib
import hmac
import os
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Misconfigured


class Vault:
    def __init__(self, key: bytes) -> None:
        self._join = _derive(key, b"join")
        self._roles = _derive(key, b"roles")
        self._cipher = AESGCM(_derive(key, b"cipher"))

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Vault":
        """Read the key file; make it when `create` and it is not there. Raises Misconfigured."""
        try:
            if create and not path.exists():
                _make(path)
            key = base64.b64decode(path.read_bytes().strip(), validate=True)
        except OSError as error:
            raise Misconfigured(
                f"Nyckelfilen {path} går inte att läsa: {error.strerror}."
            ) from error
        except ValueError:
            key = b""
        if len(key) != 32:
            raise Misconfigured(f"Nyckelfilen {path} ska innehålla 32 byte i base64.")
        return cls(key)

    def hash(self, system: str, value: str) -> bytes:
        """The keyed hash under which an identifier is found again."""
        return hmac.digest(self._join, f"{system}|{value}".encode(), "sha256")

    def person(self, hashed: bytes) -> uuid.UUID:
        """The id of the person that this identifier is the first of."""
        return uuid.UUID(bytes=hmac.digest(self._join, b"person" + hashed, "sha256")[:16])

    def seal(self, told: str | bytes, about: bytes) -> bytes:
        """Encrypt; `about` binds the cipher to its place and must be given to open it."""
        nonce = os.urandom(12)
        raw = told.encode() if isinstance(told, str) else told
        return nonce + self._cipher.encrypt(nonce, raw, about)

    def unseal(self, cipher: bytes, about: bytes) -> str:
        return self.raw(cipher, about).decode("utf-8", "replace")

    def raw(self, cipher: bytes, about: bytes) -> bytes:
        """What was sealed, to the byte."""
        return self._cipher.decrypt(cipher[:12], cipher[12:], about)

    def opens(self, cipher: bytes, about: bytes) -> bool:
        """Whether it was sealed with this key."""
        try:
            self.raw(cipher, about)
        except InvalidTag:
            return False
        return True

    def password(self, role: str) -> str:
        """The password of one of the database's roles, the same on every replica with the key."""
        return hmac.digest(self._roles, role.encode(), "sha256").hex()


def token_hash(token: str) -> bytes:
    """Tokens of sources and sessions are 256 random bits; a plain hash keeps them from the disk."""
    return hashlib.sha256(token.encode()).digest()


def _make(path: Path) -> None:
    """A new key. Of two processes that start at once the first one's stands, whole, for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)) + b"\n")
        with suppress(FileExistsError):
            os.link(half, path)
    finally:
        os.unlink(half)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kvarten:" + purpose).derive(key)
