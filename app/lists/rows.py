"""Rows understands what every list of a centre asks for: by whose numbers, and what a row is called."""

from datetime import datetime
from uuid import UUID, uuid5

from app.days import local_date
from app.errors import Unknown
from app.house import House
from app.huddle.rule import Rule

ROWS = UUID("3c1b6a1e-0c5f-5a5e-9a1f-0a4f3f6f2d55")
"""A row's id follows from whom it is about and is no key to anything else."""


def key_of(person: UUID) -> str:
    return uuid5(ROWS, str(person)).hex


def in_use(house: House, centre: str, rule: str) -> Rule:
    """The rule that a list is built on, as the centre has it. Raises Unknown where it has not."""
    found = house.rule_of(centre, rule)
    if found is None:
        raise Unknown("Listan finns inte: regeln som den bygger på är inte i bruk.")
    return found


def numbers(house: House, centre: str, rule: str, now: datetime) -> dict[str, int]:
    """A rule's numbers as they hold at a centre today. Raises Unknown where the rule is not in use."""
    found = in_use(house, centre, rule)
    told = house.numbers_of(centre, local_date(now)).get(rule, {})
    return {one.name: told.get(one.name, one.value) for one in found.numbers}
