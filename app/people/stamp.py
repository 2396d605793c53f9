"""Stamp understands where a fact comes from: who told us, and when it happened, was written, came.

A fact may rest on several events, each with its stamp: who may not know one of them may not know it.
"""

from datetime import datetime
from typing import Any, get_args, get_type_hints

from app.value import Value


class Stamp(Value, frozen=True):
    """Where a fact comes from. `ref` is the root event; instants are aware UTC."""

    ref: str
    source: str
    controller: str
    unit: str | None
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime
    history: bool = False
    sensitive: bool = False

    @property
    def known_at(self) -> datetime:
        """When the fact became known to us: received, or recorded for loaded history."""
        return self.recorded_at if self.history else self.received_at


def stamps_of(fact: Any) -> tuple[Stamp, ...]:
    """Every stamp a fact bears: of the event that began it, and of those that added to it."""
    # A list and not a generator: a morning asks this of a million facts.
    told = [getattr(fact, name) for name in stamped(type(fact))]
    return tuple(told) if None not in told else tuple([one for one in told if one is not None])


def stamped(kind: type) -> tuple[str, ...]:
    """Which fields of a kind of fact are stamps."""
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(
            name for name, hint in get_type_hints(kind).items() if _is_stamp(hint)
        )
    return names


def _is_stamp(hint: object) -> bool:
    return hint is Stamp or Stamp in get_args(hint)


_NAMES: dict[type, tuple[str, ...]] = {}
"""As `stamped` has them, asked for once."""
