"""A line of the log: StoreLog's fields, masks of what was given and refused, a reason beside it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.access import audit
from app.huddle.rooms import Rooms
from tests.doors import DAY, GUNBORG, a_board, audited, notice, person_id, signed_in
from tests.houses import CENTRE, HOME_HELP, NOW, consent, home_from_ed, registered, viewer
from tests.roles import VIEW, WORK, act_for, as_admin, as_role
from tests.rooms import ask

SECOND, THIRD = "19360411T028", "19380518T029"
EACH_STATEMENT = """
CREATE SEQUENCE statements;
GRANT SELECT, UPDATE ON SEQUENCE statements TO kvarten_work, kvarten_view;
CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('public.statements'); RETURN NULL; END $$;
CREATE TRIGGER counted AFTER INSERT ON audit FOR EACH STATEMENT EXECUTE FUNCTION counted();
"""
REASON = "Medvetslös, anhörig vid luren"


async def looks(house, act: str = "huddle:person:look") -> list[dict[str, object]]:
    return await audited(house, act)


async def test_a_look_says_what_was_given_what_was_not_and_whose_it_was(house) -> None:
    await a_board(house, registered(), home_from_ed(), consent(), notice(GUNBORG, HOME_HELP))
    async with signed_in(house, "aldre-ssk") as client:
        await client.get(f"/api/huddles/{CENTRE}/{DAY}")
    [line] = await looks(house)
    assert (line["given"], line["refused"]) == ("D1,D2", "")
    assert line["controllers"] == "SE2321000131-DEMO"
    assert (line["activity"], line["resource"]) == ("Läsa", "Avstämning")


async def test_a_neutral_line_refuses_what_the_row_rests_on(house) -> None:
    await a_board(house, registered(), home_from_ed(), notice(GUNBORG, HOME_HELP))
    async with signed_in(house, "hemtjanstplanerare") as client:
        await client.get(f"/api/huddles/{CENTRE}/{DAY}")
    [line] = await looks(house)
    assert (line["given"], line["refused"]) == ("D1,D2", "D2")
    assert line["omsorgsgivare"] == line["provider"], "home help is social care"
    assert line["basis"] == "STATUTORY_NOTICE_L612"


async def test_the_session_and_the_commission_stand_on_each_line(house) -> None:
    built = await a_board(house, registered(), home_from_ed(), consent())
    nurse = await viewer(house)
    known = replace(nurse, session="s-17", commission="SE2321000131-UPPDRAG1")
    await Rooms(house).snapshot(built.id, known)
    lines = [line for line in await audited(house) if line["act"].endswith(":look")]
    assert {(line["session"], line["assignment"]) for line in lines} == {
        ("s-17", "SE2321000131-UPPDRAG1")
    }
    assert {line["omsorgsgivare"] for line in lines} == {None}, "a health centre is health care"


async def test_a_snapshot_of_many_writes_its_lines_in_one_statement(
    house, admin_url, database_url
) -> None:
    people = (GUNBORG, SECOND, THIRD)
    told = [one(person) for person in people for one in (registered, home_from_ed, consent)]
    built = await a_board(house, *told)
    before = len(await audited(house))
    with as_admin(admin_url, database_url) as admin:
        admin.execute(EACH_STATEMENT)
    await Rooms(house).snapshot(built.id, await viewer(house))
    assert len(await audited(house)) == before + 1 + len(people)
    assert await ask(house, "SELECT last_value, is_called FROM statements") == [(1, True)]


async def explain(house, who, reason: str = REASON) -> None:
    line = audit.Line("person:record:emergency", await person_id(house))
    async with house.database.acting_as(who) as session:
        await audit.explained(session, who, line, reason, NOW, NOW)


async def test_a_reason_stands_beside_its_line_and_not_in_it(house) -> None:
    await a_board(house, registered())
    await explain(house, await viewer(house))
    [(activity, whole)] = await ask(
        house, "SELECT activity, a::text FROM audit a WHERE act = 'person:record:emergency'"
    )
    assert activity == "Nödöppning"
    assert "Medvetslös" not in whole
    joined = "SELECT reason FROM audit JOIN audit_reason USING (log_id, viewer)"
    assert await ask(house, joined) == [(REASON,)]


async def test_an_empty_reason_is_no_reason_and_leaves_no_line(house) -> None:
    await a_board(house, registered())
    before = len(await audited(house))
    with pytest.raises(DBAPIError, match="audit_reason_reason_check"):
        await explain(house, await viewer(house), "")
    assert len(await audited(house)) == before


@pytest.mark.parametrize("role", [WORK, VIEW, "postgres"])
@pytest.mark.parametrize(
    "act",
    ["UPDATE audit_reason SET reason = 'x'", "DELETE FROM audit_reason", "TRUNCATE audit_reason"],
)
async def test_a_reason_stands_whoever_would_change_it(
    house, admin_url, database_url, vault, role: str, act: str
) -> None:
    await a_board(house, registered())
    await explain(house, await viewer(house))
    refused = psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException
    with (
        as_admin(admin_url, database_url)
        if role == "postgres"
        else as_role(database_url, vault, role) as connection
    ):
        act_for(connection, "aldre-ssk", CENTRE)
        with pytest.raises(refused):
            connection.execute(act)  # type: ignore[arg-type]
    assert await ask(house, "SELECT reason FROM audit_reason") == [(REASON,)]


async def test_nobody_gives_a_reason_in_another_s_name(house, database_url, vault) -> None:
    with as_role(database_url, vault, VIEW) as connection:
        act_for(connection, "aldre-ssk", CENTRE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(
                "INSERT INTO audit_reason VALUES (%s, 'chef', now(), 'x')", (uuid4(),)
            )
