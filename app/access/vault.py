"""Vault understands the installation's keys: it hides identifiers, finds them again, signs in roles.

The key file (app/access/keyfile.py) is the master. By HKDF it gives the passwords of the database's
roles, and what the data keys are wrapped with: one for the keyed hash that joins a person's events,
and those that encrypt (AES-256-GCM), of which the newest seals. The data keys lie in the database,
wrapped (app/access/data_keys.py), so that neither the file nor the database is enough alone. What is
sealed begins with two bytes: the number of its data key.

Before a database has data keys of its own, the file gives them by HKDF too, under the number 0.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.access import keyfile
from app.errors import Misconfigured

Purpose = Literal["join", "cipher"]
DERIVED = 0
"""The number of the data key that the key file itself gives."""
NUMBER, NONCE = 2, 12


class WrongKey(Exception):
    """The data keys were wrapped with another master than any of ours."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as the database keeps it, for whoever holds the master that is named."""

    id: int
    purpose: Purpose
    master: bytes
    wrapped: bytes = field(repr=False)


class Master:
    """One key of the key file."""

    def __init__(self, key: bytes) -> None:
        self.id = _derive(key, b"id")[:8]
        self.join = _derive(key, b"join")
        self.cipher = _derive(key, b"cipher")
        self._roles = _derive(key, b"roles")
        self._wrap = AESGCM(_derive(key, b"wrap"))

    def wrap(self, id_: int, purpose: Purpose, data_key: bytes) -> Wrapped:
        nonce = os.urandom(NONCE)
        sealed = self._wrap.encrypt(nonce, data_key, _place(id_, purpose))
        return Wrapped(id_, purpose, self.id, nonce + sealed)

    def unwrap(self, one: Wrapped) -> bytes:
        place = _place(one.id, one.purpose)
        return self._wrap.decrypt(one.wrapped[:NONCE], one.wrapped[NONCE:], place)

    def password(self, role: str) -> str:
        return hmac.digest(self._roles, role.encode(), "sha256").hex()


class Vault:
    """The keys as this process knows them. It learns of new ones by itself when it meets them."""

    def __init__(self, *keys: bytes, path: Path | None = None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self.learn: Callable[[], Iterable[Wrapped]] | None = None
        self._hold(keys)
        self._take({("join", DERIVED): self.masters[0].join,
                    ("cipher", DERIVED): self.masters[0].cipher})  # fmt: skip

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Vault":
        """Read the key file; make it when `create` and it is not there. Raises Misconfigured."""
        return cls(*keyfile.read(path, create=create), path=path)

    def hash(self, system: str, value: str) -> bytes:
        """The keyed hash under which an identifier is found again."""
        return hmac.digest(self._join, f"{system}|{value}".encode(), "sha256")

    def person(self, hashed: bytes) -> uuid.UUID:
        """The id of the person that this identifier is the first of."""
        return uuid.UUID(bytes=hmac.digest(self._join, b"person" + hashed, "sha256")[:16])

    def seal(self, told: str | bytes, about: bytes) -> bytes:
        """Encrypt; `about` binds the cipher to its place and must be given to open it."""
        nonce = os.urandom(NONCE)
        raw = told.encode() if isinstance(told, str) else told
        number, cipher = self._sealing
        return number + nonce + cipher.encrypt(nonce, raw, about)

    def unseal(self, cipher: bytes, about: bytes) -> str:
        return self.raw(cipher, about).decode("utf-8", "replace")

    def raw(self, cipher: bytes, about: bytes) -> bytes:
        """What was sealed, to the byte. Raises InvalidTag: another key's, or of another place."""
        number = int.from_bytes(cipher[:NUMBER])
        if number not in self._ciphers:
            self.refresh()
        if number not in self._ciphers:
            raise InvalidTag
        nonce = cipher[NUMBER : NUMBER + NONCE]
        return self._ciphers[number].decrypt(nonce, cipher[NUMBER + NONCE :], about)

    def opens(self, cipher: bytes, about: bytes) -> bool:
        """Whether it was sealed with a key of ours."""
        try:
            self.raw(cipher, about)
        except InvalidTag:
            return False
        return True

    def passwords(self, role: str) -> Sequence[str]:
        """What may be the password of one of the database's roles, as the file says now: two while
        the key is being changed. The same on every replica with the key."""
        self.look()
        return [master.password(role) for master in self.masters]

    def password(self, role: str) -> str:
        return self.passwords(role)[0]

    @property
    def newest(self) -> int:
        """The number of the data key that seals."""
        return int.from_bytes(self._sealing[0])

    def data_keys(self) -> dict[tuple[Purpose, int], bytes]:
        """Every data key, to be wrapped for another master."""
        return dict(self._data)

    def adopt(self, kept: Iterable[Wrapped]) -> None:
        """Use the data keys of the database from now on. Raises WrongKey; none: the file's own."""
        masters = {master.id: master for master in self.masters}
        rows = list(kept)
        found: dict[tuple[Purpose, int], bytes] = {}
        for one in rows:
            if one.master in masters:
                try:
                    found[one.purpose, one.id] = masters[one.master].unwrap(one)
                except InvalidTag:
                    raise WrongKey from None
        if {(one.purpose, one.id) for one in rows} != found.keys():
            raise WrongKey
        if found:
            self._take(found)

    def look(self) -> None:
        """Read the key file again if it has been written since; what is known stands if it cannot."""
        if self._path is None:
            return
        with suppress(OSError, Misconfigured):
            now = self._path.stat()
            if (now.st_mtime_ns, now.st_ino) != self._seen:
                self._hold(keyfile.read(self._path))
                self._seen = now.st_mtime_ns, now.st_ino

    def refresh(self) -> None:
        """Learn of keys that came since: the file's, and the database's."""
        self.look()
        if self.learn is not None:
            self.adopt(self.learn())

    def _hold(self, keys: Sequence[bytes]) -> None:
        self.masters = tuple(Master(key) for key in keys)

    def _take(self, data: dict[tuple[Purpose, int], bytes]) -> None:
        self._data = data
        [self._join] = [key for (purpose, _), key in data.items() if purpose == "join"]
        self._ciphers = {id_: AESGCM(key) for (what, id_), key in data.items() if what == "cipher"}
        newest = max(self._ciphers)
        self._sealing = newest.to_bytes(NUMBER), self._ciphers[newest]


def token_hash(token: str) -> bytes:
    """Tokens of sources and sessions are 256 random bits; a plain hash keeps them from the disk."""
    return hashlib.sha256(token.encode()).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kvarten:" + purpose).derive(key)


def _place(id_: int, purpose: Purpose) -> bytes:
    """What a wrapped key is bound to: nobody swaps one data key for another in the database."""
    return f"kvarten:{purpose}:{id_}".encode()
