"""Reviews understands a week of the log as a test has it: who looked at whom, and what was drawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.doors import add_staff, person_id, signed_in
from tests.houses import CENTRE, HOME_HELP, registered, tell, viewer
from tests.rooms import at

if TYPE_CHECKING:
    from app.house import House

PATH = "/api/log/review"
MONDAY, TUESDAY, NEXT = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 23)
NURSE, REVIEWER, MAS = "aldre-ssk", "granskare", "mas"
GUNBORG, KARIN, FAR = "19340304T027", "19360411T028", "19380518T029"
ELSEWHERE = "SE2321000131-DEMOVC09"


async def staffed(house: House) -> House:
    """Three patients of whom one has the nurse's surname, and a reviewer of each of two controllers."""
    await tell(
        house, registered(GUNBORG), registered(KARIN, family_name="Vallmo", given_name="Algot"),
        registered(FAR, centre=ELSEWHERE, family_name="Ask", given_name="Stina"),
    )  # fmt: skip
    for key, of in ((REVIEWER, CENTRE), ("granskare-2", CENTRE), (MAS, HOME_HELP)):
        role = "mas" if key == MAS else "logg_granskare"
        await add_staff(house, key, role, house.organisation.units[of].provider)
    return house


async def looks(
    house: House, when: datetime, *persons: str, who: str = NURSE, act: str = "huddle:person:look",
    **other: Any,
) -> None:  # fmt: skip
    """Lines of the log, as a board that was opened then would have written them."""
    from app.access import audit

    seen = await viewer(house, who)
    told: dict[str, Any] = {"given": 2, "basis": "OWN_CARE", **other}
    lines = [audit.Line(act, await person_id(house, one), **told) for one in persons]
    async with house.database.acting_as(seen) as session:
        await audit.write(session, seen, lines, when, when)


async def a_week(house: House) -> None:
    """Twenty-five ordinary looks, one late in the evening, one at a namesake, one at home help."""
    for hour in range(8, 13):
        for minute in range(0, 50, 10):
            await looks(house, at(TUESDAY, f"{hour}.{minute:02}"), GUNBORG)
    await looks(house, at(TUESDAY, "22.41"), GUNBORG)
    await looks(house, at(TUESDAY, "14.00"), KARIN)
    await looks(house, at(TUESDAY, "9.30"), GUNBORG, who="hemtjanstplanerare")


async def asked(house: House, path: str = "", who: str = REVIEWER) -> Any:
    async with signed_in(house, who) as client:
        answer = await client.get(PATH + path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def judged(house: House, item: str, verdict: str, who: str = REVIEWER, **other: Any) -> Any:
    from uuid import uuid4

    told = {"id": str(uuid4()), "verdict": verdict, **other}
    async with signed_in(house, who) as client:
        return await client.post(f"{PATH}/items/{item}", json=told)


async def provider_of(house: House, unit: str = CENTRE) -> str:
    return house.organisation.units[unit].provider


def found(told: Any, sign: str) -> Any:
    """The one item of the week that bears the sign; "" is the first of those drawn at random."""
    return next(
        one for one in told["week"]["items"] if (sign in one["signs"] if sign else not one["signs"])
    )


def key(item: Any) -> UUID:
    return UUID(item["id"])


async def drawn_week(house: House) -> House:
    """The week of 16 November, drawn the Monday after for both controllers."""
    from app import clock
    from app.scrutiny.drawing import draw_weeks

    await staffed(house)
    await a_week(house)
    clock.set_shift(at(NEXT, "7.00"))
    assert await draw_weeks(house, clock.now()) == 2
    return house
