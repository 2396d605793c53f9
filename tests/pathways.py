"""Pathways understands how a test tells of a tracker: events in a line each, on a Tuesday at 7.40."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.clock import local
from app.pathways.tracker import Tracker
from tests.builders import NOW, a_morning, a_person

Tell = Callable[..., Tracker | None]
CASE = "samsa.inskrivningsmeddelande samband=s sent_at=-0d recipients=kp,bi"


def tracker(tell: Tell, *lines: str, now: datetime = NOW, age: int | None = 82, **more: Any) -> Any:
    """What a tracker says of a person with these events; `numbers` are the centre's own."""
    return tell(a_person(*lines, age=age, now=now), a_morning(now, **more))


def clocks(found: Tracker, now: datetime = NOW) -> dict[str, tuple[str, str]]:
    """Each clock: when it runs out by Stockholm's clocks, and how it stands."""
    return {
        one.what: (local(one.deadline).strftime("%Y-%m-%d %H.%M"), one.state(now))
        for one in found.clocks
    }


def reached(found: Tracker) -> list[str]:
    return [one.what for one in found.steps if one.at is not None]
