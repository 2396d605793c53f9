"""Editions understands what the events of a message are called, so that later ones find them.

A message says something about a fact: that this visit's admission was so. The fact has a name that
every message about the visit can tell, and what a message says of it is an edition, which revises
the fact or cancels it. The last recorded edition stands, in whatever order they come.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

Fact = Literal["registered", "closed", "admitted", "transferred", "discharged", "pud"]
ED: dict[Fact, str] = {"registered": "ed.visit.registered", "closed": "ed.visit.closed"}
STAY: dict[Fact, str] = {
    "admitted": "inpatient.admitted",
    "transferred": "inpatient.transferred",
    "discharged": "inpatient.discharged",
    "pud": "samsa.pud_changed",
}
KIND = ED | STAY
_LONGEST = 60
_LAST_DIGITS = re.compile(r"[0-9]{1,12}$")


@dataclass(frozen=True, slots=True)
class Origin:
    """What the events of one message have in common: its sender, its number, when it was recorded.

    `visit` is the number of the visit it is about, where it is about one.
    """

    source: str
    control: str
    recorded: datetime
    visit: str = ""

    @property
    def tail(self) -> str:
        """The message, among all that its sender ever sends: a counter may begin anew.

        Digits are filled out, so that of two in the same second the later number is the later.
        """
        control = _LAST_DIGITS.sub(lambda digits: digits[0].zfill(12), self.control)
        return f"{_key(control)}@{self.recorded.astimezone(UTC):%Y%m%dT%H%M%S}"

    def event(
        self, part: str, kind: str, at: datetime, who: dict[str, Any], data: dict[str, Any]
    ) -> dict[str, Any]:
        """An event that stands by itself."""
        about = f"visit/{_key(self.visit)}/" if self.visit else ""
        return self._event(f"{about}{self.tail}/{part}", kind, at, who | data)

    def edition(
        self, visit: str, fact: Fact, at: datetime, who: dict[str, Any], data: dict[str, Any]
    ) -> dict[str, Any]:
        """What the message says of a fact."""
        if not visit:
            return self.event(fact, KIND[fact], at, who, data)
        root = _root(visit, fact)
        told = {"correlation_id": visit, "revises": root}
        return self._event(f"{root}/{self.tail}", KIND[fact], at, who | told | data)

    def presumed(
        self, visit: str, fact: Fact, at: datetime, who: dict[str, Any], data: dict[str, Any]
    ) -> dict[str, Any]:
        """What the message takes for granted of a fact: it gives way to every edition of it.

        It bears the fact's own name, so that it is taken in once, however often it is repeated.
        """
        if not visit:
            return self.event(fact, KIND[fact], at, who, data)
        return self._event(
            _root(visit, fact), KIND[fact], at, who | {"correlation_id": visit} | data
        )

    def cancelled(
        self, visit: str, fact: Fact, who: dict[str, Any], kind: str | None = None
    ) -> dict[str, Any]:
        """The fact is no longer so."""
        root = _root(visit, fact)
        told = {"correlation_id": visit, "cancels": root}
        kind = kind or KIND[fact]
        return self._event(f"{root}/{self.tail}", kind, self.recorded, who | told)

    def _event(self, id_: str, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": id_,
            "source": self.source,
            "type": kind,
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": {"recorded_at": self.recorded.isoformat()} | data,
        }


def _root(visit: str, fact: Fact) -> str:
    return f"visit/{_key(visit)}/{fact}"


def _key(text: str) -> str:
    """A number as it can stand in an id, whatever its sender puts in it."""
    written = quote(text, safe="")
    return written if len(written) <= _LONGEST else f"={_digest(text)}"


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
