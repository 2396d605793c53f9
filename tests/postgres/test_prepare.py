"""Preparing a morning: what comes in late, what looks ahead, and that it is the same for the same."""

import asyncio
from datetime import date, timedelta

import msgspec
import psycopg
import pytest
from psycopg import sql

from app.database import Database
from app.huddle import asks, store
from app.huddle.prepare import AT_A_TIME, prepare, refresh
from app.huddle.rules import judge
from app.opening import furnish
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    MONDAY,
    ask,
    at,
    build,
    decide,
    decision,
    line,
    say,
    stands,
    start,
)

SECOND = "19400505T043"
DAY = timedelta(days=1)


async def kinds(house, built) -> list[str]:
    return [type(change).__name__ for _, change in await line(house, built)]


async def test_a_late_event_adds_exactly_one_row_marked_new(house) -> None:
    await tell(house, registered(), home_from_ed(), registered(SECOND, given_name="Torvald"))
    built = await start(house)
    await say(house, built.huddle.id, asks.OpenRow(built.board.rows[0].id))
    late = EIGHT + MINUTE
    taken = await tell(house, home_from_ed(SECOND), now=late)
    assert taken.touched == {CENTRE}
    await refresh(house, taken.touched, late)
    await refresh(house, taken.touched, late + MINUTE)
    assert await kinds(house, built) == [
        "AgendaBuilt", "Started", "PresenceSet", "RowOpened", "RowAdded",
    ]  # fmt: skip
    after = await build(house, late + 2 * MINUTE)
    assert [(row.content.name.split()[0], row.new_at) for row in after.board.rows] == [
        ("Gunborg", None), ("Torvald", late),
    ]  # fmt: skip


async def test_a_long_night_is_judged_without_holding_up_others(house, monkeypatch) -> None:
    people = [f"19400505T{n:03}" for n in range(AT_A_TIME * 2)]
    await tell(house, *map(registered, people), *map(home_from_ed, people))
    turns, seen = 0, []

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def watched(*told, **found):
        seen.append(turns)
        return judge(*told, **found)

    monkeypatch.setattr("app.huddle.prepare.judge", watched)
    beside = asyncio.create_task(another())
    await build(house)
    beside.cancel()
    assert len(seen) == len(people)
    assert seen[0] < seen[AT_A_TIME] < seen[-1]


async def test_a_known_event_sent_again_changes_nothing(house) -> None:
    event = home_from_ed()
    await tell(house, registered(), event)
    built = await start(house)
    assert (await tell(house, event, now=EIGHT)).touched == frozenset()
    await refresh(house, [CENTRE], EIGHT + MINUTE)
    assert await kinds(house, built) == ["AgendaBuilt", "Started", "PresenceSet"]


async def test_a_second_visit_of_somebody_decided_is_a_row_of_its_own(house) -> None:
    await tell(house, registered(), home_from_ed())
    built = await start(house)
    [first] = built.board.rows
    await decide(house, built, first, decision("done"))
    await tell(house, home_from_ed(at=EIGHT - 10 * MINUTE), now=EIGHT + MINUTE)
    old, new = (await build(house, EIGHT + MINUTE)).board.rows
    assert (old.id, old.decision.kind) == (first.id, "done")
    assert (new.decision, new.new_at) == (None, EIGHT + MINUTE)
    assert "2:a besöket" in new.content.reasons[0].sentence
    assert len(new.content.needs) == 1, "what is decided is not asked again"


async def test_a_second_visit_of_somebody_undecided_joins_the_row(house) -> None:
    await tell(house, registered(), home_from_ed())
    built = await start(house)
    await tell(house, home_from_ed(at=EIGHT - 10 * MINUTE), now=EIGHT + MINUTE)
    [row] = (await build(house, EIGHT + MINUTE)).board.rows
    assert row.id == built.board.rows[0].id
    assert len(row.content.needs) == 2
    assert row.urgency == "rod"


async def test_a_cancelled_visit_withdraws_the_row_and_a_corrected_one_rewrites_it(house) -> None:
    await tell(house, registered(), home_from_ed(id="a"))
    await tell(house, registered(SECOND, given_name="Torvald"), home_from_ed(SECOND, id="b"))
    built = await start(house)
    taken_back = cloud("ed.visit.closed", cancels="a")
    when = (NOW - timedelta(hours=2)).isoformat()
    put_right = cloud(
        "ed.visit.closed",
        SECOND,
        NOW - timedelta(hours=2),
        outcome="home",
        closed_at=when,
        revises="b",
    )
    await tell(house, taken_back, put_right, now=EIGHT)
    after = await build(house, EIGHT + MINUTE)
    rows = {row.content.name.split()[0]: row for row in after.board.rows}
    assert rows["Gunborg"].withdrawn
    assert not rows["Torvald"].withdrawn
    assert "kl. 5.40" in rows["Torvald"].content.reasons[0].sentence
    assert rows["Torvald"].new_at is None, "it is the same visit"
    assert len(built.board.rows) == len(after.board.rows)


async def test_a_day_without_huddle_has_none(house) -> None:
    for clock in ("2026-11-21", "2026-12-24", "2027-03-26"):
        assert await prepare(house, CENTRE, at(date.fromisoformat(clock), "7.40")) is None
    assert await ask(house, "SELECT FROM huddle") == []


EASTER, TUESDAY = date(2027, 3, 25), date(2027, 3, 30)
"""Maundy Thursday and the Tuesday after, with the clocks put forward between them."""
LOOK_AHEAD = [
    # today, planned home, listed, comment
    (FRIDAY, at(MONDAY, "8.10"), True, "Friday sees what happens before Monday's huddle is over"),
    (FRIDAY, at(MONDAY, "8.20"), False, "and not what happens after it"),
    (MONDAY, at(MONDAY, "7.30") + 2 * DAY, True, "48 hours on a Monday"),
    (MONDAY, at(MONDAY, "7.50") + 2 * DAY, False, "and no more"),
    (EASTER, at(TUESDAY, "8.10"), True, "Maundy Thursday sees the Tuesday after Easter"),
    (EASTER, at(TUESDAY, "8.20"), False, "until its huddle is over"),
]


@pytest.mark.parametrize(("today", "home", "listed", "comment"), LOOK_AHEAD)
async def test_the_look_ahead_reaches_past_the_closed_days(
    house, today: date, home, listed: bool, comment: str
) -> None:
    now = at(today, "7.40")
    sent = now - 2 * DAY
    notice = cloud(
        "samsa.inskrivningsmeddelande", at=sent, sent_at=sent.isoformat(), recipients=[CENTRE],
        pud=home.isoformat(),
    )  # fmt: skip
    taken = await tell(house, registered(at=now - 30 * DAY), notice, now=now - DAY)
    assert [one.status for one in taken.answers] == ["new", "new"], taken.answers
    built = await build(house, now)
    rules = [reason.rule for row in built.board.rows for reason in row.content.reasons]
    assert ("pud-nara" in rules) is listed, comment


async def test_easter_is_looked_back_over_too(house) -> None:
    await tell(house, registered(at=at(EASTER, "6.00") - DAY), now=at(EASTER, "6.00"))
    saturday = at(EASTER, "3.00") + 2 * DAY
    await tell(house, home_from_ed(at=saturday), now=saturday)
    tuesday = await build(house, at(TUESDAY, "6.45"))
    assert tuesday.huddle.since == at(EASTER, "8.15")
    assert stands(tuesday) == [("Gunborg", None)]


async def test_two_who_prepare_at_once_make_one_agenda(house) -> None:
    await tell(house, registered(), home_from_ed())
    built = await asyncio.gather(*(prepare(house, CENTRE, NOW) for _ in range(4)))
    assert len({one.huddle.id for one in built}) == 1
    assert await kinds(house, built[0]) == ["AgendaBuilt"]


async def test_who_waits_for_another_writer_judges_on_what_that_wrote(house) -> None:
    """While a refresh waits, a row is decided and another event comes in: neither is overwritten."""
    await tell(house, registered(), home_from_ed(), registered(SECOND, given_name="Torvald"))
    built = await start(house)
    [row] = built.board.rows
    async with house.database.work() as session:
        await store.lock(session, built.huddle.id)
        decides = asyncio.create_task(decide(house, built, row, decision("done")))
        await _waiting(house, 1)
        refreshes = asyncio.create_task(refresh(house, [CENTRE], EIGHT + MINUTE))
        await _waiting(house, 2)
        await tell(house, home_from_ed(SECOND), now=EIGHT)
    await asyncio.gather(refreshes, decides)
    await refresh(house, [CENTRE], EIGHT + 2 * MINUTE)
    after = (await build(house, EIGHT + 3 * MINUTE)).board
    assert [one.content.name.split()[0] for one in after.rows] == ["Gunborg", "Torvald"]
    assert after.rows[0].decision is not None


async def _waiting(house, number: int) -> None:
    waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    for _ in range(500):
        if (await ask(house, waiting))[0][0] >= number:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for the lock")


async def test_the_same_facts_and_the_same_now_give_the_same_bytes(
    house, admin_url, database_url, vault
) -> None:
    for n in range(12):
        person = f"193401{n + 10}T0{n + 10}"
        await tell(house, registered(person, given_name=f"P{n}"), home_from_ed(person))
    twin = database_url.rpartition("/")[2] + "_twin"
    await house.database.close()
    names = (sql.Identifier(twin), sql.Identifier(database_url.rpartition("/")[2]))
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        other = Database(database_url + "_twin", vault)
        try:
            one = await _bytes(house)
            two = await _bytes(await furnish(other, vault, demo=True))
            assert one == two
            assert one.count(b'"place":"now"') == 12
        finally:
            await other.close()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(twin)))


async def _bytes(house) -> bytes:
    built = await build(house, NOW)
    return msgspec.json.encode([change for _, change in await line(house, built)])
