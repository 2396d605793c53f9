"""The wall is a device: what lights it, what puts it out, and that it opens nothing else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app import clock
from app.access import sessions
from app.access.entrance import Entrance
from app.huddle import wall
from tests.doors import DAY, STARTS, a_board, audited, signed_in
from tests.houses import CENTRE, home_from_ed, registered
from tests.rooms import ask
from tests.walls import COOKIE, WALLS, asked, do, on_the_wall, paired, shown

NURSE = "aldre-ssk"
DARK = 4401


@pytest.fixture
async def huddle(house):
    return await a_board(house, registered(), home_from_ed())


async def test_a_device_shows_the_huddle_when_its_convenor_has_told_the_code(house, huddle) -> None:
    async with signed_in(house, None) as device, signed_in(house, NURSE) as nurse:
        assert (await device.get("/api/wall")).json()["state"] == "dark"
        token, code = await asked(device)
        assert len(code) == 6
        assert code.isdigit()
        assert (await device.get("/api/wall")).json()["state"] == "waiting"
        assert await shown(house, token) == DARK
        spaced = f"{code[:3]} {code[3:]} "
        told = await nurse.post(WALLS, json={"code": spaced})
        assert len(told.json()["walls"]) == 1
        assert (await device.get("/api/wall")).json()["state"] == "showing"
    board = json.loads(await shown(house, token))  # type: ignore[arg-type]
    assert (board["mode"], board["centre"], board["date"]) == ("room", CENTRE, str(DAY))
    assert [row["content"]["name"] for row in board["board"]["rows"]] == ["G.Ö."]
    assert all(party["phone"] is None and not party["connected"] for party in board["parties"])


async def test_neither_code_nor_token_lies_in_the_database(house, huddle) -> None:
    async with signed_in(house, None) as device:
        token, code = await asked(device)
    [(row,)] = await ask(house, "SELECT CAST(to_jsonb(wall) AS text) FROM wall")
    assert token not in row
    assert code not in row
    assert code.encode().hex() not in row


OLD = "UPDATE wall SET code_until = :now, heard_at = :now"


async def test_every_code_that_lights_nothing_is_answered_alike(house, huddle) -> None:
    """Wrong, out of time, used, or no code at all: the answer says nothing of which there are."""
    answers = []
    async with signed_in(house, NURSE) as nurse:
        _, used = await asked(nurse)
        assert (await nurse.post(WALLS, json={"code": used})).status_code == 200
        answers.append(await nurse.post(WALLS, json={"code": used}))
        _, old = await asked(nurse)
        await do(house, OLD)
        answers.append(await nurse.post(WALLS, json={"code": old}))
        _, right = await asked(nurse)
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        answers += [await nurse.post(WALLS, json={"code": code}) for code in (wrong, "")]
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.text for answer in answers}) == 1
    assert "Läs av väggen" in answers[0].text


async def test_who_guesses_must_wait_and_others_need_not(house, huddle) -> None:
    async with signed_in(house, None) as device, signed_in(house, NURSE) as nurse:
        _, code = await asked(device)
        wrong = {"code": f"{(int(code) + 1) % 1_000_000:06}"}
        said = [(await nurse.post(WALLS, json=wrong)).status_code for _ in range(7)]
        assert said == [422] * 5 + [429] * 2
        assert (await nurse.post(WALLS, json={"code": code})).status_code == 429
    async with signed_in(house, NURSE) as again:
        told = await again.post(WALLS, json={"code": code})
        assert told.status_code == 429, "a new session gets no more tries"
        assert "Vänta" in told.json()["detail"]
        await do(house, "UPDATE attempt SET blocked_until = :now")
        assert (await again.post(WALLS, json={"code": code})).status_code == 200


async def test_a_code_holds_for_five_minutes_and_a_new_one_puts_out_the_old(house, huddle) -> None:
    async with signed_in(house, None) as device, signed_in(house, NURSE) as nurse:
        answer = await device.post("/api/wall")
        assert answer.json()["seconds"] == 300
        [(left,)] = await ask(
            house, "SELECT extract(epoch FROM code_until - :now) FROM wall", now=clock.real_now()
        )
        assert 295 < left <= 300
        first = answer.json()["code"]
        await asked(device)
        assert (await nurse.post(WALLS, json={"code": first})).status_code == 422
    assert await ask(house, "SELECT count(*) FROM wall") == [(1,)]


async def test_only_so_many_walls_wait_at_once(house, huddle, monkeypatch) -> None:
    monkeypatch.setattr(wall, "MOST", 2)
    for _ in range(2):
        async with signed_in(house, None) as device:
            await asked(device)
    async with signed_in(house, None) as device:
        told = await device.post("/api/wall")
        assert (told.status_code, "retry-after" in told.headers) == (503, True)
        await do(house, "UPDATE wall SET code_until = :now")
        await asked(device)


@pytest.mark.parametrize("staff", ["hemtjanstplanerare", "kommunal-ssk", "chef"])
async def test_nobody_but_who_convenes_lights_a_wall_and_who_tries_stands_in_the_log(
    house, huddle, staff
) -> None:
    async with signed_in(house, None) as device, signed_in(house, staff) as other:
        _, code = await asked(device)
        assert (await other.post(WALLS, json={"code": code})).status_code == 403
        assert (await device.get("/api/wall")).json()["state"] == "waiting"
    assert [line["viewer"] for line in await audited(house) if line["decision"] == "deny"] == [
        staff
    ]


async def test_a_wall_is_lit_for_the_huddle_of_today_while_it_is_not_over(house, huddle) -> None:
    token = await paired(house)
    async with signed_in(house, None) as device, signed_in(house, NURSE) as nurse:
        _, code = await asked(device)
        # The next day: the day before has no wall, whether or not it was closed.
        clock.set_shift(STARTS + timedelta(days=3))
        assert await shown(house, token) == DARK
        assert (await nurse.get(WALLS)).json()["walls"] == []
        assert (await nurse.post(WALLS, json={"code": code})).status_code == 409
        clock.set_shift(STARTS)
        assert isinstance(await shown(house, token), str)


async def test_pairing_and_putting_out_stand_in_the_log(house, huddle) -> None:
    async with signed_in(house, NURSE) as nurse:
        token, code = await asked(nurse)
        [one] = (await nurse.post(WALLS, json={"code": code})).json()["walls"]
        for _ in range(2):
            assert (await nurse.delete(f"{WALLS}/{one['id']}")).json()["walls"] == []
    assert await shown(house, token) == DARK
    lines = [line for line in await audited(house) if line["act"].startswith("huddle:wall")]
    assert [(line["act"], line["viewer"], line["detail"]) for line in lines] == [
        ("huddle:wall_paired", NURSE, one["id"]),
        ("huddle:wall_unpaired", NURSE, one["id"]),
    ]
    assert all(line["huddle"] == huddle.id and line["person"] is None for line in lines)


async def test_what_a_wall_shows_is_logged_as_its_convenors_and_as_shown_to_all_present(
    house, huddle
) -> None:
    await on_the_wall(house)
    [line] = await audited(house, "huddle:person:look")
    assert (line["viewer"], line["detail"], line["session"]) == (NURSE, "room", line["session"])
    assert line["session"] is not None


async def test_over_tls_the_walls_cookie_is_for_this_host_alone(house, huddle) -> None:
    house.entrance = Entrance("https://kvarten.example")
    async with signed_in(house, None) as device:
        cookie = (await device.post("/api/wall")).headers["set-cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie


async def test_another_sites_page_gets_no_code_and_no_board(house, huddle) -> None:
    evil = {"origin": "https://ond.example"}
    async with signed_in(house, None) as device:
        assert (await device.post("/api/wall", headers=evil)).status_code == 403


async def test_a_persons_own_session_is_no_wall_and_the_other_way_round(house, huddle) -> None:
    async with signed_in(house, NURSE) as nurse:
        session = nurse.cookies["kvarten_session"]
        assert await shown(house, session) == DARK
        path = f"/api/huddles/{CENTRE}/{DAY}"
        as_wall = json.loads((await nurse.get(f"{path}?room=true")).text)
        assert as_wall["mode"] == "desk", "nobody asks for the wall in a person's name"
    token = await paired(house)
    async with signed_in(house, None) as device:
        for cookie in (COOKIE, "kvarten_session"):
            device.cookies.set(cookie, token, domain="kvarten.test")
            assert (await device.get(path)).status_code == 401


async def test_the_list_tells_the_convenor_which_walls_there_are(house, huddle) -> None:
    first, second = await paired(house), await paired(house)
    async with signed_in(house, NURSE) as nurse:
        told = (await nurse.get(WALLS)).json()
        assert len(told["walls"]) == 2
        for one in told["walls"]:
            assert set(one) == {"id", "paired_at", "heard_at"}
            assert one["paired_at"][:10] == str(DAY), "as the house counts time"
        await nurse.delete(f"{WALLS}/{told['walls'][0]['id']}")
    assert await shown(house, first) == DARK
    assert isinstance(await shown(house, second), str)


async def test_a_session_that_ends_between_the_code_and_the_press_lights_nothing(
    house, huddle
) -> None:
    async with house.database.work() as session:
        begun = await sessions.sign_in(session, NURSE, clock.real_now())
        one = await sessions.who(session, begun, clock.real_now())
    assert one is not None
    from app.access.viewer import viewer_of
    from app.errors import Rejected

    viewer = viewer_of(house, one)
    async with signed_in(house, None) as device:
        _, code = await asked(device)
    await do(house, "DELETE FROM session WHERE account = :id")
    with pytest.raises(Rejected):
        await wall.pair(house, viewer, huddle, code, clock.now(), clock.real_now())
