"""Residents understands who lives in the invented region: age, frailty, listing, help and consent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Literal

from app import plain
from app.demo.dice import dice, weighted
from app.demo.region import Place, Region

OLD = 20_000
"""Persons of 65 and older: about two in five of the real number, so that the demo starts quickly."""
YOUNG = 0.006
"""And so many for each of them, of 18–64 years, with LSS."""
SUPPORTED = 25
"""At a centre with a pack of rules for them too, so many more of 18–64 years with LSS or social psychiatry."""
SUPPORT = {
    ("lss",): 0.4, ("lss", "hemtjanst"): 0.15, ("socialpsykiatri",): 0.3,
    ("socialpsykiatri", "hemtjanst"): 0.15,
}  # fmt: skip
THRICE = re.compile(r"(.)\1\1")
CONSENT = {"given": 0.65, "refused": 0.08, "ended": 0.03, "none": 0.24}
CONSENT_ALONE = {"given": 0.12, "refused": 0.02, "none": 0.86}
AGES = {66: 0.9, 71: 1.0, 76: 0.9, 81: 0.55, 86: 0.32, 91: 0.13, 96: 0.03}
FRAILTY = {
    66: (2, 3, 3, 3, 4, 4, 5),
    76: (2, 3, 3, 4, 4, 5, 5, 6),
    81: (3, 3, 4, 4, 5, 5, 6, 6, 7),
    86: (3, 4, 5, 5, 6, 6, 6, 7, 7, 8),
    91: (4, 5, 6, 6, 6, 7, 7, 7, 8, 9),
}
Consent = Literal["given", "refused", "ended", "none"]


@dataclass(frozen=True, slots=True)
class Resident:
    """One person before any event: `wear` is how often this one seeks care against others alike."""

    number: int
    identifier: str
    given_name: str
    family_name: str
    born: date
    age: int
    place: Place
    home_help: str
    frailty: int
    scored: bool
    enrolled: tuple[str, ...]
    consent: Consent
    protected: bool
    wear: float

    @property
    def helped(self) -> bool:
        return bool(self.enrolled)

    @property
    def unit_of(self) -> dict[str, str]:
        return {
            "kommunal_hsl": self.place.team,
            "palliativ": self.place.team,
            "hemtjanst": self.home_help,
            "sabo": self.place.care_home,
            "korttid": self.place.short_stay,
            "lss": self.place.assessors,
            "socialpsykiatri": self.place.assessors,
        }


def residents(seed: int, morning: date, region: Region, old: int = OLD) -> Iterator[Resident]:
    """Everybody, first those of 65 and older; no identifier is given twice.

    Last, with dice of their own, those whom a centre has a pack of rules for: everybody else is the same
    with them and without.
    """
    chance = dice(seed)
    names = Names()
    taken: dict[date, int] = {}
    share = {place: _size(at) for at, place in enumerate(region.places)}
    for number in range(old + round(old * YOUNG)):
        young = number >= old
        age = chance.randint(20, 63) if young else _age(chance)
        born, woman, serial = _born(chance, morning, age, taken)
        yield _resident(chance, number, names, born, age, woman, serial, weighted(chance, share))
    first = old + round(old * YOUNG)
    for at, place in enumerate(region.places):
        if place.supports:
            chance = dice(seed, 19, at)
            for number in range(first, first + SUPPORTED):
                age = chance.randint(19, 63)
                born, woman, serial = _born(chance, morning, age, taken)
                one = _resident(chance, number, names, born, age, woman, serial, place)
                yield replace(one, enrolled=weighted(chance, SUPPORT), protected=False)
            first += SUPPORTED


def _born(
    chance: Random, morning: date, age: int, taken: dict[date, int]
) -> tuple[date, bool, int]:
    """A day of birth, whether it is a woman, and the number of that day that is free."""
    born = morning - timedelta(days=round(age * 365.25) + chance.randrange(1, 364))
    while taken.get(born, 0) > 990:
        born -= timedelta(days=1)
    woman = chance.random() < 0.56
    # As in a personnummer, an even number is a woman's.
    serial = taken.get(born, 0) + 1
    serial += (serial % 2 == 0) != woman
    taken[born] = serial
    return born, woman, serial


def _resident(
    chance: Random,
    number: int,
    names: "Names",
    born: date,
    age: int,
    woman: bool,
    serial: int,
    place: Place,
) -> Resident:
    young = age < 65
    frailty = (
        4 if young else chance.choice(FRAILTY[max(at for at in FRAILTY if at <= max(age, 66))])
    )
    enrolled = ("lss",) if young else _enrolled(chance, frailty)
    consent = weighted(chance, CONSENT if enrolled else CONSENT_ALONE)
    wear = chance.gammavariate(0.9, 1 / 0.9)
    if chance.random() < 0.005:
        wear = chance.uniform(20, 60)
    return Resident(
        number,
        f"{born:%Y%m%d}T{serial:03d}",
        names.given(chance, born.year, woman),
        names.family(chance),
        born,
        age,
        place,
        chance.choice(place.home_help),
        frailty,
        not young and chance.random() < (0.85 if enrolled else 0.15 + 0.09 * frailty),
        enrolled,
        consent,  # type: ignore[arg-type]
        chance.random() < 0.0005,
        wear,
    )


def _size(at: int) -> float:
    """The centres differ in size; the first one, the demo's own, is of the middle."""
    return 1.0 if at == 0 else 0.75 + (at * 37 % 10) / 20


def _age(chance: Random) -> int:
    return weighted(chance, AGES) + chance.randint(-1, 4)


def _enrolled(chance: Random, frailty: int) -> tuple[str, ...]:
    if frailty >= 7 and chance.random() < 0.35:
        return ("sabo",)
    found = []
    if chance.random() < {5: 0.1, 6: 0.28, 7: 0.7, 8: 0.85, 9: 0.9}.get(frailty, 0.01):
        found.append("kommunal_hsl")
    if chance.random() < {4: 0.06, 5: 0.25, 6: 0.45, 7: 0.75, 8: 0.8, 9: 0.7}.get(frailty, 0.01):
        found.append("hemtjanst")
    if frailty == 9:
        found.append("palliativ")
    return tuple(found)


class Names:
    """The invented names of names.yaml: a given name of its time, a family name of two parts."""

    def __init__(self) -> None:
        lists = plain.read(Path(__file__).with_name("names.yaml"))
        never = set(lists["never"])
        pairs: list[str] = [
            first + second for first in lists["first"] for second in lists["second"]
        ]
        self._family = [pair for pair in pairs if pair not in never and not THRICE.search(pair)]
        self._given = {
            woman: {int(until): names for until, names in lists[which].items()}
            for woman, which in ((True, "women"), (False, "men"))
        }

    def given(self, chance: Random, year: int, woman: bool) -> str:
        names = self._given[woman]
        return str(chance.choice(names[min(until for until in names if year < until)]))

    def family(self, chance: Random) -> str:
        return chance.choice(self._family)
