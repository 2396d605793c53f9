"""A late event judges those it touches and changes the open boards by one row; all else stands."""

import asyncio
import contextlib
from datetime import date, timedelta

import pytest

from app.huddle import asks
from app.huddle.prepare import prepare
from app.huddle.rules import judge
from app.timetable import Timetable
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, registered, tell
from tests.lives import live, serving
from tests.rooms import EIGHT, FRIDAY, MINUTE, ask, at, board, build, decide, decision, say, start

PEOPLE = [f"19400505T{n:03}" for n in range(12)]
LATE = "19400506T999"
NIGHT = NOW - timedelta(hours=1)
OTHER = "SE2321000131-DEMOVC02"


@pytest.fixture
async def night(house):
    """Twelve persons home from the emergency department, told of at 6.40; and one of whom nothing is."""
    await tell(house, *map(registered, PEOPLE), *map(consent, PEOPLE), now=NIGHT)
    await tell(house, registered(LATE, given_name="Sen"), consent(LATE), now=NIGHT)
    await tell(house, *(home_from_ed(one, at=NIGHT) for one in PEOPLE), now=NIGHT)
    return house


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """Whoever is judged, by given name, as it happens."""
    seen: list[str] = []

    def watched(person, rules, morning, **found):
        seen.append(person.given_name)
        return judge(person, rules, morning, **found)

    monkeypatch.setattr("app.huddle.prepare.judge", watched)
    return seen


async def test_a_late_event_judges_no_more_than_whom_it_touches(night, judged) -> None:
    built = await build(night)
    assert len(judged) == built.judged == len(PEOPLE)
    judged.clear()
    await tell(night, home_from_ed(LATE), now=EIGHT)
    after = await prepare(night, CENTRE, EIGHT, late=True)
    assert judged == ["Sen"]
    assert [row.content.name.split()[0] for row in after.board.rows].count("Sen") == 1
    assert len(after.board.rows) == len(built.board.rows) + 1
    again = await build(night, EIGHT)
    assert again.board.rows == after.board.rows, "the same as if all had been judged"


@pytest.mark.parametrize("begun", [False, True], ids=["before the start", "during"])
async def test_an_open_board_changes_by_one_row(night, begun: bool) -> None:
    """Each who sees it hears one frame with one row; each who does not, as many numbers."""
    async with serving(night) as port, live(night, port) as nurse, live(
        night, port, "hemtjanstplanerare"
    ) as planner:  # fmt: skip
        for one in (nurse, planner):
            assert len((await one.next("snapshot"))["board"]["rows"]) == len(PEOPLE)
        if begun:
            await nurse.say(asks.Start())
            for one in (nurse, planner):
                await one.change("presence_set")
        for one in (nurse, planner):
            one.raw.clear()
        await tell(night, home_from_ed(LATE), now=NOW + MINUTE)
        port.refresher.want([CENTRE])
        for one in (nurse, planner):
            await one.change("row_added")
            with contextlib.suppress(asyncio.TimeoutError):
                await one.next("change", within=0.5)
            changes = [frame for frame in one.raw if '"type":"change"' in frame]
            assert len(changes) == 1, changes
            assert sum(frame.count('"birth_year"') for frame in changes) == 1, "one row"


async def test_what_the_room_decided_stands_when_something_comes_in_about_another(night) -> None:
    built = await start(night)
    await decide(night, built, built.board.rows[3], decision("done"))
    await say(night, built.huddle.id, asks.OpenRow(built.board.rows[0].id))
    before = await board(night, built)
    await tell(night, home_from_ed(LATE), now=EIGHT + MINUTE)
    after = (await prepare(night, CENTRE, EIGHT + MINUTE, late=True)).board
    assert [row for row in after.rows if row.id in {one.id for one in before.rows}] == list(
        before.rows
    )


async def test_a_row_leaves_when_its_person_does(night) -> None:
    """A move to another centre is told of that person alone, and nobody here is judged for it."""
    built = await start(night)
    gone = registered(PEOPLE[0], centre=OTHER, at=EIGHT)
    await tell(night, gone, now=EIGHT + 15 * MINUTE)
    after = await prepare(night, CENTRE, EIGHT + 15 * MINUTE, late=True)
    assert after.judged == 0
    assert sum(row.withdrawn for row in after.board.rows) == 1
    assert len(after.board.rows) == len(built.board.rows)


async def test_everybody_is_judged_again_when_a_clock_has_turned(house, judged) -> None:
    """Seven hours short of three days at home: red at 6.45, and run out at 7.50."""
    home = at(FRIDAY, "7.50") - timedelta(hours=72)
    told = cloud(
        "inpatient.discharged", at=home, discharged_at=home.isoformat(), disposition="home"
    )
    await tell(house, registered(at=NOW - timedelta(days=30)), told, now=home + MINUTE)
    await build(house, at(FRIDAY, "6.45"))
    [row] = (await prepare(house, CENTRE, at(FRIDAY, "7.40"), late=True)).board.rows
    assert "senast i dag kl. 7.50" in row.content.reasons[0].sentence
    judged.clear()
    late = await prepare(house, CENTRE, at(FRIDAY, "7.51"), late=True)
    assert judged == ["Gunborg"]
    [row] = late.board.rows
    assert "tiden gick ut kl. 7.50" in row.content.reasons[0].sentence


async def test_the_timetable_looks_when_a_clock_has_turned_though_nothing_comes_in(house) -> None:
    home = NOW - timedelta(hours=72) + MINUTE / 2
    told = cloud(
        "inpatient.discharged", at=home, discharged_at=home.isoformat(), disposition="home"
    )
    await tell(house, registered(at=NOW - timedelta(days=30)), told, now=home + MINUTE)
    built = await build(house, NOW)
    assert built.huddle.wakes_at is None, "as it was before it was judged"
    await ask(house, "UPDATE huddle SET wakes_at = :now RETURNING 1", now=NOW)
    await Timetable(house)._overlooked()
    [(wakes,)] = await ask(house, "SELECT wakes_at FROM huddle")
    assert wakes > NOW


async def test_everybody_is_judged_again_when_another_source_goes_silent(night, judged) -> None:
    await build(night)
    judged.clear()
    await ask(night, "UPDATE huddle SET silent = '{cfs.assessed}' RETURNING 1")
    assert (await prepare(night, CENTRE, EIGHT, late=True)).judged == len(PEOPLE)


async def test_whose_clock_has_rung_is_asked_again_when_it_rings_next(house, judged) -> None:
    """Home from hospital, and 65 years old some days later: nothing comes in, and the row still comes.

    Until then no rule is for them, and on no morning does anybody ask.
    """
    young, birthday = "19611127T001", date(2026, 11, 27)
    home = cloud(
        "inpatient.discharged", young, at=NIGHT, discharged_at=NIGHT.isoformat(),
        disposition="home", unit_hsa_id="SE2321000131-DEMOSAS31",
    )  # fmt: skip
    await tell(house, registered(young), consent(young), home, now=NIGHT)
    mornings = [one async for one in held(house, 8)]
    came = [day for day, built in mornings if built.board.rows]
    looked = [built.judged for _, built in mornings]
    assert came[0] == birthday
    assert len(judged) == 1
    assert looked == [1, 1, 0, 0, 1, 1], (
        "news, twice; then on the birthday, and the huddle before it"
    )


async def test_who_has_nothing_that_can_change_is_left_alone(house, judged) -> None:
    who = PEOPLE[0]
    reached = cloud("phone.contact", who, NIGHT, channel="vc", result="reached")
    await tell(
        house, registered(who), consent(who), home_from_ed(who, at=NIGHT), reached, now=NIGHT
    )
    days = [day async for day, _ in held(house, 40)]
    assert 0 < len(judged) < len(days) / 2
    assert await ask(house, "SELECT next_due FROM person WHERE centre IS NOT NULL") == [(None,)]


async def held(house, days: int):
    """The agendas of the next huddle days, each held before the next is built, as long as nobody is on them."""
    for day in (FRIDAY + timedelta(days=n) for n in range(days)):
        if (built := await prepare(house, CENTRE, at(day, "6.45"))) is not None:
            yield day, built
            await say(house, built.huddle.id, asks.Start(), at(day, "8.00"))
            if not built.board.rows:
                await say(house, built.huddle.id, asks.Close(), at(day, "8.10"))
