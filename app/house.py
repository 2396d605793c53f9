"""House understands what the work stands on: the database, the key, who is who, and the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.access.entrance import Entrance
from app.access.law import Basis, Controller, Law
from app.access.party import Party
from app.access.subject import OURS
from app.access.vault import Vault
from app.database import Database
from app.days import huddle_end, latest_huddle_day, local_date, previous_huddle_day
from app.events.freshness import silent_kinds
from app.huddle.matter import Owner
from app.huddle.numbers import Numbers, Place, Told
from app.huddle.packs import BOOK, Pack
from app.huddle.rule import Rule
from app.huddle.verdict import Morning, morning_at
from app.huddle.waking import next_due
from app.organisation import Centre, Organisation
from app.people.person import Person
from app.people.remembered import Remembered
from app.people.store import Folding
from app.tables import Source

RETENTION = timedelta(days=5 * 365)


# Everything hangs from it: written out it would be megabytes, and what it holds is nobody's to read.
@dataclass(slots=True, repr=False)
class House:
    """One of these in each process, made at start.

    `organisation`, `retention` and `numbers` are replaced when somebody changes them, in whatever
    process.
    """

    database: Database
    vault: Vault
    organisation: Organisation
    packs: Mapping[str, Pack]
    demo: bool = False
    bases: frozenset[Basis] = frozenset(Basis)
    retention: timedelta = RETENTION
    numbers: Numbers = field(default_factory=Numbers)
    entrance: Entrance = field(default_factory=Entrance)
    remembered: Remembered = field(default_factory=Remembered, init=False)
    law: Law = field(init=False)

    def __post_init__(self) -> None:
        self.follow(self.organisation)

    def follow(self, organisation: Organisation) -> None:
        """Stand on this organisation from now on."""
        self.organisation = organisation
        controllers = {
            provider.hsa_id: Controller(provider.hsa_id, provider.kind, provider.authority)  # type: ignore[arg-type]
            for provider in organisation.providers.values()
        }
        units = {unit.hsa_id: unit.provider for unit in organisation.units.values()}
        self.law = Law(controllers, units, self.bases)

    @property
    def controllers(self) -> Mapping[str, Controller]:
        return self.law.controllers

    @property
    def sources(self) -> Mapping[str, str]:
        """The names of those who tell us, by id; our own acts are Kvarten's."""
        return {key: one.name for key, one in self.organisation.sources.items()} | {OURS: "Kvarten"}

    def pack_of(self, centre: str) -> Pack:
        """The pack of rules that a centre goes by.

        The book where the one chosen is shipped no more: a morning by the usual rules is better than
        none, and Regelboken shows which.
        """
        return self.packs.get(self.organisation.centre(centre).pack, self.packs[BOOK])

    def rules_of(self, centre: str) -> tuple[Rule, ...]:
        """The rules that a centre goes by."""
        return self.pack_of(centre).rules

    def rule_of(self, centre: str, key: str) -> Rule | None:
        """One of the rules that a centre goes by; None for one that its pack has not."""
        return next((one for one in self.rules_of(centre) if one.id == key), None)

    def packs_over(self, centres: Iterable[str]) -> tuple[Pack, ...]:
        """The packs that any of the centres goes by, the book first; the book where there are none."""
        used = {self.pack_of(one).id for one in centres} or {BOOK}
        return tuple(pack for pack in self.packs.values() if pack.id in used)

    def rules_over(self, centres: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that any of the centres goes by, each once: as the book has it where the book does."""
        return _once(self.packs_over(centres))

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of all packs, each once: what became of a rule keeps its name when a centre has
        changed to a pack without it.
        """
        return _once(self.packs.values())

    def parties(self, centre: Centre) -> tuple[Party, ...]:
        """The called parties as policy knows them, the convening centre first."""
        return tuple(
            Party(
                party.role,  # type: ignore[arg-type]
                party.unit,
                self.controllers[self.organisation.units[party.unit].provider],
            )
            for party in centre.parties
        )

    def owners(self, centre: Centre) -> Mapping[str, Sequence[Owner]]:
        """The called parties by role, as a rule may propose them."""
        found: dict[str, list[Owner]] = {}
        # No doctor is called to the daily huddle: what is theirs lies with their centre.
        name = self.organisation.units[centre.unit].short
        found["vc_lakare"] = [Owner(centre.unit, name, "vc_lakare")]
        for party in centre.parties:
            name = self.organisation.units[party.unit].short
            found.setdefault(party.role, []).append(
                Owner(party.unit, name, party.role, party.in_place_of)
            )
        return found

    def places(self, centre: str) -> tuple[Place, ...]:
        """Where a centre's rule numbers may be set, the nearest first."""
        found = [Place("centre", centre)]
        unit = self.organisation.units.get(centre)
        if unit is not None and unit.municipality is not None:
            found.append(Place("municipality", unit.municipality))
        if self.organisation.region is not None:
            found.append(Place("region", self.organisation.region.hsa_id))
        return tuple(found)

    def numbers_of(
        self, centre: str, on: date | None = None, numbers: Numbers | None = None
    ) -> Told:
        """The centre's own rule numbers on a local day; None for those that were set last.

        `numbers` when others are about to hold than those that the house stands on.
        """
        held = numbers or self.numbers
        return held.told(self.places(centre), self.pack_of(centre).bounds, on)

    def morning(
        self, centre: Centre, now: datetime, since: datetime, sources: Sequence[Source]
    ) -> Morning:
        """What the centre's agenda is judged by at `now`."""
        return morning_at(
            now,
            since,
            centre.calendar,
            numbers=self.numbers_of(centre.unit, local_date(now)),
            units=self.organisation.names(),
            silent=silent_kinds(sources, now),
            phones=self.organisation.phones(),
            roles=centre.roles(),
        )

    def folding(self, now: datetime, numbers: Numbers | None = None) -> Folding:
        """What the fold needs to know: the centres, and when a person's clocks next wake.

        `numbers` when others are about to hold than those that the house stands on.
        """
        mornings: dict[str, Morning] = {}
        set_ = numbers or self.numbers

        def due(person: Person, centre: str | None) -> datetime | None:
            if centre is None:
                return None
            if centre not in mornings:
                told = self.numbers_of(centre, numbers=set_)
                mornings[centre] = _now(self.organisation.centres[centre], now, told)
            return next_due(person, self.rules_of(centre), mornings[centre])

        return Folding(self.organisation.is_centre, due, self.remembered)


def _once(packs: Iterable[Pack]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for pack in packs:
        for rule in pack.rules:
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def _now(place: Centre, now: datetime, numbers: Told) -> Morning:
    """The morning as far as clocks depend on it."""
    calendar = place.calendar
    before = previous_huddle_day(calendar, latest_huddle_day(calendar, local_date(now)))
    # A clock wakes in time for numbers that begin to hold tomorrow.
    return morning_at(
        now, huddle_end(calendar, before), calendar, numbers=numbers, roles=place.roles()
    )
