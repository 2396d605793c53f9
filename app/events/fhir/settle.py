"""Settle understands what is still to be told of a part of a resource, after what was told before.

Told for the first time it is an event of its own, under the part's name. Told again with the same
content it is that event again, and known. Told otherwise it corrects what stands; but what was
written earlier than that is only late, and says nothing any more. Decision 14 says why.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from app.events import wire
from app.events.fhir.chains import Before, Chains, standing
from app.events.fhir.read import Statement, wire_form
from app.events.reading import Refused, Told

LATER = timedelta(microseconds=1)
SAME = timedelta(microseconds=500)
"""Within this two versions were written at once: FHIR's instants are told to the millisecond."""
Reader = Callable[[bytes], Told | wire.Fault | Refused]


@dataclass(frozen=True, slots=True)
class Settled:
    """An event that is to go in, as it is sent and as it was read; `first` when it begins a chain."""

    raw: bytes
    told: Told
    first: bool


@dataclass(frozen=True, slots=True)
class Settling:
    """What one parcel is settled against. `chains` grows with what the parcel itself says."""

    source: str
    now: datetime
    read: Reader
    chains: Chains
    persons: Callable[[Told], frozenset[UUID]]

    def settle(self, one: Statement) -> Settled | wire.Fault | Refused | None:
        """The event that tells it; None when there is nothing left to tell."""
        if one.only_if is not None and not self._stands(one.only_if):
            return None
        chain = self.chains.get(one.part, [])
        last = standing(chain)
        if last is None:
            return self._event(one, {}, first=True)
        late = _is_late(one, last)
        if one.body is None and last.correction == "cancel":
            return self._event(one, {"id": last.id, "cancels": one.part})
        if one.body is not None and last.correction != "cancel":
            again = {"id": last.id, **({"revises": one.part} if last.correction != "new" else {})}
            known = self._event(one, again)
            if not isinstance(known, Settled) or self._same(one, known.told, last):
                return known
        if one.adds:
            return self._added(one, chain, last)
        if late:
            return None
        recorded = max(one.recorded_at or self.now, last.recorded_at + LATER)
        how = "cancels" if one.body is None else "revises"
        changed = {how: one.part, "recorded_at": recorded.isoformat()}
        return self._event(one, {"id": f"{one.part}:{_digest(one, last)}", **changed})

    def _added(
        self, one: Statement, chain: Sequence[Before], last: Before
    ) -> Settled | wire.Fault | Refused | None:
        """What comes late is told too, unless it has been: it may know what later ones do not say."""
        late = _is_late(one, last)
        for before in chain if late else ():
            again = self._event(one, {"id": before.id})
            if not isinstance(again, Settled) or self._same(one, again.told, before):
                return again
        recorded = one.recorded_at if late else None
        recorded = recorded or max(one.recorded_at or self.now, last.recorded_at + LATER)
        changed = {"id": f"{one.part}:{_digest(one, last)}", "recorded_at": recorded.isoformat()}
        return self._event(one, changed)

    def _stands(self, part: str) -> bool:
        last = standing(self.chains.get(part, []))
        return last is not None and last.correction != "cancel"

    def _event(
        self, one: Statement, changed: Mapping[str, Any], *, first: bool = False
    ) -> Settled | wire.Fault | Refused:
        raw = msgspec.json.encode(wire_form(one, self.source, **changed))
        told = self.read(raw)
        return Settled(raw, told, first) if isinstance(told, Told) else told

    def remember(self, one: Statement, settled: Settled) -> None:
        """What the parcel has said of a part is what its later entries are settled against."""
        event = settled.told.event
        body = None if event.body is None else _plain(event.body)
        before = Before(
            settled.told.id, event.correction, event.kind, body, event.unit, event.correlation,
            event.occurred_at, event.recorded_at, event.sensitive, self.persons(settled.told),
        )  # fmt: skip
        chain = self.chains.setdefault(one.part, [])
        if all(known.id != before.id for known in chain):
            chain.append(before)

    def _same(self, one: Statement, told: Told, last: Before) -> bool:
        """Whether what stands says just this; what changes by itself does not count."""
        event = told.event
        if (event.kind, event.unit, event.correlation, event.sensitive) != (
            last.kind, last.unit, last.correlation, last.sensitive,
        ):  # fmt: skip
            return False
        if one.timed and event.occurred_at != last.occurred_at:
            return False
        if not self.persons(told) & last.persons:
            return False
        return _firm(_plain(event.body), one) == _firm(last.body, one)


def _is_late(one: Statement, last: Before) -> bool:
    """Whether it was written before what stands. Of what was written at once the last come counts."""
    return one.recorded_at is not None and one.recorded_at < last.recorded_at - SAME


def _plain(body: Any) -> Any:
    """A kind's fields as the table has them."""
    return msgspec.json.decode(msgspec.json.encode(body))


def _firm(body: Mapping[str, Any], one: Statement) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in one.loose}


def _digest(one: Statement, last: Before) -> str:
    """A name for this change of just what stood: the way back from it is another."""
    shared = {name: value for name, value in one.shared.items() if name != "person_id"}
    body = None if one.body is None else _firm(one.body, one)
    content = [last.id, one.kind, one.time.isoformat() if one.timed else None, shared, body]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:16]
