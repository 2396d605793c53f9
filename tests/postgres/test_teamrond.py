"""The week's round: built on its day of what registers lack and mornings have lifted, and led as a huddle."""

from datetime import date, timedelta

import pytest

from app.huddle import asks, room
from app.huddle.prepare import prepare, refresh
from app.timetable import Timetable
from tests.houses import CENTRE, HOME_HELP, TEAM, cloud, consent, home_from_ed, registered, tell
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    ask,
    at,
    board,
    build,
    close,
    decide,
    decision,
    say,
    start,
)

WHO, SECOND = "19340304T027", "19400505T043"
THURSDAY = date(2026, 11, 26)
NOON = at(THURSDAY, "11.45")
ONE = at(THURSDAY, "13.00")


async def weekly(house, now=NOON):
    built = await prepare(house, CENTRE, now, round_="weekly")
    assert built is not None
    return built


def enrolled(who: str) -> dict:
    """In municipal care, and nobody has been named as a fixed contact: a register that lacks something."""
    return cloud("enrolment.started", who, EIGHT - timedelta(days=200), kind="kommunal_hsl", unit=TEAM,
                 unit_hsa_id=TEAM, controller_hsa_id="SE0000001490-DEMOHSL",
                 **{"from": "2026-05-01"})  # fmt: skip


async def lifted(house) -> None:
    """A morning on which one row was lifted and another done."""
    await tell(house, registered(), consent(), home_from_ed())
    await tell(house, registered(SECOND, given_name="Torvald"), home_from_ed(SECOND))
    built = await start(house)
    for row in built.board.rows:
        kind = "lift" if row.content.name.startswith("Gunborg") else "done"
        await decide(house, built, row, decision(kind, reason="Behöver läkare"))
    await close(house, built)


async def test_what_a_morning_lifted_stands_before_the_weeks_round_with_its_reason(house) -> None:
    await lifted(house)
    built = await weekly(house)
    [row] = [r for r in built.board.rows if r.content.reasons[0].rule == "akut-ej-inlagd"]
    assert row.content.name == "Gunborg Öhrnäs"
    assert (row.content.stood[0].mark, row.content.stood[0].text) == (
        "lyft",
        "Lyft till veckan. Behöver läkare.",
    )
    assert (row.section, row.forced) == ("idag", False)


async def test_what_a_register_lacks_is_the_weeks_though_nothing_has_come_in(house) -> None:
    taken = await tell(house, registered(), consent(), enrolled(WHO))
    assert {one.status for one in taken.answers} == {"new"}, taken.answers
    assert (await build(house)).board.rows == ()
    rules = {one.rule for row in (await weekly(house)).board.rows for one in row.content.reasons}
    assert "fast-kontakt-saknas" in rules


async def test_it_is_led_as_a_huddle_longer_and_with_the_physician(house) -> None:
    await lifted(house)
    built = await weekly(house)
    row = built.board.rows[0]
    await say(house, built.huddle.id, asks.Start(), ONE)
    await say(house, built.huddle.id, asks.SetPresence("vc_lakare", "room"), ONE)
    told = await board(house, built)
    assert (told.ends_at - told.started_at, told.presence["vc_lakare"]) == (
        timedelta(minutes=45),
        "room",
    )
    await decide(house, built, row, decision("done", ONE), ONE)
    await close(house, built, ONE + 30 * MINUTE)
    following = await prepare(house, CENTRE, NOON + timedelta(days=7), round_="weekly")
    assert row.id not in {one.id for one in following.board.rows}
    assert "Gunborg Öhrnäs" not in {one.content.name for one in following.board.rows}, "decided"


async def test_what_it_gave_to_somebody_who_did_not_take_it_is_the_mornings(
    house,
) -> None:
    await lifted(house)
    built = await weekly(house)
    await say(house, built.huddle.id, asks.Start(), ONE)
    one = decision(now=ONE)
    await decide(house, built, built.board.rows[0], one, ONE)
    await close(house, built, ONE + 30 * MINUTE)
    back = await build(house, at(date(2026, 11, 27), "7.40"))
    marks = {row.content.name: row.content.stood[0].mark for row in back.board.rows}
    assert marks == {"Gunborg Öhrnäs": "ingen_har_tagit_emot"}


async def test_the_mornings_are_what_they_would_have_been(house) -> None:
    """A round is no huddle: it is not what the next morning looks back to, and counts no morning."""
    await lifted(house)
    before = await ask(house, "SELECT rule, mornings, ended FROM obligation ORDER BY 1, 2")
    built = await weekly(house)
    await room.close_by_timetable(house, built.huddle.id, ONE + timedelta(hours=3))
    assert await ask(house, "SELECT rule, mornings, ended FROM obligation ORDER BY 1, 2") == before
    friday = await build(house, at(date(2026, 11, 27), "6.45"))
    assert (
        friday.huddle.since
        == (await ask(house, "SELECT closed_at FROM huddle WHERE day = :d", d=FRIDAY))[0][0]
    )
    held = await ask(
        house, "SELECT count(*) FROM event WHERE kind IN ('huddle.held', 'huddle.not_held')"
    )
    assert held == [(1,)], "Friday's alone"


@pytest.mark.parametrize(
    ("day", "built", "comment"),
    [
        (date(2026, 11, 25), False, "a Wednesday"),
        (date(2026, 11, 26), True, "the Thursday"),
        (date(2026, 12, 23), True, "Thursday is julafton: the last huddle day before it"),
        (date(2026, 12, 24), False, "closed"),
    ],
)
async def test_the_timetable_builds_it_on_its_day(house, monkeypatch, day, built, comment) -> None:
    await lifted(house)
    monkeypatch.setattr("app.clock.now", lambda: at(day, "11.50"))
    timetable = Timetable(house)
    for _ in range(2):
        await timetable._teamrond(CENTRE)
    rounds = await ask(house, "SELECT count(*) FROM huddle WHERE round = 'weekly'")
    assert rounds == [(int(built),)], comment


async def test_a_late_event_reaches_the_open_round_too(house) -> None:
    await lifted(house)
    built = await weekly(house)
    stood = {row.content.name for row in built.board.rows if not row.withdrawn}
    reached = cloud("phone.contact", WHO, NOON, channel="vc", result="reached")
    await tell(house, reached, now=NOON + MINUTE)
    await refresh(house, [CENTRE], NOON + MINUTE)
    rows = {row.content.name for row in (await board(house, built)).rows if not row.withdrawn}
    assert stood - rows == {"Gunborg Öhrnäs"}


async def test_an_action_of_the_round_is_its_owners_as_any_other(house) -> None:
    await lifted(house)
    built = await weekly(house)
    await say(house, built.huddle.id, asks.Start(), ONE)
    await decide(house, built, built.board.rows[0], decision(now=ONE), ONE)
    assert await ask(house, "SELECT owner, state FROM action") == [(HOME_HELP, "assigned")]
