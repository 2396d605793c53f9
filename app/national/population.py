"""Population understands who lives the lives: each centre's persons, and when they come into the database.

It grows while the mornings pass, so that the same sort of night is met by a fourth of the persons, by
half and by all. Whoever comes later has neither news nor a clock on the mornings before.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.access.vault import Vault
from app.demo.tale import SYSTEM
from app.national.country import Site, word
from app.national.lives import Life, put_in

GROWS: Mapping[int, float] = {0: 0.25, 2: 0.5, 3: 1.0}
"""Before which of the mornings the database grows, and to what share of the persons."""
FIRST = 10_000_000
"""The first person's number: every number has eight digits."""
OCTETS = 16


@dataclass(frozen=True, slots=True)
class Settled:
    """Persons of the same life at one centre: their numbers, from the nation's first."""

    life: Life
    region: bytes
    numbers: Sequence[int]


class Population:
    """So many persons at each centre. Their ids are kept, sixteen octets each."""

    def __init__(
        self, sites: Sequence[Site], each: int, lives: Sequence[Life], vault: Vault
    ) -> None:
        self._sites = sites
        self._each = each
        self._vault = vault
        self._ids = bytearray(OCTETS * each * len(sites))
        self._lives: dict[int, list[Life]] = {}
        for life in lives:
            self._lives.setdefault(life.place, []).append(life)
        self._comes = {place: self._order(those) for place, those in self._lives.items()}

    def __len__(self) -> int:
        return self._each * len(self._sites)

    @property
    def contacts(self) -> float:
        """How many contacts a person has in a year."""
        told = (self._life(site, nth).contacts for site in self._sites for nth in range(self._each))
        return sum(told) / len(self)

    def coming(self, before: int) -> Iterator[tuple[Site, Life, int]]:
        """Who comes before a morning; those of one centre lie spread out, as they came to the world."""
        for nth in range(self._each):
            for n, site in enumerate(self._sites):
                if self._comes[site.place][nth] == before:
                    yield site, self._life(site, nth), n * self._each + nth

    def settled(self, among: Sequence[int]) -> Iterator[Settled]:
        """Everybody who came before any of some mornings, life by life."""
        for n, site in enumerate(self._sites):
            those, comes = self._lives[site.place], self._comes[site.place]
            for at, life in enumerate(those):
                turns = range(at, self._each, len(those))
                same = array("I", (n * self._each + nth for nth in turns if comes[nth] in among))
                if same:
                    yield Settled(life, word(site.copy).encode(), same)

    def name(self, number: int) -> tuple[bytes, bytes, bytes]:
        """A person's id, and the identifier that it follows from: its keyed hash, and sealed."""
        value = f"{FIRST + number}"
        hashed = self._vault.hash(SYSTEM, value)
        id_ = self._vault.person(hashed).bytes
        self._ids[number * OCTETS : (number + 1) * OCTETS] = id_
        return id_, hashed, self._vault.seal(value, hashed)

    def written(self, rows: bytes, life: Life, number: int, region: bytes) -> bytes:
        """A life's rows as this person's, who has been named."""
        id_ = self._ids[number * OCTETS : (number + 1) * OCTETS].hex().encode()
        return put_in(rows, life, FIRST + number, id_, region)

    def _life(self, site: Site, nth: int) -> Life:
        those = self._lives[site.place]
        return those[nth % len(those)]

    def _order(self, those: Sequence[Life]) -> list[int]:
        """Before which morning each of a centre's persons comes, as early as they have anything to do."""
        rests = [those[nth % len(those)].rests for nth in range(self._each)]
        last = max(GROWS)
        comes = [last if one >= last else 0 for one in rests]
        for before, share in sorted(GROWS.items()):
            room = round(self._each * share) - sum(one < last or one <= before for one in comes)
            for nth, one in enumerate(comes):
                if one == last and before < last and room > 0:
                    comes[nth], room = before, room - 1
        return comes
