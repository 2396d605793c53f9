"""Ledger understands a person's words on sharing as assertions: who gave each, and what ended it.

After Inera's PDL assertions: ended (taken back) and voided (registered by mistake) are two states,
neither is a delete, and neither can be undone. What stands here is what the fold says stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.events.kinds import Event
from app.people.fold import effective, project
from app.people.person import Consent, Person

STATES = ("consent.", "svod.", "capacity.")
"""The kinds that say what a person allows. Of blocks nothing is told: not even whose they are."""
Mark = tuple[str, str, str]
"""An assertion as it was last told: its purpose, its id, and the event."""
End = Literal["ended", "voided", "refused", "replaced"]
ENDS: dict[str, End] = {
    "consent.ended": "ended",
    "consent.voided": "voided",
    "consent.refused": "refused",
    "consent.given": "replaced",
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """One yes, or one harm test: `consent` as it was given, by which event, and what ended it.

    `end` is None while it stands; that its time is over is for whoever knows the time to say.
    """

    consent: Consent
    given: Event
    end: End | None = None
    ended: Event | None = None

    @property
    def id(self) -> str:
        """What it is named by here: its purpose and its own id, if it was told with one."""
        return f"{self.consent.purpose}:{self.consent.key}"

    @property
    def whole(self) -> bool:
        """Whether what ends it ends its whole purpose, since it has no id of its own to be named by."""
        return not self.consent.key


@dataclass(frozen=True, slots=True)
class Ledger:
    """All assertions in the order they were given, and every word told, in its order."""

    assertions: tuple[Assertion, ...]
    words: tuple[Event, ...]

    def standing(self, id_: str) -> Assertion | None:
        return next((one for one in self.assertions if one.end is None and one.id == id_), None)


def ledger(events: Iterable[Event]) -> Ledger:
    """The ledger of one person's events, in any order; those of other kinds are passed over."""
    words = tuple(event for event in effective(events) if event.kind.startswith(STATES))
    person, found = Person(), list[Assertion]()
    for event in words:
        person = project(person, event)
        stand = {_mark(one): one for one in person.consents if one.state == "given"}
        after = (_after(one, stand, event) for one in found)
        found = [one for one in after if one is not None]
        known = {_mark(one.consent) for one in found}
        found += [Assertion(one, event) for mark, one in stand.items() if mark not in known]
    return Ledger(tuple(found), words)


def by(body: Any) -> str | None:
    """Who registered a word, where that was told."""
    return getattr(body, "by", None)


def _mark(consent: Consent) -> Mark:
    return consent.purpose, consent.key, consent.stamp.ref


def _after(one: Assertion, stand: Mapping[Mark, Consent], event: Event) -> Assertion | None:
    """What has become of an assertion by an event; None when the same was only told once more."""
    if one.end is not None or _mark(one.consent) in stand:
        return one
    again = one.consent.key and one.consent.key == event.correlation
    if event.kind == "consent.given" and again:
        return None
    return replace(one, end=ENDS[event.kind], ended=event)
