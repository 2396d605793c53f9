"""Skyddade personuppgifter: judged like everyone, met by those on the person's own list alone."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.huddle.prepare import prepare
from app.people import allowed
from tests.doors import ALGOT, DAY, GUNBORG, STAFF, audited, get, person_id, signed_in
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, registered, tell, viewer
from tests.roles import WORK, as_role
from tests.walls import on_the_wall

EARLIER = NOW - timedelta(hours=2)
PROTECTED = cloud(
    "person.protected_changed", at=EARLIER, flag="sekretessmarkering", source="befolkning"
)
BOARD = f"/api/huddles/{CENTRE}/{DAY}"
WORDS = ("Gunborg", "Öhrnäs", "G.Ö.", "1934")
SEEN = text("SELECT (SELECT count(*) FROM person WHERE id = :id) AS person,"
            " (SELECT count(*) FROM event WHERE person = :id) AS events")  # fmt: skip


async def guarded(house, *staff: str) -> None:
    """Gunborg, protected and home from the emergency department, and who may meet her."""
    await tell(house, registered(), consent(), home_from_ed(), PROTECTED)
    await prepare(house, CENTRE, NOW)
    who = await person_id(house)
    async with house.database.work() as session:
        for one in staff:
            await allowed.give(session, who, one, "Fast vårdkontakt", "chef", NOW)


async def persons(house, staff: str) -> list[dict]:
    return (await get(house, staff, "/api/review")).json()["persons"]


async def test_who_stands_on_the_list_meets_her_at_the_own_desk_and_nobody_else_does(house) -> None:
    await guarded(house, "aldre-ssk")
    [one] = await persons(house, "aldre-ssk")
    assert one["name"] == "Gunborg Öhrnäs"
    assert one["may_settle"]
    assert "akuten" in one["row"]["content"]["reasons"][0]["sentence"]
    assert one["row"]["content"]["proposal"]["what"]
    for staff in STAFF[1:]:
        assert await persons(house, staff) == []


async def test_she_stands_on_no_board_in_no_count_and_on_no_wall(house) -> None:
    await guarded(house, "aldre-ssk")
    for told in ((await get(house, "aldre-ssk", BOARD)).text, await on_the_wall(house)):
        assert json.loads(told)["board"]["rows"] == []
        assert not any(word in told for word in WORDS)


async def test_named_staff_of_the_municipality_see_what_they_may_and_decide_nothing(house) -> None:
    await guarded(house, "hemtjanstplanerare")
    [one] = await persons(house, "hemtjanstplanerare")
    assert one["row"]["content"]["reasons"], "with consent, on the list"
    assert not one["may_settle"]
    async with signed_in(house, "hemtjanstplanerare") as client:
        told = {"id": str(uuid4()), "decision": "done"}
        answer = await client.post(f"/api/review/{one['id']}", json=told)
    assert answer.status_code == 403
    await tell(house, cloud("consent.ended", purpose="utlamnande"))
    [one] = await persons(house, "hemtjanstplanerare")
    assert one["row"] is None, "on the list, and without the person's leave"


async def test_a_decision_is_made_once_and_what_was_settled_is_gone(house) -> None:
    await guarded(house, "aldre-ssk")
    [one] = await persons(house, "aldre-ssk")
    told = {"id": str(uuid4()), "decision": "done"}
    async with signed_in(house, "aldre-ssk") as client:
        for _ in range(2):
            answer = await client.post(f"/api/review/{one['id']}", json=told)
            assert answer.status_code == 200, answer.text
        assert answer.json()["persons"][0]["row"] is None
        again = await client.post(f"/api/review/{one['id']}", json={**told, "id": str(uuid4())})
        assert again.status_code == 409, "nothing is left to decide"
        other = await client.post(f"/api/review/{'0' * 32}", json=told)
        assert other.status_code == 404
    assert len(await audited(house, "review:person:decide")) == 1


REFUSED = [
    ({"decision": "not_needed"}, "Skriv varför"),
    ({"decision": "not_needed", "reason": "  "}, "Skriv varför"),
    ({"decision": "defer"}, "Välj en dag"),
    ({"decision": "defer", "until": str(DAY)}, "Välj en dag"),
    ({"decision": "defer", "until": str(DAY + timedelta(days=15))}, "Välj en dag"),
    ({"decision": "done", "reason": "x" * 501}, "högst 500"),
]


@pytest.mark.parametrize(("body", "says"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
async def test_a_decision_that_cannot_be_meant_is_refused_and_changes_nothing(
    house, body, says
) -> None:
    await guarded(house, "aldre-ssk")
    [one] = await persons(house, "aldre-ssk")
    async with signed_in(house, "aldre-ssk") as client:
        answer = await client.post(f"/api/review/{one['id']}", json={"id": str(uuid4()), **body})
    assert answer.status_code == 409
    assert says in answer.json()["detail"]
    assert (await persons(house, "aldre-ssk"))[0]["row"] is not None


async def test_what_is_put_off_comes_back_on_its_day(house) -> None:
    await guarded(house, "aldre-ssk")
    [one] = await persons(house, "aldre-ssk")
    body = {"id": str(uuid4()), "decision": "defer", "until": str(DAY + timedelta(days=3))}
    async with signed_in(house, "aldre-ssk") as client:
        answer = await client.post(f"/api/review/{one['id']}", json=body)
    assert answer.json()["persons"][0]["row"] is None


async def test_every_look_is_in_the_log_and_says_that_she_is_protected(house) -> None:
    await guarded(house, "aldre-ssk")
    await persons(house, "aldre-ssk")
    [line] = await audited(house, "review:person:look")
    assert line["person"] == await person_id(house)
    assert (line["viewer"], line["detail"]) == ("aldre-ssk", "skyddad")
    assert "D2" in line["given"]


async def test_the_database_shows_her_to_those_on_the_list_and_to_nobody_else(house) -> None:
    """The first lock, whatever is asked: her row, and what hangs on it."""
    await guarded(house, "aldre-ssk")
    who = await person_id(house)
    for staff, found in (("aldre-ssk", 1), ("kommunal-ssk", 0), ("hemtjanstplanerare", 0)):
        async with house.database.acting_as(await viewer(house, staff)) as session:
            seen = (await session.execute(SEEN, {"id": who})).one()
        assert (seen.person, seen.events > 0) == (found, found == 1), staff
    async with house.database.work() as session:
        await allowed.end(session, CENTRE, "aldre-ssk", "chef", NOW)
    async with house.database.acting_as(await viewer(house)) as session:
        seen = (await session.execute(SEEN, {"id": who})).one()
    assert tuple(seen) == (0, 0), "a place on the list that has ended is none"


async def test_who_is_no_longer_protected_is_everybodys_again(house) -> None:
    await guarded(house)
    await tell(house, cloud("person.protected_changed", flag="none", source="befolkning", at=NOW))
    await prepare(house, CENTRE, NOW)
    answer = await get(house, "aldre-ssk", BOARD)
    assert [row["content"]["name"] for row in answer.json()["board"]["rows"]] == ["Gunborg Öhrnäs"]


async def test_the_head_is_told_that_somebody_needs_a_contact_and_nothing_else(house) -> None:
    await guarded(house, "hemtjanstplanerare")
    answer = await get(house, "chef", "/api/contacts")
    assert set(answer.json()) == {"needed", "staff", "named"}
    assert answer.json()["needed"]
    assert [one["id"] for one in answer.json()["staff"]] == ["aldre-ssk"]
    assert not any(word in answer.text for word in (*WORDS, GUNBORG, str(await person_id(house))))
    assert "kontakt" in (await get(house, "chef", "/api/session")).json()["pages"]


async def test_a_named_contact_meets_her_and_the_head_still_does_not(house) -> None:
    await guarded(house)
    named = {"employee": "aldre-ssk", "reason": "Fast vårdkontakt"}
    async with signed_in(house, "chef") as client:
        for wrong in ({**named, "employee": "hemtjanstplanerare"}, {**named, "reason": " "}):
            assert (await client.post("/api/contacts", json=wrong)).status_code == 409
        answer = await client.post("/api/contacts", json=named)
        karin = {"id": "aldre-ssk", "name": "Karin Vallmo", "here": True}
        assert answer.json() == {"needed": False, "staff": [], "named": [karin]}
        again = await client.post("/api/contacts", json=named)
        assert again.status_code == 409, "nobody needs one any more"
        assert (await client.get("/api/review")).json()["persons"] == []
    assert len(await persons(house, "aldre-ssk")) == 1


async def test_the_head_ends_a_contact_without_being_told_whose_or_how_many(
    house, database_url, vault
) -> None:
    await guarded(house, "aldre-ssk", "hemtjanstplanerare")
    await tell(house, registered(ALGOT, given_name="Algot", family_name="Furulid"),
               cloud("person.protected_changed", ALGOT, EARLIER, flag="sekretessmarkering",
                     source="befolkning"))  # fmt: skip
    both = [await person_id(house, one) for one in (GUNBORG, ALGOT)]
    async with house.database.work() as session:
        await allowed.give(session, both[1], "aldre-ssk", "Fast läkarkontakt", "chef", NOW)
    assert len(await persons(house, "aldre-ssk")) == 2
    async with signed_in(house, "chef") as client:
        told = (await client.get("/api/contacts")).json()
        assert [(one["name"], one["here"]) for one in told["named"]] == [
            ("Jonna Skarvnäs", False), ("Karin Vallmo", True),
        ]  # fmt: skip
        answer = await client.delete("/api/contacts/aldre-ssk")
        assert [one["name"] for one in answer.json()["named"]] == ["Jonna Skarvnäs"]
        assert answer.json()["needed"], "and is told that somebody needs a new one"
        assert not any(word in answer.text for word in (*WORDS, "Algot", *map(str, both)))
        for nobody, status in (("aldre-ssk", 409), ("ingen", 409), ("a%00b", 404)):
            again = await client.delete(f"/api/contacts/{nobody}")
            assert again.status_code == status, nobody
    assert await persons(house, "aldre-ssk") == []
    assert len(await persons(house, "hemtjanstplanerare")) == 1, "nobody else's place is touched"
    lines = await audited(house, "contact:end")
    assert {(line["person"], line["viewer"], line["detail"]) for line in lines} == {
        (one, "chef", "aldre-ssk") for one in both
    }
    with as_role(database_url, vault, WORK) as connection:
        changed = connection.execute(
            "SELECT who, after FROM change_log WHERE name = 'allowed' AND act = 'UPDATE'"
        ).fetchall()
    assert [(who, after["ended_by"]) for who, after in changed] == [("chef", "chef")] * 2


async def test_a_place_at_another_centre_is_not_this_heads_to_end(house) -> None:
    await guarded(house, "aldre-ssk")
    elsewhere = registered(ALGOT, "SE2321000131-DEMOVC02")
    await tell(house, elsewhere, cloud("person.protected_changed", ALGOT, EARLIER,
               flag="sekretessmarkering", source="befolkning"))  # fmt: skip
    async with house.database.work() as session:
        who = await person_id(house, ALGOT)
        await allowed.give(session, who, "kommunal-ssk", "Fast vårdkontakt", "chef-2", NOW)
    async with signed_in(house, "chef") as client:
        told = (await client.get("/api/contacts")).json()
        assert [one["id"] for one in told["named"]] == ["aldre-ssk"]
        said = await client.delete("/api/contacts/kommunal-ssk")
        assert said.status_code == 409
    async with house.database.work() as session:
        rows = await session.execute(text("SELECT employee FROM allowed WHERE ended_at IS NULL"))
        assert sorted(rows.scalars()) == ["aldre-ssk", "kommunal-ssk"]


async def test_the_page_is_there_for_care_and_for_those_on_a_list(house) -> None:
    await guarded(house, "hemtjanstplanerare")
    for staff, there in (
        ("aldre-ssk", True), ("kommunal-ssk", True), ("hemtjanstplanerare", True),
        ("bistandshandlaggare", False), ("chef", False),
    ):  # fmt: skip
        pages = (await get(house, staff, "/api/session")).json()["pages"]
        assert ("enskild" in pages) is there, staff
