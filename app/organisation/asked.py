"""Asked understands the request behind a source: concrete, for a time, and enough for what it tells.

OSL 25:11 lets a source hand over what has been asked for. A kind whose required fields are not in
the request can never be taken in, so asking for the one without the other is a fault.
"""

from collections.abc import Iterator
from dataclasses import MISSING, fields
from fnmatch import fnmatchcase

from app.events.kinds import KINDS
from app.organisation.entries import SourceEntry
from app.organisation.shape import nearest

FIELDS = tuple(
    f"{kind}.{field.name.rstrip('_')}" for kind, body in KINDS.items() for field in fields(body)
)
"""Every field of every kind that there is, as a request names it."""


def unasked(source: SourceEntry) -> Iterator[tuple[str, str]]:
    """What is wrong with a source's request: the key, and what to do."""
    for pattern in source.kinds:
        if not any(fnmatchcase(kind, pattern) for kind in KINDS):
            near = nearest(pattern, [*KINDS, *_families()])
            yield "kinds", f"Ingen händelsetyp heter {pattern}. {near}".strip()
    if not source.fields:
        yield "fields", "Ange vilka uppgifter som är begärda, till exempel ed.visit.*.*"
    for key, patterns in (("fields", source.fields), ("free_text", source.free_text)):
        for pattern in patterns:
            if not any(fnmatchcase(field, pattern) for field in FIELDS):
                near = nearest(pattern, FIELDS)
                yield key, f"Ingen uppgift heter {pattern}. {near}".strip()
    asked = (*source.fields, *source.free_text)
    lacking = [
        f"{kind}.{field.name.rstrip('_')}"
        for kind, body in KINDS.items()
        if any(fnmatchcase(kind, pattern) for pattern in source.kinds)
        for field in fields(body)
        if field.default is MISSING and field.default_factory is MISSING
        and not any(fnmatchcase(f"{kind}.{field.name.rstrip('_')}", one) for one in asked)
    ]  # fmt: skip
    if source.fields and lacking:
        more = f" och {len(lacking) - 5} till" if len(lacking) > 5 else ""
        yield (
            "fields",
            f"Begäran saknar uppgifter som händelserna måste ha: {', '.join(lacking[:5])}{more}.",
        )


def _families() -> list[str]:
    """ed.visit.* for ed.visit.closed"""
    return sorted({f"{kind.rpartition('.')[0]}.*" for kind in KINDS})
