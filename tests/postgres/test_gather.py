"""Those who come one by one go in together: each answered after the commit, none for another's fault."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.events import gather, ingest
from app.events.gather import AT_ONCE, Gatherer
from tests.houses import cloud, home_from_ed, registered
from tests.intake import TOKEN, count, door, kept, post, told_of
from tests.processes import ground, until
from tests.roles import as_admin

WHO = "19340304T027"
PEOPLE = [f"193403{n:02}T027" for n in range(1, 29)]
ROWS = text("SELECT new + known + rejected + refused FROM intake ORDER BY id")
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
STORED = text("SELECT count(*) FROM event WHERE source_event_id = :id")


async def sizes(house) -> list[int]:
    """How many events went in by each transaction."""
    async with house.database.work() as session:
        return list((await session.execute(ROWS)).scalars())


async def is_stored(house, id_: str) -> bool:
    """As another connection sees it."""
    async with house.database.work() as session:
        return (await session.execute(STORED, {"id": id_})).scalar_one() == 1


async def test_many_who_come_one_by_one_go_in_by_few_transactions(house) -> None:
    async with door(house) as client:
        await post(client, registered())
        answers = await asyncio.gather(
            *(post(client, home_from_ed(PEOPLE[n % 28], id=f"e{n}")) for n in range(32))
        )
    assert {one.status_code for one in answers} == {201}
    assert [one.json()["id"] for one in answers] == [f"e{n}" for n in range(32)]
    first, *rest = await sizes(house)
    assert (first, sum(rest)) == (1, 32)
    assert len(rest) <= 16, rest


async def test_each_is_answered_after_its_own_commit(house) -> None:
    """At the moment of the answer another connection sees the event."""

    async def one(client, n: int) -> bool:
        answer = await post(client, home_from_ed(PEOPLE[n % 28], id=f"e{n}"))
        return answer.status_code == 201 and await is_stored(house, f"e{n}")

    async with door(house) as client:
        for round_ in range(4):
            seen = await asyncio.gather(*(one(client, 32 * round_ + n) for n in range(32)))
            assert all(seen)


async def test_what_could_not_be_committed_is_answered_to_nobody_as_stored(
    house, monkeypatch
) -> None:
    work = house.database.work

    @asynccontextmanager
    async def fails():
        async with work() as session:
            yield session
            raise OperationalError("COMMIT", {}, Exception("the connection is lost"))

    async with door(house) as client:
        await post(client, registered(id="before"))
        monkeypatch.setattr(house.database, "work", fails)
        answers = await asyncio.gather(*(post(client, home_from_ed(id=f"e{n}")) for n in range(32)))
        monkeypatch.undo()
        assert {one.status_code for one in answers} == {503}
        assert {one.headers["retry-after"] for one in answers} == {"5"}
        assert await count(house, "event") == 1
        again = await asyncio.gather(*(post(client, home_from_ed(id=f"e{n}")) for n in range(32)))
    assert {one.status_code for one in again} == {201}


async def test_when_the_database_is_away_nobody_waits_for_each_to_try_alone(
    house, monkeypatch
) -> None:
    tries = Counter[str]()

    async def away(*_, **__):
        tries["away"] += 1
        await asyncio.sleep(0.05)
        raise OperationalError("SELECT", {}, Exception("no connection"))

    monkeypatch.setattr(ingest, "take", away)
    async with door(house) as client:
        answers = await asyncio.gather(*(post(client, home_from_ed()) for _ in range(32)))
    assert {one.status_code for one in answers} == {503}
    assert tries["away"] <= 16


async def test_one_who_breaks_us_takes_nobody_along(house, monkeypatch) -> None:
    real = ingest.take

    async def breaks(house, sent, *rest, **more):
        if any(b'"poison"' in bytes(raw) for _, raw in sent):
            raise RuntimeError("a fault of our own")
        return await real(house, sent, *rest, **more)

    monkeypatch.setattr(gather.ingest, "take", breaks)
    gatherer = Gatherer(house)
    source = house.organisation.sources["cloudevents"]
    sent = [home_from_ed(id="poison" if n == 7 else f"e{n}") for n in range(20)]
    told = await asyncio.gather(
        *(gatherer.take([(source, msgspec.json.encode(one))], "events") for one in sent),
        return_exceptions=True,
    )
    assert [n for n, one in enumerate(told) if isinstance(one, RuntimeError)] == [7]
    assert [one.answers[0].id for one in told if isinstance(one, ingest.Taken)] == [
        one["id"] for one in sent if one["id"] != "poison"
    ]
    assert await count(house, "event") == 19


async def test_the_bad_among_the_good_are_each_answered_as_if_they_were_alone(house) -> None:
    sent = [
        home_from_ed(id="a"), b"{", cloud("vc.tour", id="c"), home_from_ed(id="a"),
        home_from_ed(id="d", outcome="hem"), cloud("vc.visit", id="e", profession="a\0b"),
        home_from_ed(id="f"),
    ]  # fmt: skip
    async with door(house) as client:
        answers = await asyncio.gather(*(post(client, one) for one in sent))
    codes = [one.status_code for one in answers]
    assert sorted((codes[0], codes[3])) == [200, 201], "one of the two is first"
    assert [*codes[1:3], *codes[4:]] == [400, 422, 422, 422, 201]
    assert len(await kept(house)) == 4
    assert await count(house, "event") == 2


async def test_what_one_sends_together_stays_together_and_in_its_order(house) -> None:
    gatherer = Gatherer(house)
    source = house.organisation.sources["cloudevents"]

    def several(who: int) -> list:
        first = home_from_ed(PEOPLE[who], id=f"{who}-a")
        again = home_from_ed(PEOPLE[who], id=f"{who}-a", outcome="admitted")
        return [(source, msgspec.json.encode(one)) for one in (first, again, first)]

    told = await asyncio.gather(*(gatherer.take(several(who), "mllp") for who in range(28)))
    assert {tuple(a.status for a in one.answers) for one in told} == {("new", "known", "known")}
    assert [one.answers[0].id for one in told] == [f"{who}-a" for who in range(28)]
    for who in (0, 27):
        [row] = await told_of(house, PEOPLE[who])
        assert row["body"]["outcome"] == "home"


async def test_doors_are_counted_apart(house) -> None:
    gatherer = Gatherer(house)
    source = house.organisation.sources["cloudevents"]
    doors = ["mllp", "events"] * 6
    await asyncio.gather(
        *(gatherer.take([(source, msgspec.json.encode(home_from_ed()))], one) for one in doors)
    )
    async with house.database.work() as session:
        rows = await session.execute(text("SELECT door, sum(new) FROM intake GROUP BY 1"))
        assert dict(map(tuple, rows)) == {"mllp": 6, "events": 6}


async def test_no_group_is_larger_than_a_transaction(house, monkeypatch) -> None:
    groups: list[int] = []

    async def count_only(_, sent, *__, **___):
        groups.append(len(sent))
        await asyncio.sleep(0)
        return ingest.Taken([ingest.Answer(None, "new") for _ in sent], frozenset())

    monkeypatch.setattr(gather.ingest, "take", count_only)
    gatherer = Gatherer(house)
    await asyncio.gather(*(gatherer.take([None] * n, "mllp") for n in (1, 400, 700, 300, 2500, 1)))  # type: ignore[list-item]
    assert groups == [1, 400, 1000, 2500, 1] or sum(groups) == 3902
    assert max(n for n in groups if n != 2500) <= ingest.CHUNK


async def test_whoever_comes_as_the_last_is_done_waits_for_nobody(house, monkeypatch) -> None:
    """Between the last one's answer and the end of the work of it there is no gap to fall into."""
    go = asyncio.Event()

    async def wait(_, sent, *__, **___):
        await go.wait()
        return ingest.Taken([ingest.Answer(None, "new") for _ in sent], frozenset())

    monkeypatch.setattr(gather.ingest, "take", wait)
    for turns in range(6):
        go.clear()
        gatherer = Gatherer(house)
        first = []
        for _ in range(AT_ONCE):
            first.append(asyncio.create_task(gatherer.take([None], "mllp")))  # type: ignore[list-item]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        go.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await gatherer.take([None], "mllp")  # type: ignore[list-item]
            await asyncio.gather(*first)


async def test_whoever_goes_away_unanswered_leaves_what_was_sent(house) -> None:
    gatherer = Gatherer(house)
    source = house.organisation.sources["cloudevents"]
    asking = [
        asyncio.create_task(
            gatherer.take([(source, msgspec.json.encode(home_from_ed(id=f"e{n}")))], "x")
        )
        for n in range(6)
    ]
    await asyncio.sleep(0)
    for one in asking[1::2]:
        one.cancel()
    told = await asyncio.gather(*asking, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in told] == [False, True] * 3
    assert await count(house, "event") == 6


@pytest.mark.parametrize("half", [False, True], ids=["after all was sent", "in the middle"])
async def test_a_client_that_hangs_up_stops_nobody(
    house, admin_url, database_url, tmp_path, half
) -> None:
    """A real process and a real socket: what was sent whole is there, what was cut off is not."""
    standing = ground(admin_url, database_url, tmp_path)
    whole = json.dumps(home_from_ed(id="e1")).encode()
    head = (
        f"POST /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n"
        f"content-type: application/cloudevents+json\r\ncontent-length: {len(whole)}\r\n\r\n"
    )
    with standing.app() as app, as_admin(admin_url, database_url) as admin:
        # Nobody gets in while this is held, so that the client is gone before the answer is made.
        admin.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
        _, writer = await asyncio.open_connection("127.0.0.1", app.port)
        writer.write(head.encode() + (whole[:50] if half else whole))
        await writer.drain()
        if not half:
            await until(
                lambda: admin.execute(WAITING).fetchall() == [(1,)], "it is on its way in", 60
            )
        else:
            await asyncio.sleep(0.2)
        writer.transport.abort()
        await asyncio.sleep(0.2)
        admin.rollback()
        if not half:
            await until(
                lambda: standing.ask("SELECT count(*) FROM event") == [(1,)], "it is stored", 60
            )
        assert await app.tell(home_from_ed(id="e2")) == ["new"]
        assert await app.tell(home_from_ed(id="e1")) == ["new" if half else "known"]
        said = app.said.read_text("utf-8", "replace")
    assert "Traceback" not in said
    assert "19340304" not in said
