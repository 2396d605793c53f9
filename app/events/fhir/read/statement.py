"""Statement understands one thing that a resource says: which part of it, and what is said now.

A resource is told again and again, each time as it is then. So each part of it (that a visit began,
that it ended) has a name of its own, which is the id of the event that first told it. What is told
of the part later corrects that event, or takes it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.errors import FieldError, Rejected

Told = Mapping[str, Any]
NOWHERE: Mapping[str, str] = {}


class Unreadable(Rejected):
    """A resource that cannot be taken: `reason` in Swedish, `field` as FHIRPath, `code` as R4 has it."""

    def __init__(self, reason: str, field: str, code: str = "business-rule") -> None:
        super().__init__(reason, fields=(FieldError(field, reason),))
        self.reason = reason
        self.field = field
        self.code = code

    def within(self, place: str) -> "Unreadable":
        """The same, with the place that the field is counted from."""
        path = ".".join(part for part in (place, self.field) if part)
        return Unreadable(self.reason, path, self.code)


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A resource that was understood and that nothing is made of; it is answered."""

    trigger: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a resource says of one part. `body` None takes the part back.

    `recorded_at` None: the resource does not say when it was written. `timed`: whether the time is
    the resource's own word, and not only the best we have. `only_if`: the part that must stand for
    this to be worth telling. `places`: where in the resource a field of the event comes from.
    `loose`: the fields of `body` that change by themselves, and do not make it another statement.
    `adds`: told otherwise it adds to what was told, and does not correct it.
    """

    part: str
    kind: str
    time: datetime
    recorded_at: datetime | None
    shared: Told
    body: Told | None
    timed: bool = True
    only_if: str | None = None
    places: Mapping[str, str] = field(default_factory=lambda: NOWHERE)
    loose: frozenset[str] = frozenset()
    adds: bool = False


def wire_form(one: Statement, source: str, **changed: Any) -> dict[str, Any]:
    """The statement as a CloudEvent; `changed` are id and fields of data that say what it corrects."""
    id_ = changed.pop("id", one.part)
    data = {**one.shared, **(one.body or {})}
    if one.recorded_at is not None:
        data["recorded_at"] = one.recorded_at.isoformat()
    if one.body is None and "cancels" not in changed:
        id_, data["cancels"] = f"{one.part}:cancelled", one.part
    return {
        "specversion": "1.0",
        "id": id_,
        "source": source,
        "type": one.kind,
        "time": one.time.isoformat(),
        "datacontenttype": "application/json",
        "data": data | changed,
    }
