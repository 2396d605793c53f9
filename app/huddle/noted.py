"""Noted remembers which looks are in the log already, so that coming back writes only what is new.

A look is the same when the same viewer in the same session was given and refused the same of the same
person in the same huddle, on the same list or on the same page, on the same grounds and in the same
mode. Each process remembers its own, the latest first and not for ever: what is forgotten is written
again, which is no fault. A viewer without a known session is never the same as before.
"""

from collections import OrderedDict
from collections.abc import Sequence

from app.access.audit import Line
from app.access.viewer import Viewer

ROOM = 50_000
"""Looks that are remembered: some twenty megabytes, or forty looks each of twelve hundred sessions."""


class Noted:
    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._known: OrderedDict[tuple[str, str, Line], None] = OrderedDict()

    def fresh(self, viewer: Viewer, lines: Sequence[Line]) -> list[Line]:
        """The lines that are to be written; one that is about no person always is."""
        session = viewer.session
        if session is None:
            return list(lines)
        return [
            line
            for line in lines
            if line.person is None or (viewer.id, session, line) not in self._known
        ]

    def keep(self, viewer: Viewer, lines: Sequence[Line]) -> None:
        """Remember what is in the log. Beware: not before it has been committed."""
        if viewer.session is None:
            return
        for line in lines:
            if line.person is not None:
                key = (viewer.id, viewer.session, line)
                self._known[key] = None
                self._known.move_to_end(key)
        while len(self._known) > self._room:
            self._known.popitem(last=False)
