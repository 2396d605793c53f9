"""Lives understands the lives that the nation lives: told by the demo, folded once, written as COPY reads.

A life is told of somebody at one of the first region's centres. Whoever else lives it is told of in the
same octets, with a number, an id and a region of their own put in: each of the three is as long as the
one that it stands for. A life has stages: what was known at the first of the mornings, and then what
became known until each of the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec

from app.days import huddle_end, local_date, next_huddle_day, previous_huddle_day
from app.demo.generator import Demo
from app.demo.region import Place, Region
from app.demo.residents import Resident, residents
from app.events.kinds import Event
from app.events.reading import Told, read
from app.events.scope import of
from app.house import House
from app.national.country import word
from app.people.person import Person
from app.people.rows import row
from app.people.steps import known_at, steps

LONG_AGO = timedelta(days=5_000)
"""Nothing that is told of anybody is older: all of it came in while it was news."""
OLD = 0.21
"""So many are 65 or older (SCB, 2024)."""
PACE = 1.9
"""How much oftener the younger seek care than the demo's least frail: so it comes to 60 million a year."""
YOUNGER = range(9, 65)
"""The younger's ages. Whoever has been registered for eight years is at least as old."""
NUMBER = 90_000_000
"""The first life's number: as long as any person's, and like nothing else that is written."""
ID = UUID("5ca1ab1e-0000-4000-8000-00000000f01d")
REGION = word(0).encode()
CONTACTS = frozenset({
    "vc.visit", "phone.contact", "ed.visit.closed", "inpatient.admitted", "ambulance.contact",
    "mobile.visit",
})  # fmt: skip
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Stage:
    """What became known until a morning: by local day the events' rows, and the person's row then.

    `row` is None when nothing came. Rows are as COPY reads them, in the first region's words.
    """

    days: dict[int, bytes]
    row: bytes | None
    events: int


@dataclass(frozen=True, slots=True)
class Life:
    """One life: `rests` is how many of the mornings it is neither changed nor due on, from the first."""

    number: bytes
    place: int
    stages: tuple[Stage, ...]
    rests: int
    contacts: int


def lives(
    house: House, region: Region, mornings: Sequence[datetime], each: int, seed: int
) -> Iterator[Life]:
    """So many lives at each of the region's centres. `mornings` (UTC): when each agenda is built."""
    began = mornings[0] - LONG_AGO
    everybody = [
        replace(who, number=NUMBER + at * each + n)
        for at, place in enumerate(region.places)
        for n, who in enumerate(_everybody(seed + at, mornings[-1], replace(region, places=(place,)), each))
    ]  # fmt: skip
    demo = Demo(
        seed, local_date(mornings[-1]), region, began, mornings[-1], tuple(everybody), stories={}
    )
    foldings = [house.folding(morning) for morning in mornings]
    places = {place: at for at, place in enumerate(region.places)}
    for who in everybody:
        events = list(_events(house, demo, who))
        due = [folding.next_due for folding in foldings]
        yield _life(who, places[who.place], events, mornings, due)


def put_in(written: bytes, life: Life, number: int, id_: bytes, region: bytes) -> bytes:
    """A life's rows, of the person with this number (eight digits), id (32 hex digits) and region."""
    told = written.replace(ID_WRITTEN, id_).replace(life.number, b"%d" % number)
    return told.replace(REGION, region)


def _everybody(seed: int, at: datetime, region: Region, each: int) -> Iterator[Resident]:
    """Those of one centre: the demo's own who are old, or young with LSS, and the younger."""
    told = list(residents(seed, local_date(at), region, each))
    old, young = told[:each], told[each:]
    share = round(each * OLD)
    yield from (old[:share] + young)[: min(share + len(young), each)]
    for n, who in enumerate(old[share : each - len(young)]):
        age = YOUNGER[n % len(YOUNGER)]
        yield replace(
            who, age=age, born=who.born + timedelta(days=round(365.25 * (who.age - age))),
            frailty=1, wear=who.wear * PACE, scored=False, enrolled=(), consent="none",
        )  # fmt: skip


def _events(house: House, demo: Demo, who: Resident) -> Iterator[Event]:
    """What is told of somebody, read as at the door at the instant that it came; once each.

    What the door would not have taken then (a decision said to be carried out later) is left out.
    """
    seen: set[str] = set()
    for _, sent, told in demo.tale(who).told:
        assert sent is not None
        source = house.organisation.sources[told["source"]]
        heard = read(house, of(source), msgspec.json.encode(told), sent, history=False)
        if isinstance(heard, Told) and heard.event.ref not in seen:
            seen.add(heard.event.ref)
            yield heard.event


def _life(
    who: Resident, place: int, events: Sequence[Event], mornings: Sequence[datetime], due: Sequence[Any]
) -> Life:  # fmt: skip
    centre = who.place.centre
    spans = [(mornings[0] - LONG_AGO - LONG_AGO, mornings[0]), *pairwise(mornings)]
    stages, clocks, latest = [], list[datetime | None](), None
    for n, (step, (since, until)) in enumerate(zip(steps(events, mornings), spans, strict=True)):
        fresh = [event for event in events if since < known_at(event) <= until]
        latest = max([*map(known_at, fresh), *filter(None, [latest])], default=None)
        rings = due[n](step.person, centre) if step.fresh else clocks[-1] if clocks else None
        clocks.append(rings)
        told = _row(step.person, centre, latest, rings) if step.fresh else None
        stages.append(Stage(_days(fresh, centre), told, len(fresh)))
    year = mornings[-1] - timedelta(days=365)
    contacts = sum(event.kind in CONTACTS and event.occurred_at > year for event in events)
    return Life(b"%d" % who.number, place, tuple(stages), _rests(who.place, stages, clocks, events, mornings), contacts)  # fmt: skip


def _rests(
    place: Place,
    stages: Sequence[Stage],
    clocks: Sequence[datetime | None],
    events: Sequence[Event],
    mornings: Sequence[datetime],
) -> int:
    calendar = place.calendar
    for n, morning in enumerate(mornings):
        today = local_date(morning)
        since = huddle_end(calendar, previous_huddle_day(calendar, today)) - timedelta(hours=2)
        clock = clocks[n]
        due = clock is not None and clock <= huddle_end(calendar, next_huddle_day(calendar, today))
        if due or any(since < known_at(event) <= morning for event in events):
            return n
    return len(mornings)


def _days(events: Sequence[Event], centre: str) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for event in events:
        day = local_date(event.received_at).toordinal()
        found[day] = found.get(day, b"") + _event(event, centre)
    return found


def _event(event: Event, centre: str) -> bytes:
    told = row(0, ID, event, {ID: centre})
    return _line([getattr(told, name) for name in told.__struct_fields__[1:]])


def _row(person: Person, centre: str, latest: datetime | None, due: datetime | None) -> bytes:
    state = msgspec.json.encode(person).decode()
    return _line([ID, centre, msgspec.Raw(state.encode()), latest, due, person.protected != "none"])


def _line(values: Sequence[Any]) -> bytes:
    return "\t".join(map(_written, values)).encode() + b"\n"


def _written(value: Any) -> str:
    """A value as COPY reads it."""
    match value:
        case None:
            return r"\N"
        case bool():
            return "t" if value else "f"
        case datetime():
            return value.isoformat()
        case str():
            return value.translate(ESCAPED)
        case UUID():
            return value.hex
        case msgspec.Raw():
            return bytes(value).decode().translate(ESCAPED)
        case _:
            return msgspec.json.encode(value).decode().translate(ESCAPED)


ID_WRITTEN = ID.hex.encode()
