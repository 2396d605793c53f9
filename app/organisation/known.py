"""Known understands who is who as the running program holds it: small, and the same for every viewer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import tables
from app.days import Calendar
from app.huddle.packs import BOOK


@dataclass(frozen=True, slots=True)
class Centre:
    """A health centre with its huddle: when, and which units are called, the centre's own first.

    `pack` is the pack of rules that it goes by, `group` is the name of those to whom a disagreement on responsibility is lifted; None for nobody.
    """

    unit: str
    name: str
    calendar: Calendar
    parties: tuple[tables.Party, ...]
    group: str | None = None
    pack: str = BOOK

    def roles(self) -> dict[str, str]:
        """As what each unit is called to the huddle; the one that it comes instead of, as the same."""
        instead = {p.in_place_of: p.role for p in self.parties if p.in_place_of is not None}
        return instead | {party.unit: party.role for party in self.parties}


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything about who is who, by HSA-id.

    `centres` and `sources` are those in use. What was taken out of use keeps its history, so
    `providers` and `units` name all there have been, and `centre` finds those of before too.
    `municipalities` are names by code.
    """

    providers: dict[str, tables.Provider]
    units: dict[str, tables.Unit]
    centres: dict[str, Centre]
    sources: dict[str, tables.Source]
    before: dict[str, Centre] = field(default_factory=dict)
    version: int = 0
    region: tables.Region | None = None
    municipalities: dict[str, str] = field(default_factory=dict)
    # Written once, when first asked for: every centre's morning asks, and a country has thousands of units.
    _names: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _phones: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def provider_of(self, unit: str) -> tables.Provider:
        return self.providers[self.units[unit].provider]

    def place(self, key: str) -> str:
        """The name of a unit, a provider or the region."""
        found = self.units.get(key) or self.providers.get(key)
        if found is None and self.region is not None and self.region.hsa_id == key:
            return self.region.name
        return found.name if found else key

    def centre(self, unit: str) -> Centre:
        """A centre in use, or one that was and is called to nothing."""
        return self.centres.get(unit) or self.before[unit]

    def called_to(self, unit: str) -> tuple[str, ...]:
        """The centres whose huddles a unit is called to, in order of their names."""
        found = [c for c in self.centres.values() if any(p.unit == unit for p in c.parties)]
        return tuple(c.unit for c in sorted(found, key=lambda c: c.name))

    def is_centre(self, unit: str) -> bool:
        return unit in self.centres

    def names(self) -> Mapping[str, str]:
        """What each unit is called on the board."""
        if not self._names:
            self._names.update({unit.hsa_id: unit.short for unit in self.units.values()})
        return self._names

    def phones(self) -> Mapping[str, str]:
        """The numbers of the units that have one."""
        if not self._phones:
            told = {unit.hsa_id: unit.phone for unit in self.units.values() if unit.phone}
            self._phones.update(told)
        return self._phones
