"""The log: a line for each look and act, in the same transaction, and nothing in it of what was seen."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.actions import messages as m
from app.huddle import asks
from app.huddle.prepare import prepare
from app.main import create_app
from tests.browser import night as cast
from tests.doors import (
    DAY,
    STAFF,
    STARTS,
    a_board,
    audited,
    command,
    decide,
    person_id,
    row_ids,
    signed_in,
)
from tests.houses import CENTRE, HOME_HELP, NEEDS, NOW, consent, home_from_ed, registered, tell
from tests.lives import live, serving
from tests.roles import as_admin
from tests.rooms import ask, decision, say
from tests.walls import on_the_wall

PATH = f"/api/huddles/{CENTRE}/{DAY}"
SECOND = "19400505T043"
WRITTEN = "Egenskrivet", "Pneumoni", "Katarina"
"""Words that somebody types."""
LOG_IS_FULL = """
CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log takes no more'; END $$;
CREATE TRIGGER full_ BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION full_();
"""
FAILS_AT_THE_END = """
CREATE FUNCTION late_() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'too late'; END $$;
CREATE CONSTRAINT TRIGGER late_ AFTER INSERT ON {} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION late_();
"""


@pytest.fixture
async def huddle(house) -> UUID:
    """Gunborg's row on a board that has been started."""
    return (await a_board(house, registered(), home_from_ed(), consent())).id


@asynccontextmanager
async def browser(house, staff: str):
    """Signed in as somebody, where a fault of ours is an answer and not an error of the test."""
    async with signed_in(house, staff) as known:
        transport = httpx.ASGITransport(create_app(house), raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://kvarten.test", cookies=dict(known.cookies)
        ) as client:
            yield client


def order(admin_url: str, database_url: str, statement: str) -> None:
    with as_admin(admin_url, database_url) as admin:
        admin.execute(statement)  # type: ignore[arg-type]


async def transactions(house, query: str) -> set[str]:
    return {row[0] for row in await ask(house, f"SELECT CAST(xmin AS text) {query}")}


async def test_an_act_in_the_room_and_its_line_are_one_transaction(house, huddle) -> None:
    key = await decide(house, huddle, "action", HOME_HELP)
    for act, written in (
        ("huddle:started", "FROM huddle_change WHERE kind = 'started'"),
        ("huddle:decided", "FROM huddle_change WHERE kind = 'decided'"),
        ("huddle:decided", "FROM event WHERE kind = 'huddle.decided'"),
        ("huddle:decided", f"FROM action WHERE id = '{key}'"),
    ):
        lines = await transactions(house, f"FROM audit WHERE act = '{act}'")
        assert len(lines) == 1, act
        assert lines == await transactions(house, written), written


async def test_an_act_on_an_action_and_its_line_are_one_transaction(house, huddle) -> None:
    key = await decide(house, huddle, "action", HOME_HELP)
    async with signed_in(house, "hemtjanstplanerare") as client:
        asked = {"type": "return", "id": str(uuid4()), "code": "hinner_inte", "comment": "Fullt"}
        assert (await client.post(f"/api/actions/{key}", json=asked)).status_code == 200
    lines = await transactions(house, "FROM audit WHERE act = 'action:return'")
    assert len(lines) == 1
    assert lines == await transactions(house, "FROM event WHERE kind = 'action.returned'")
    assert lines == await transactions(house, "FROM huddle_change WHERE kind = 'action_moved'")


@pytest.mark.parametrize("fails", ["huddle_change", "event", "audit"])
async def test_what_fails_leaves_neither_the_act_nor_its_line(
    house, huddle, admin_url, database_url, fails: str
) -> None:
    """Also when it fails at the very end, when all of it has been written."""
    before = await counted(house)
    order(admin_url, database_url, FAILS_AT_THE_END.format(fails))
    with pytest.raises(Exception, match="too late"):
        await decide(house, huddle, "action", HOME_HELP)
    assert await counted(house) == before


async def counted(house) -> list[int]:
    tables = ("huddle_change", "event", "action", "audit")
    return [(await ask(house, f"SELECT count(*) FROM {table}"))[0][0] for table in tables]


async def test_nothing_is_shown_that_cannot_be_accounted_for(
    house, huddle, admin_url, database_url
) -> None:
    """A log that takes no more lines: no door gives a name away, and nothing is done."""
    key = await decide(house, huddle, "action", HOME_HELP)
    accept = {"type": "accept", "id": str(uuid4())}
    async with AsyncExitStack() as doors:
        # Signing in is a line too.
        at = {
            staff: await doors.enter_async_context(browser(house, staff))
            for staff in ("aldre-ssk", "hemtjanstplanerare", "chef")
        }
        before = await counted(house)
        order(admin_url, database_url, LOG_IS_FULL)
        for staff, method, path, body in (
            ("aldre-ssk", "GET", PATH, None),
            ("aldre-ssk", "GET", "/api/actions", None),
            ("hemtjanstplanerare", "GET", "/api/actions", None),
            ("hemtjanstplanerare", "POST", f"/api/actions/{key}", accept),
            ("chef", "GET", PATH, None),
            ("chef", "POST", "/api/session", {"demo": "chef"}),
        ):
            answer = await at[staff].request(method, path, json=body)
            assert answer.status_code == 500, path
            assert answer.headers["content-type"] == "application/problem+json"
            assert_nothing_of_gunborg(answer.text)
    with pytest.raises(Exception, match="takes no more"):
        await command(house, huddle, asks.Reopen((await row_ids(house, huddle))[0]))
    assert await counted(house) == before


def assert_nothing_of_gunborg(told: str) -> None:
    for word in ("Gunborg", "Öhrnäs", "G.Ö.", "1934", "akut"):
        assert word not in told


async def test_a_socket_hears_nothing_that_cannot_be_accounted_for(
    house, admin_url, database_url
) -> None:
    await tell(house, registered(), home_from_ed(), consent())
    built = await prepare(house, CENTRE, NOW)
    assert built is not None
    async with serving(house) as port, live(house, port) as nurse:
        await nurse.next("snapshot")
        heard = len(nurse.raw)
        order(admin_url, database_url, LOG_IS_FULL)
        await tell(house, registered(SECOND, given_name="Torvald"), home_from_ed(SECOND))
        await prepare(house, CENTRE, NOW)
        assert await nurse.closed() == 1013
        assert "Torvald" not in "".join(nurse.raw[heard:])
        async with live(house, port) as again:
            assert await again.closed() == 1013
            assert again.raw == []


async def test_who_commands_without_leading_is_refused_and_noted(house) -> None:
    await tell(house, registered(), home_from_ed(), consent())
    built = await prepare(house, CENTRE, NOW)
    assert built is not None
    row = built.board.rows[0].id
    async with serving(house) as port:
        for staff in ("hemtjanstplanerare", "bistandshandlaggare", "kommunal-ssk"):
            async with live(house, port, staff) as one:
                for asked in (asks.Start(), asks.Decide(row, decision(reason=WRITTEN[0]))):
                    assert (await one.ask(asked))["type"] == "refused"
    refused = [line for line in await audited(house) if line["decision"] == "deny"]
    assert [(line["viewer"], line["act"]) for line in refused] == [
        (staff, act)
        for staff in ("hemtjanstplanerare", "bistandshandlaggare", "kommunal-ssk")
        for act in ("huddle:start", "huddle:decide")
    ]
    assert {line["huddle"] for line in refused} == {built.huddle.id}


async def test_who_asks_for_another_s_action_is_refused_and_noted(house, huddle) -> None:
    """As unknown as one that is not there; the log knows whose it was."""
    key = await decide(house, huddle, "action", HOME_HELP)
    for staff in ("bistandshandlaggare", "kommunal-ssk", "chef"):
        async with signed_in(house, staff) as client:
            asked = {"type": "accept", "id": str(uuid4())}
            assert (await client.post(f"/api/actions/{key}", json=asked)).status_code == 404
            assert (await client.post(f"/api/actions/{uuid4()}", json=asked)).status_code == 404
    lines = await audited(house, "action:accept")
    gunborg = await person_id(house)
    assert {line["decision"] for line in lines} == {"deny"}
    assert [(line["viewer"], line["person"]) for line in lines] == [
        ("bistandshandlaggare", gunborg),
        ("bistandshandlaggare", None),
        ("kommunal-ssk", gunborg),
        ("kommunal-ssk", None),
        ("chef", None),
        ("chef", None),
    ]


async def test_no_line_of_a_whole_morning_holds_a_name_a_number_or_a_word_of_care(house) -> None:
    for batch in cast.night():
        await tell(house, *batch, now=cast.TOLD)
    built = await a_board(house)
    await a_morning(house, built.id)
    columns = await ask(house, "SELECT * FROM audit")
    lines = [" ".join(str(value) for value in row) for row in columns]
    assert len(lines) > 100
    acts = {row["act"] for row in await audited(house)}
    assert acts >= {
        "huddle:board:look", "huddle:person:look", "action:person:look", "week:person:look",
        "huddle:started", "huddle:row_opened", "huddle:decided", "huddle:reopened", "huddle:closed",
        "huddle:presence_set", "action:accept", "action:return", "action:done", "action:hand_over",
    }  # fmt: skip
    people = [getattr(cast, name) for name in ("GUNBORG", "EVERT", "SVEN", "HOLGER", "FRIDA")]
    people += [*cast.HIDDEN, *cast.OVERFLOW]
    words = {word for person in people for word in person} | set(WRITTEN)
    words |= {number[:8] for number, *_ in people}
    words |= {"akut", "ambulans", "sjukhus", "hemgång", "skörhet", "CFS", "Ring", "ringt", "läkare"}
    told = "\n".join(lines)
    for word in words:
        assert not re.search(rf"\b{re.escape(word)}", told, re.IGNORECASE), word


async def a_morning(house, huddle: UUID) -> None:
    """Everything that can be looked at and done, with words of one's own wherever they fit."""
    rows = await row_ids(house, huddle)
    for kind, row in (("action", 0), ("done", 1), ("defer", 2), ("lift", 3), ("drop", 4)):
        await command(house, huddle, asks.OpenRow(rows[row]))
        told: dict[str, Any] = {"reason": WRITTEN[1]}
        if kind == "action":
            told = {"what": WRITTEN[0], "owner": HOME_HELP}
        elif kind == "defer":
            told |= {"until": STARTS.date().replace(day=25)}
        one = decision(kind, STARTS, **told)
        await command(house, huddle, asks.Decide(rows[row], one))
        if kind == "done":
            await command(house, huddle, asks.Reopen(rows[row]))
            await command(house, huddle, asks.Decide(rows[row], decision(kind, STARTS)))
        if kind == "action":
            await moved(house, one.id)
    await command(house, huddle, asks.SetPresence(NEEDS, "link"))
    for staff in STAFF:
        async with signed_in(house, staff) as client:
            for path in (PATH, "/api/actions", f"/api/lifted/{CENTRE}"):
                await client.get(path)
    await on_the_wall(house)
    left = (await row_ids(house, huddle))[5:]
    for row_ in left:
        await command(house, huddle, asks.Decide(row_, decision("drop", STARTS, reason=WRITTEN[2])))
    await say(house, huddle, asks.Close(), STARTS)


async def moved(house, key: str) -> None:
    """Returned with a word, handed on, accepted and done."""
    moves: tuple[tuple[str, m.ActionCommand], ...] = (
        ("hemtjanstplanerare", m.Return(str(uuid4()), "behover_underlag", WRITTEN[2])),
        ("aldre-ssk", m.HandOver(str(uuid4()), NEEDS)),
        ("bistandshandlaggare", m.Accept(str(uuid4()))),
        ("bistandshandlaggare", m.Done(str(uuid4()), "genomford", True)),
    )
    from app.actions import work
    from tests.houses import viewer

    for staff, command_ in moves:
        await work.act(house, await viewer(house, staff), UUID(key), command_, STARTS, NOW)
