"""Result understands what became of one entry of what was sent."""

from dataclasses import dataclass, field
from typing import Literal

from app.events.fhir.read import Entry, Statement
from app.events.fhir.settle import Settled

Status = Literal["new", "known", "not_used", "unsupported", "rejected", "refused"]


@dataclass(slots=True)
class Result:
    """What became of one entry. `at` is FHIRPath from the entry's resource, or from the entry."""

    entry: Entry
    status: Status = "known"
    reason: str | None = None
    at: str = ""
    code: str = "informational"
    statements: list[Statement] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return self.status in {"rejected", "refused", "unsupported"}

    def fails(self, status: Status, reason: str, at: str, code: str) -> None:
        self.status, self.reason, self.at, self.code = status, reason, at, code
        self.statements, self.settled = [], []

    @property
    def expression(self) -> str:
        """Where it failed, as FHIRPath from the outermost: what stands before it is the place."""
        within = self.at
        if self.entry.place.startswith("Bundle."):
            name, _, rest = within.partition(".")
            within = rest if name == self.entry.type else within
            return ".".join(part for part in (self.entry.place, within) if part)
        return within
