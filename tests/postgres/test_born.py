"""When somebody was born who was registered without a day: as the number tells, if it tells one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.events.identifiers import (
    NATIONAL_RESERVE,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    STOCKHOLM_RESERVE,
    VGR_RESERVE,
)
from tests.houses import DEMO, NOW, cloud, registered, tell
from tests.intake import stored, told_of

BORN = [
    # system, number, told, born; why
    (DEMO, "19340304T027", None, date(1934, 3, 4), "as the number says"),
    (DEMO, "19340304T028", "1934-03-05", date(1934, 3, 5), "what is told goes first"),
    (PERSONNUMMER, "193103189142", None, date(1931, 3, 18), "as the number says"),
    (SAMORDNINGSNUMMER, "193001612385", None, date(1930, 1, 1), "the day less sixty"),
    (NATIONAL_RESERVE, "00342145BZ31", None, None, "a reserve number that knows none"),
    (NATIONAL_RESERVE, "25780404KHD5", None, date(1978, 4, 4), "one that does"),
    (VGR_RESERVE, "19450829K088", None, date(1945, 8, 29), "the region's own"),
    (STOCKHOLM_RESERVE, "991981000010", None, None, "a year alone is no day"),
    (DEMO, "20990304T027", None, None, "a number made ahead of time"),
]


def told(system: str, number: str, born: str | None) -> dict[str, Any]:
    event = registered(number, birth_date=born)
    event["data"]["person_id"] = {"system": system, "value": number}
    return event


@pytest.mark.parametrize(("system", "number", "says", "born", "why"), BORN)
async def test_a_birth_date_is_as_told_or_as_the_number_tells(
    house, system, number, says, born, why
) -> None:
    await tell(house, told(system, number, says))
    person, _ = await stored(house, number, system)
    assert person.birth_date == born, why
    [event] = await told_of(house, number, system)
    assert event["body"]["birth_date"] == (born and born.isoformat())


async def test_a_correction_without_a_day_has_the_numbers_too(house) -> None:
    await tell(house, {**told(DEMO, "19340304T027", "1934-03-09"), "id": "first"})
    await tell(house, cloud("person.registered", "19340304T027", NOW, revises="first",
                            given_name="Gun", family_name="Ek", birth_date=None))  # fmt: skip
    assert (await stored(house, "19340304T027"))[0].birth_date == date(1934, 3, 4)
