"""Times: what the rows took in held huddles is what the next agenda reckons with, at that centre."""

from datetime import timedelta

import pytest

from app.huddle import asks, estimates, look, rules_look, times
from app.huddle.shown import rows_view
from tests.doors import get
from tests.houses import CENTRE, consent, home_from_ed, registered, tell, viewer
from tests.rooms import EIGHT, MONDAY, ask, at, build, close, decide, decision, say, start

PEOPLE = [f"19400505T{n:03}" for n in range(4)]
TOOK = timedelta(seconds=35)


async def held(house, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Friday on which each of some rows took 35 seconds; so few are enough to learn from here."""
    monkeypatch.setattr(times, "ENOUGH", len(PEOPLE))
    monkeypatch.setattr(estimates, "ENOUGH", len(PEOPLE))
    await tell(house, *map(registered, PEOPLE), *map(consent, PEOPLE), *map(home_from_ed, PEOPLE))
    built = await start(house)
    now = EIGHT
    for row in built.board.rows:
        await say(house, built.huddle.id, asks.OpenRow(row.id), now)
        now += TOOK
        await decide(house, built, row, decision("done", now), now)
    await close(house, built, now)


async def test_a_row_takes_what_such_rows_have_taken_at_the_centre(house, monkeypatch) -> None:
    await held(house, monkeypatch)
    night = at(MONDAY, "3.00")
    await tell(house, home_from_ed(PEOPLE[0], at=night), now=night)
    for _ in range(2):
        monday = await build(house, at(MONDAY, "6.45"))
    assert [row.seconds for row in monday.board.rows] == [45], "red: never less than half of 90"
    assert await ask(house, "SELECT centre, rule, seconds FROM row_time") == [
        (CENTRE, "akut-ej-inlagd", 35)
    ] * len(PEOPLE)
    async with house.database.work() as session:
        assert await times.estimates(session, CENTRE) == {"akut-ej-inlagd": 35}
        assert await times.estimates(session, "SE2321000131-DEMOVC02") == {}


async def test_what_others_rows_have_taken_is_told_to_the_centres_own_staff_alone(
    house, monkeypatch
) -> None:
    await held(house, monkeypatch)
    night = at(MONDAY, "3.00")
    await tell(house, home_from_ed(PEOPLE[0], at=night), now=night)
    monday = await build(house, at(MONDAY, "6.45"))
    place = house.organisation.centres[CENTRE]
    seeing = look.seeing_of(house, place, at(MONDAY, "6.45"))
    seconds = {}
    for who in ("aldre-ssk", "hemtjanstplanerare"):
        audience = look.audience(place, (await viewer(house, who)).party)
        [row] = rows_view(monday.board, audience, seeing)
        seconds[who] = row.seconds
    assert seconds == {"aldre-ssk": 45, "hemtjanstplanerare": 90}


async def test_a_huddle_that_nobody_held_teaches_nothing(house) -> None:
    await tell(house, *map(registered, PEOPLE), *map(home_from_ed, PEOPLE))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision("done"))
    await build(house, at(MONDAY, "6.45"))
    assert await ask(house, "SELECT * FROM row_time") == []


async def test_a_huddle_in_which_nothing_was_decided_is_not_read_anew(house, monkeypatch) -> None:
    await tell(house, *map(registered, PEOPLE), *map(home_from_ed, PEOPLE))
    built = await start(house)
    await close(house, built)
    read = []
    monkeypatch.setattr(times, "taken", lambda *told: read.append(told) or [])
    await build(house, at(MONDAY, "6.45"))
    assert read == []


async def test_regelboken_tells_the_centres_own_what_a_row_of_a_rule_takes(
    house, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules_look, "ENOUGH", len(PEOPLE))

    async def told(who: str, rule: str = "akut-ej-inlagd", **at: str) -> dict[str, int] | None:
        answer = await get(house, who, f"/api/rules?place={at.get('place', CENTRE)}")
        return next(one["estimate"] for one in answer.json()["rules"] if one["id"] == rule)  # type: ignore[no-any-return]

    set_ = {"seconds": 60, "setting": 60, "of": None}
    assert await told("aldre-ssk") == set_, "before there is enough to learn from"
    await held(house, monkeypatch)
    await build(house, at(MONDAY, "6.45"))
    learnt = {"seconds": 35, "setting": 60, "of": len(PEOPLE)}
    assert await told("aldre-ssk") == learnt
    assert await told("chef") == learnt, "who leads the centre"
    assert await told("hemtjanstplanerare") is None, "called to the huddle, and not of the centre"
    assert await told("aldre-ssk", "pud-nara") == set_, "nobody has taken up such a row"
    assert await told("aldre-ssk", "cfs-saknas") is None, "a line under another's row takes no time"
    assert await told("aldre-ssk", "arskontroll") is None, "the week's list has a clock of its own"
    assert await told("aldre-ssk", place="1490") is None, "of a municipality nobody has learnt"
