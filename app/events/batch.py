"""Batch understands where one event ends and the next begins, also when one of them is broken."""

import re
from collections.abc import Sequence

import msgspec

from app.events.wire import UNREADABLE

MOST_MARKS = 300_000
"""Beyond this a broken batch is not looked into: ten thousand events have fewer."""
# The next sign that holds a batch together, outside every string.
_MARK = re.compile(rb'(?:[^"\[\]{},]++|"(?:[^"\\]++|\\.?)*+(?:"|\Z))*+([\[\]{},])', re.DOTALL)


def split(body: bytes) -> Sequence[bytes | msgspec.Raw] | None:
    """The events of a batch; None when it is no whole list, and can only be answered as one thing."""
    try:
        return msgspec.json.decode(body, type=list[msgspec.Raw])
    except UNREADABLE:
        return _loosely(body.strip())


def _loosely(body: bytes) -> list[bytes] | None:
    """The same where one event is malformed: the others are whole, and are still to go in."""
    parts, begin, at, depth = list[bytes](), 1, 0, 0
    for _ in range(MOST_MARKS if body.startswith(b"[") else 0):
        # Matched from where we are, not searched for: a body may be one string without an end.
        if not (mark := _MARK.match(body, at)):
            return None
        at = mark.end()
        depth += (mark[1] in {b"[", b"{"}) - (mark[1] in {b"]", b"}"})
        if depth == 0:
            whole = mark[1] == b"]" and at == len(body)
            return [*parts, body[begin : at - 1].strip()] if whole else None
        if depth == 1 and mark[1] == b",":
            parts.append(body[begin : at - 1].strip())
            begin = at
    return None
