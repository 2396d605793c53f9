"""For how long events are kept: whoever looks after the system changes it, and every process follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.register.follow import Following
from tests.doors import STAFF, audited, signed_in
from tests.houses import NOW, home_from_ed, registered, tell

WHERE = "/api/retention"
KEEPER = "systemforvaltare"
YEAR = timedelta(days=365)


async def change(house, months: Any, was: Any = 60, staff: str = KEEPER) -> tuple[int, Any]:
    """What is answered to a change."""
    async with signed_in(house, staff) as client:
        answer = await client.put(WHERE, json={"months": months, "was": was})
    return answer.status_code, answer.json()


async def told_of_three_years_ago(house) -> str:
    """What becomes of an event of three years ago that comes now."""
    taken = await tell(house, home_from_ed(at=NOW - 3 * YEAR), history=True)
    return taken.answers[0].status


async def test_five_years_hold_until_somebody_says_otherwise(house) -> None:
    async with signed_in(house, KEEPER) as client:
        answer = await client.get(WHERE)
    assert answer.json() == {"months": 60, "least": 24, "most": 120}


async def test_an_event_older_than_what_was_chosen_is_refused_at_once_and_taken_in_when_it_is_more(
    house,
) -> None:
    await tell(house, registered())
    assert await told_of_three_years_ago(house) == "new"
    assert await change(house, 30) == (200, {"months": 30, "least": 24, "most": 120})
    assert await told_of_three_years_ago(house) == "refused"
    assert (await change(house, 37, was=30))[0] == 200
    assert await told_of_three_years_ago(house) == "new"


async def test_another_process_follows_within_a_look(house, database, vault) -> None:
    from app.opening import furnish

    other = await furnish(database, vault, demo=True)
    following = Following(other)
    await following.look()
    await change(house, 24)
    assert other.retention == 5 * YEAR
    assert not await following.look(), "the organisation is what it was: no board is fetched anew"
    assert other.retention == 2 * YEAR
    assert (await furnish(database, vault, demo=True)).retention == 2 * YEAR


async def test_a_change_is_in_the_log_and_none_is_not(house) -> None:
    await change(house, 48)
    await change(house, 48, was=48)
    [line] = await audited(house, "installation:retention:change")
    assert (line["viewer"], line["decision"]) == (KEEPER, "allow")
    assert line["detail"] == "60 → 48 månader"


async def test_a_change_overtaken_by_another_is_refused_and_says_so(house) -> None:
    await change(house, 48)
    status, told = await change(house, 36)
    assert status == 409
    assert told["detail"].startswith("Någon annan har ändrat gallringsgränsen.")
    assert house.retention == 4 * YEAR


@pytest.mark.parametrize("staff", [*STAFF, None])
async def test_nobody_else_looks_or_changes(house, staff: str | None) -> None:
    async with signed_in(house, staff) as client:
        answers = [await client.get(WHERE), await client.put(WHERE, json={"months": 36, "was": 60})]
    assert {one.status_code for one in answers} == {401 if staff is None else 403}
    assert house.retention == 5 * YEAR
    if staff is not None:
        assert [(one["act"], one["decision"]) for one in (await audited(house))[-2:]] == [
            ("installation:retention:look", "deny"), ("installation:retention:change", "deny"),
        ]  # fmt: skip


async def test_a_page_of_another_site_changes_nothing(house) -> None:
    async with signed_in(house, KEEPER) as client:
        answer = await client.put(
            WHERE, json={"months": 36, "was": 60}, headers={"origin": "https://ont.example"}
        )
    assert answer.status_code == 403
    assert house.retention == 5 * YEAR


OUTSIDE = [
    (23, "less than two years"), (0, "nothing"), (-60, "the future"), (121, "more than ten years"),
    (10**30, "more than the database counts"),
]  # fmt: skip


@pytest.mark.parametrize(("months", "_comment"), OUTSIDE, ids=[one[1] for one in OUTSIDE])
async def test_outside_the_bounds_the_bounds_are_told(house, months: int, _comment: str) -> None:
    says = "Gallringsgränsen är ett helt antal månader, från 24 till 120."
    status, told = await change(house, months)
    assert (status, told["detail"]) == (422, says)
    assert told["fields"] == [{"field": "months", "says": says}]
    assert house.retention == 5 * YEAR


@pytest.mark.parametrize("months", ["fem år", 30.5, None, True, [36]])
async def test_what_is_no_number_changes_nothing(house, months: Any) -> None:
    status, told = await change(house, months)
    assert status == 422
    assert told["detail"] == "Det som skickades går inte att förstå."


@pytest.mark.parametrize("months", [24, 120])
async def test_the_bounds_themselves_are_within(house, months: int) -> None:
    assert (await change(house, months))[0] == 200
