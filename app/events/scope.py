"""Scope understands what a source may tell us: which kinds, of whom, which fields, and how long.

OSL 25:11 lets a source hand over what has been asked for, concretely and for a time. What lies
outside that is refused and not kept; a field that nobody asked for is dropped before it is stored.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from app.events.kinds import KINDS, Event
from app.tables import Source

ANY = "*"
FREE_TEXT = frozenset({"chief_complaint", "reason", "basis", "note", "text"})
"""Fields that hold somebody's own words. They are dropped unless the source's request names them; where
they are all that a kind tells, the request names the kind."""
ALWAYS = frozenset({"protected"})
"""A protection is never dropped: whoever did not ask for it must know of it all the same."""
OUTSIDE = "Händelsen ligger utanför källans begäran: {}. Den har inte sparats."


@dataclass(frozen=True, slots=True)
class Scope:
    """A source as each of its events is read by; a table's own row is slow to ask.

    `units` empty: any. `droppable` names by kind the fields outside the request, each with what it
    is when not told.
    """

    id: str
    controller: str
    local_systems: frozenset[str]
    kinds: frozenset[str]
    controllers: frozenset[str]
    units: frozenset[str]
    droppable: Mapping[str, tuple[tuple[str, Any], ...]]
    valid_from: date | None
    valid_to: date | None

    def closed(self, today: date) -> str | None:
        """Why the feed is closed on a local date, if it is."""
        if self.valid_to is not None and today > self.valid_to:
            return (
                f"Begäran till källan gick ut {self.valid_to}. Inget tas emot förrän den förnyats."
            )
        if self.valid_from is not None and today < self.valid_from:
            return f"Begäran till källan gäller först från {self.valid_from}."
        return None

    def refuses(self, event: Event) -> tuple[str, str] | None:
        """The field and the reason, in Swedish, if the source may not tell this."""
        if outside := self.refuses_kind(event.kind):
            return outside
        if ANY not in self.controllers and event.controller not in self.controllers:
            return "data.controller_hsa_id", OUTSIDE.format("den omfattar inte den huvudmannen")
        if self.units and event.unit is not None and event.unit not in self.units:
            return "data.unit_hsa_id", OUTSIDE.format("den omfattar inte den enheten")
        return None

    def refuses_kind(self, kind: str) -> tuple[str, str] | None:
        """The same of its kind alone, of what could not be read whole."""
        if kind in self.kinds:
            return None
        return "type", OUTSIDE.format("den omfattar inte händelser av det slaget")

    def narrowed(self, event: Event) -> tuple[Event, int]:
        """The event without the fields that nobody asked for, and how many those were."""
        outside = self.droppable.get(event.kind)
        if not outside or event.body is None:
            return event, 0
        told = {name: none for name, none in outside if getattr(event.body, name) != none}
        if not told:
            return event, 0
        return event.but(body=replace(event.body, **told)), len(told)


def of(source: Source) -> Scope:
    """The scope of a source, as its row says. No kinds at all: any may come and none is expected."""
    return Scope(
        source.id,
        source.controller,
        frozenset(source.local_systems),
        matching(tuple(source.kinds)) if source.kinds else frozenset(KINDS),
        frozenset({source.controller, *source.controllers}),
        frozenset(source.units),
        _outside(tuple(source.fields), tuple(source.free_text)),
        source.valid_from,
        source.valid_to,
    )


@cache
def matching(patterns: tuple[str, ...]) -> frozenset[str]:
    """The kinds that any of the patterns names."""
    return frozenset(
        kind for kind in KINDS if any(fnmatchcase(kind, pattern) for pattern in patterns)
    )


def required(kind: str) -> tuple[str, ...]:
    """The kind's own fields that must be told: a request without them asks for nothing."""
    return tuple(f.name for f in fields(KINDS[kind]) if not _may_lack(f))


@cache
def _outside(
    asked: tuple[str, ...], free_text: tuple[str, ...]
) -> Mapping[str, tuple[tuple[str, Any], ...]]:
    found = {}
    for kind, body in KINDS.items():
        outside = tuple(
            (f.name, f.default)
            for f in fields(body)
            if _may_lack(f)
            and f.name not in ALWAYS
            and not _asked(f"{kind}.{f.name.rstrip('_')}", asked, free_text)
        )
        if outside:
            found[kind] = outside
    return found


def _asked(field: str, asked: tuple[str, ...], free_text: tuple[str, ...]) -> bool:
    patterns = free_text if field.rpartition(".")[2] in FREE_TEXT else asked
    return any(fnmatchcase(field, pattern) for pattern in patterns)


def _may_lack(field: Any) -> bool:
    return field.default is not MISSING
