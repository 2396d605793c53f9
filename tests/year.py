"""Year understands a year of mornings at one centre: what comes in each night, and what the room does.

Drawn by lot from a seed, and the same for the same. What comes is as unruly as it is: corrected, taken
back, told late, of somebody who has moved or died.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import text

from app.days import Calendar, at_local, next_huddle_day
from app.huddle.board import Board, Decision, Row, undecided
from tests.houses import CENTRE, HOME_HELP, NEEDS, TEAM, cloud, home_from_ed, registered

EVERYBODY = text(
    "SELECT id, CAST(state AS text), next_due, version FROM person WHERE centre = :centre"
)
"""Stands where `touched.ALL` would, so that a morning is made of everybody."""
HOUR = timedelta(hours=1)
ELSEWHERE = "SE2321000131-DEMOVC02"
WARD = "SE2321000131-DEMOSAS31"
PERSONS = [f"19{30 + n % 30:02}0{1 + n % 9}1{n % 10}T{500 + n:03}" for n in range(48)]
A_NIGHT = 7
"""So many events on an ordinary night, and as many again for each closed day."""


@dataclass
class Year:
    """A centre's year as it goes. `told` are events that may still be corrected or taken back."""

    dice: Random
    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    planned: dict[str, str] = field(default_factory=dict)
    n: int = 0

    def begins(self, at: datetime) -> Iterator[dict[str, Any]]:
        for number, person in enumerate(PERSONS):
            yield registered(person, at=at, id=f"r{number}", given_name=f"Prov{number}")
            if number % 3 == 0:
                yield cloud(
                    "consent.given", person, at, id=f"c{number}", purpose="utlamnande",
                    start=at.isoformat(),
                )  # fmt: skip

    def night(self, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
        """What becomes known between two mornings, each event at an hour of its own."""
        days = max(1, (until - since).days)
        for _ in range(self.dice.randint(0, 2 * A_NIGHT * days)):
            self.n += 1
            person = self.dice.choice(PERSONS)
            at = since + (until - since) * self.dice.random()
            yield from self._one(person, at - self.dice.choice([0, 0, 0, 30]) * HOUR)

    def _one(self, person: str, at: datetime) -> Iterator[dict[str, Any]]:
        id_ = f"y{self.n}"
        match self.dice.randint(0, 19):
            case 0 | 1 | 2 | 3 | 4:
                event = home_from_ed(
                    person, at, id=id_, outcome=self.dice.choice(["home", "left", "unknown"])
                )
                self.told.append((id_, "ed.visit.closed", event))
                yield event
            case 5 | 6:
                yield cloud(
                    "ambulance.contact", person, at, id=id_, case_id=id_, outcome="left_home",
                    unit_hsa_id="SE2321000131-DEMOAMB01",
                )  # fmt: skip
            case 7:
                yield cloud(
                    "mobile.visit",
                    person,
                    at,
                    id=id_,
                    team="malt",
                    unit_hsa_id="SE2321000131-DEMOMALT1",
                )
            case 8:
                yield cloud("inpatient.admitted", person, at, id=id_, ward="31", unit_hsa_id=WARD)
            case 9 | 10:
                yield cloud(
                    "inpatient.discharged", person, at, id=id_, discharged_at=at.isoformat(),
                    disposition=self.dice.choice(["home", "home", "sabo", "unknown"]), unit_hsa_id=WARD,
                )  # fmt: skip
            case 11:
                yield cloud(
                    "samsa.inskrivningsmeddelande", person, at, id=id_, sent_at=at.isoformat(),
                    pud=(at + self.dice.randint(10, 90) * HOUR).isoformat(), unit_hsa_id=WARD,
                    recipients=[CENTRE, NEEDS],
                )  # fmt: skip
                self.planned[person] = id_
            case 12 if person in self.planned:
                new = at + self.dice.randint(10, 90) * HOUR
                yield cloud("samsa.pud_changed", person, at, id=id_, sent_at=at.isoformat(),
                            new=new.isoformat(), unit_hsa_id=WARD)  # fmt: skip
            case 13 | 14 | 15:
                result = self.dice.choice(["reached", "reached", "not_reached", "unknown"])
                yield cloud("phone.contact", person, at, id=id_, channel="vc", result=result)
            case 16 if self.told:
                yield self._corrected(id_)
            case 17:
                yield cloud(
                    "cfs.assessed", person, at, id=id_, assessed_on=at.date().isoformat(),
                    score=self.dice.randint(1, 9),
                )  # fmt: skip
            case 18 if self.dice.random() < 0.2:
                here = self.dice.choice([CENTRE, ELSEWHERE, CENTRE])
                yield registered(person, here, at, id=id_)
            case 19 if self.dice.random() < 0.1:
                yield cloud("person.died", person, at, id=id_, on=at.date().isoformat())
            case _:
                yield cloud("vc.visit", person, at, id=id_, planned=False)

    def _corrected(self, id_: str) -> dict[str, Any]:
        before, kind, event = self.told.pop(self.dice.randrange(len(self.told)))
        data = {**event["data"]}
        how = {"cancels": before} if self.dice.random() < 0.5 else {"revises": before}
        if "revises" in how:
            data["outcome"] = self.dice.choice(["admitted", "home"])
        return {**event, "id": id_, "type": kind, "data": {**data, **how}}

    # --- what the room does -----------------------------------------------------------------------

    def decisions(
        self, board: Board, calendar: Calendar, day: date, now: datetime
    ) -> Iterator[tuple[Row, Decision]]:
        """What is decided of the rows: what must be, and of the others some."""
        for row in board.rows:
            must = row.forced or row.urgency == "rod"
            if undecided(row) and (must or self.dice.random() < 0.6):
                yield row, self.decision(row, calendar, day, now)

    def decision(self, row: Row, calendar: Calendar, day: date, now: datetime) -> Decision:
        ways = ["action", "action", "done", "not_needed", "lift", "drop"] + ["defer"] * (
            not row.forced
        )
        kind = self.dice.choice(ways)
        id_ = f"00000000-0000-4000-8000-{self.dice.randrange(16**12):012x}"
        if kind == "action":
            owner = self.dice.choice([CENTRE, CENTRE, TEAM, HOME_HELP])
            due = now + self.dice.choice([3, 8, 30, 100]) * HOUR
            return Decision(id_, "action", "Ring", owner, due=due)
        if kind == "defer":
            until = next_huddle_day(calendar, day) + timedelta(days=self.dice.randint(0, 6))
            return Decision(id_, "defer", until=until, reason="Väntar på besked")
        return Decision(id_, kind, reason=None if kind == "done" else "Så blev det")  # type: ignore[arg-type]


def morning_of(day: date, clock: str) -> datetime:
    hour, minute = clock.split(".")
    return at_local(day, time(int(hour), int(minute)))
