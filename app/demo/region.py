"""Region understands which units of the organisation belong together around a health centre."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from app.days import Calendar, huddle_end, previous_huddle_day
from app.holidays_se import closed_days
from app.huddle.packs import BOOK
from app.organisation import WEEKDAYS, CentreEntry, File, UnitEntry, read

ORGANISATION = Path(__file__).with_name("organisation.yaml")
PERSONS = Path(__file__).with_name("persons.yaml")


@dataclass(frozen=True, slots=True)
class Place:
    """A health centre and the units that its listed persons meet. `journal` is its source."""

    centre: str
    private: bool
    municipality: str
    calendar: Calendar
    journal: str
    team: str
    home_help: tuple[str, ...]
    assessors: str
    short_stay: str
    care_home: str
    mobile: tuple[tuple[str, str], ...]
    pack: str = BOOK
    phone: str | None = None
    """Where the team is reached."""

    @property
    def supports(self) -> bool:
        """Whether it goes by rules for another target group: those with LSS or social psychiatry."""
        return self.pack != BOOK

    def last_huddle_closed(self, morning: date) -> datetime:
        """When the huddle before this morning's should have ended: what came later is news."""
        return huddle_end(self.calendar, previous_huddle_day(self.calendar, morning))


@dataclass(frozen=True, slots=True)
class Region:
    """The places, the demo's own first, and what all of them share."""

    places: tuple[Place, ...]
    emergency: str
    wards: tuple[str, ...]
    ambulance: str
    advice_line: str

    @property
    def main(self) -> Place:
        return self.places[0]


def load(morning: date, path: Path = ORGANISATION) -> Region:
    """The region of an organisation file, with the closed days about a morning."""
    return of(read(path), closed_days(range(morning.year - 1, morning.year + 2)))


def of(file: File, closed: frozenset[date]) -> Region:
    units = {unit.hsa_id: unit for unit in file.units}
    kinds: dict[str, list[UnitEntry]] = {}
    for unit in file.units:
        kinds.setdefault(unit.kind, []).append(unit)
    journals = {
        source.controller: source.id
        # The first listed is the journal itself; what follows are extracts of it.
        for source in reversed(file.sources)
        if "vc.visit" in source.kinds
    }
    private = {provider.hsa_id for provider in file.providers if provider.authority == "privat"}
    return Region(
        tuple(_place(centre, units, kinds, journals, private, closed) for centre in file.centres),
        kinds["akutmottagning"][0].hsa_id,
        tuple(ward.hsa_id for ward in kinds["avdelning"]),
        kinds["ambulans"][0].hsa_id,
        kinds["upplysning"][0].hsa_id,
    )


def _place(
    centre: CentreEntry,
    units: Mapping[str, UnitEntry],
    kinds: Mapping[str, list[UnitEntry]],
    journals: Mapping[str, str],
    private: Set[str],
    closed: frozenset[date],
) -> Place:
    own = units[centre.unit]
    here = own.municipality or ""

    def called(role: str) -> tuple[str, ...]:
        return tuple(party.unit for party in centre.parties if party.role == role)

    def local(kind: str) -> str:
        return next(unit.hsa_id for unit in kinds[kind] if unit.municipality == here)

    return Place(
        centre.unit,
        own.provider in private,
        here,
        Calendar(
            time.fromisoformat(centre.time),
            frozenset(WEEKDAYS.index(day) for day in centre.weekdays),
            closed | frozenset(centre.closed),
        ),
        journals[own.provider],
        called("kommun_hsl")[0],
        called("hemtjanst_planerare"),
        called("bistandshandlaggare")[0],
        local("korttid"),
        local("sabo"),
        tuple(
            (_team(unit.short), unit.hsa_id)
            for unit in kinds["mobilt_team"]
            if unit.municipality in {None, here}
        ),
        centre.pack,
        units[called("kommun_hsl")[0]].phone,
    )


def _team(short: str) -> str:
    """The team's name on the wire, from its short name on the board."""
    return {"MALT": "malt", "PALT": "palt"}.get(short, "narsjukvardsteam")
