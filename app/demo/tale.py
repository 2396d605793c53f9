"""Tale understands how one person's happenings become events: told by whom, written down and sent when.

A source either sends a batch once a day, at its own hour, or within minutes. What is written down
after the batch has left comes the next morning, as in the health services' own extracts.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from app.days import STOCKHOLM, at_local, local_date
from app.demo.residents import Resident

SYSTEM = "urn:kvarten:demo"
BATCH = {
    "befolkning": time(4, 30),
    "elvis": time(5, 30),
    "1177": time(5, 45),
    "asynja": time(6, 0),
    "salggarden": time(6, 15),
    "kommun_hsl": time(6, 30),
    "omsorg": time(6, 45),
}
"""Sources that send once a day, and when. Those of WITHIN send the minutes after writing."""
WITHIN = {"samsa": 5, "ambulans": 10, "mobila": 30, "samtycke": 30}
WRITTEN = {
    "befolkning": (60, 1500), "elvis": (4, 40), "samsa": (1, 4), "ambulans": (15, 70),
    "asynja": (5, 180), "salggarden": (5, 180), "1177": (2, 10), "mobila": (20, 150),
    "kommun_hsl": (10, 300), "omsorg": (10, 120), "samtycke": (1, 5),
}  # fmt: skip
"""Minutes from the happening to its being written down, at least and at most."""
TWICE = 0.003
QUARTER = 15


class Tale:
    """What is told about one person: `told` is (happened, sent, event on the wire).

    What has not reached us by `until` is not told, so a happening may be told to its end.
    `missed` is how often a batch is missed, so that the event comes a day later. A tale that is
    only `recent` leaves out what is history for sure, and tells the rest exactly as otherwise. Two
    tales of one person number their events from `first`, each from another.
    """

    def __init__(
        self,
        resident: Resident,
        chance: Random,
        live_from: datetime,
        until: datetime,
        *,
        missed: float = 0.01,
        recent: bool = False,
        first: int = 0,
    ) -> None:
        self.resident = resident
        self.chance = chance
        self.told: list[tuple[datetime, datetime | None, dict[str, Any]]] = []
        self._near = live_from - timedelta(days=3)
        self._until = until
        self._missed = missed
        self._recent = recent
        self._numbers = first
        self._person = {"system": SYSTEM, "value": resident.identifier}

    def tell(
        self,
        source: str,
        kind: str,
        at: datetime,
        unit: str | None,
        body: dict[str, Any],
        *,
        visit: str | None = None,
        written: datetime | None = None,
        sensitive: bool = False,
        sure: bool = False,
    ) -> str:
        """Put one event down and answer its id, so that another may revise or cancel it.

        What is `sure` comes once and in time.
        """
        event_id = f"{source}-{self._next()}"
        if written is None:
            least, most = WRITTEN[source]
            written = at + timedelta(minutes=least + int(self.chance.random() * (most - least)))
        luck = 0.5 if sure else self.chance.random()
        if self._recent and written < self._near:
            return event_id
        data: dict[str, Any] = {"person_id": self._person, "recorded_at": stamp(written)}
        if unit is not None:
            data["unit_hsa_id"] = unit
        if visit is not None:
            data["correlation_id"] = visit
        if sensitive:
            data["sensitivity"] = "D7"
        data.update(body)
        event = {
            "specversion": "1.0",
            "id": event_id,
            "source": source,
            "type": kind,
            "time": stamp(at),
            "datacontenttype": "application/json",
            "data": data,
        }
        self._keep(at, written, event, luck)
        if luck < TWICE:
            self._keep(at, written, event, luck)
        return event_id

    def correct(self, event_id: str, written: datetime, body: dict[str, Any] | None = None) -> None:
        """A later word on an event already told: revised with a new body, or cancelled by None."""
        luck = self.chance.random()
        found = next((told for told in self.told if told[2]["id"] == event_id), None)
        if found is None:
            return
        at, _, first = found
        own = {"person_id", "unit_hsa_id", "correlation_id", "sensitivity"}
        data = {key: value for key, value in first["data"].items() if body is None or key in own}
        data |= (body or {}) | {"recorded_at": stamp(written)}
        data["cancels" if body is None else "revises"] = event_id
        mark = "x" if body is None else "r"
        self._keep(at, written, first | {"id": f"{event_id}-{mark}", "data": data}, luck)

    def visit(self) -> str:
        """A visit number, which ties the events of one visit or stay together."""
        return f"v-{self._next()}"

    def _next(self) -> str:
        self._numbers += 1
        return f"{self.resident.number:05d}-{self._numbers:03d}"

    def _keep(self, at: datetime, written: datetime, event: dict[str, Any], luck: float) -> None:
        sent = self._sent(event["source"], written, missed=luck > 1 - self._missed)
        if (sent or written) <= self._until:
            self.told.append((at, sent, event))

    def _sent(self, source: str, written: datetime, *, missed: bool) -> datetime | None:
        """When the event reaches us; None when that is so long ago that it is history for sure."""
        if written < self._near:
            return None
        if source in WITHIN:
            late = written + timedelta(minutes=WITHIN[source])
            # Up to the next quarter, so that the demo's clock moves in few steps.
            late = late.replace(second=0, microsecond=0)
            return late + timedelta(minutes=-late.minute % QUARTER)
        day = local_date(written)
        sent = at_local(day, BATCH[source])
        if sent <= written:
            sent = at_local(day + timedelta(days=1), BATCH[source])
        if missed:
            sent = at_local(local_date(sent) + timedelta(days=1), BATCH[source])
        return sent


def stamp(instant: datetime) -> str:
    return instant.astimezone(STOCKHOLM).isoformat(timespec="seconds")


def moment(day: date, minutes: float) -> datetime:
    """The instant at so many minutes past local midnight, to the whole minute."""
    hours, rest = divmod(int(minutes), 60)
    return at_local(day, time(hours % 24, rest)) + timedelta(days=hours // 24)
