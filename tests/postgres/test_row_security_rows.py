"""Which rows PostgreSQL shows the web: those of the centres the viewer is called to, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException
from sqlalchemy import text

from app import clock
from app.access.vault import Vault
from app.database import Database
from app.huddle.prepare import prepare
from app.opening import furnish
from tests.databases import cloned
from tests.houses import CENTRE, HOME_HELP, NOW, apart, home_from_ed, registered, tell, viewer
from tests.roles import OWNER, VIEW, WORK, act_for, as_admin, as_role, everything

OTHER = "SE2321000131-DEMOVC02"
HERE = "19340304T027"
THERE = "19340304T028"
NOBODYS = "19340304T029"
CENTRED = ("person", "event", "huddle", "huddle_change", "obligation", "action")
ACTION = """
INSERT INTO action (id, person, centre, huddle, row, rule, episode, owner, what, sentence, freshness,
    urgency, facts, due, state, decided_at, decided_by, moved_at)
SELECT gen_random_uuid(), p.id, p.centre, h.id, 'r', 'akut-ej-inlagd', 'e', %s, 'Ring', 'Akut',
    'Uppgift', 'gul', '[]', now(), 'assigned', now(), 'aldre-ssk', now()
FROM person p JOIN huddle h USING (centre)
"""
AUDIT = """
INSERT INTO audit (at, real_at, act, viewer, role, unit, provider, purpose, decision)
VALUES (now(), now(), 'a:b:c', %s, 'r', 'u', 'p', 'Vård och behandling', 'allow')
"""
Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def world(admin_url: str, furnished: str, vault: Vault) -> Iterator[str]:
    """Two centres with a person, a row and an action each, and somebody listed nowhere."""
    with cloned(admin_url, furnished) as url:
        apart(night(url, vault))
        with as_role(url, vault, WORK) as connection:
            connection.execute(ACTION, (HOME_HELP,))
            connection.execute(AUDIT, ("aldre-ssk",))
        yield url


async def night(url: str, vault: Vault) -> None:
    clock.set_shift(NOW)
    database = Database(url, vault)
    try:
        house = await furnish(database, vault, demo=True)
        await tell(house, registered(HERE), registered(THERE, OTHER), home_from_ed(NOBODYS))
        await tell(house, home_from_ed(HERE), home_from_ed(THERE))
        for centre in (CENTRE, OTHER):
            assert (await prepare(house, centre, NOW)).board.rows
    finally:
        await database.close()
        clock.unshift()


@pytest.fixture
def web(world: str, vault: Vault) -> Iterator[Connection]:
    """The web's connection; what a test changes through it is undone."""
    with as_role(world, vault, VIEW) as connection:
        yield connection
        connection.rollback()


def centres_of(connection: Connection, table: str) -> set[str | None]:
    return {row[0] for row in connection.execute(f"SELECT centre FROM {table}")}


@pytest.mark.parametrize("table", CENTRED)
def test_a_viewer_of_one_centre_sees_all_of_its_rows_and_no_others(
    web, world, vault, table: str
) -> None:
    with as_role(world, vault, WORK) as intake:
        whole = intake.execute(f"SELECT * FROM {table}").fetchall()
        mine = intake.execute(f"SELECT * FROM {table} WHERE centre = %s", (CENTRE,)).fetchall()
        assert {CENTRE, OTHER} <= centres_of(intake, table)
    act_for(web, "aldre-ssk", CENTRE)
    seen = web.execute(f"SELECT * FROM {table}").fetchall()
    assert seen == mine != whole


@pytest.mark.parametrize("table", CENTRED)
def test_the_web_without_a_viewer_sees_nothing(web, table: str) -> None:
    assert web.execute(f"SELECT FROM {table}").rowcount == 0
    act_for(web, "aldre-ssk", CENTRE)
    assert web.execute(f"SELECT FROM {table}").rowcount > 0
    web.commit()
    # The same connection, back from the pool: the setting is now empty, not unset.
    assert web.execute(f"SELECT FROM {table}").rowcount == 0
    act_for(web, "chef")
    assert web.execute(f"SELECT FROM {table}").rowcount == 0


def test_a_viewer_called_to_two_centres_sees_both(web) -> None:
    act_for(web, "hemtjanstplanerare", CENTRE, OTHER)
    assert centres_of(web, "person") == {CENTRE, OTHER}


def test_a_centre_s_name_within_another_opens_nothing(web) -> None:
    for told in (
        CENTRE[:-1],
        CENTRE + " ",
        CENTRE.lower(),
        "%",
        f"x{CENTRE}",
        '{"' + CENTRE + '"}',
    ):
        act_for(web, "aldre-ssk", told)
        assert centres_of(web, "person") == set()


# What the web may not do at all, whoever the viewer is.
FORBIDDEN = [
    "SELECT FROM person_identifier",
    "SELECT FROM set_aside",
    "SELECT FROM audit",
    "SELECT FROM session",
    "SELECT hash FROM source_key",
    "UPDATE person SET centre = centre",
    "UPDATE event SET centre = centre",
    "UPDATE event SET body = '{}'",
    "UPDATE huddle_change SET body = '{}'",
    "UPDATE audit SET viewer = 'x'",
    "UPDATE action SET centre = centre",
    "UPDATE obligation SET centre = centre",
    "DELETE FROM person",
    "DELETE FROM event",
    "DELETE FROM huddle_change",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "INSERT INTO person (id, state) VALUES (gen_random_uuid(), '{}')",
    "INSERT INTO person_identifier (hash, person, system, cipher) SELECT 'x', id, 's', 'c' FROM person",
    "INSERT INTO obligation (person, rule, episode, centre, since, first_day, last_day)"
    " SELECT id, 'r', 'e', centre, now(), now(), now() FROM person",
    "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
    "CREATE TABLE mine (id int)",
    "SET ROLE kvarten_work",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_the_web_has_no_business_with_is_refused(web, statement: str) -> None:
    act_for(web, "aldre-ssk", CENTRE)
    with pytest.raises(InsufficientPrivilege), web.transaction():
        web.execute(statement)


def test_the_web_changes_nobody_whom_it_does_not_see(web) -> None:
    act_for(web, "aldre-ssk", CENTRE)
    for statement in (
        "UPDATE person SET state = '{}'",
        "UPDATE huddle SET version = 99",
        "UPDATE obligation SET mornings = 99",
        "UPDATE action SET reason = 'x'",
    ):
        assert web.execute(statement).rowcount == 1


def test_the_web_writes_nothing_into_another_centre(web) -> None:
    act_for(web, "aldre-ssk", CENTRE)
    [huddle] = web.execute("SELECT id FROM huddle").fetchone()
    written = (
        "INSERT INTO huddle_change (huddle, version, centre, at, by, kind, body)"
        " VALUES (%s, 999, %s, now(), 'x', 'started', '{}')"
    )
    event = (
        "INSERT INTO event (source, source_event_id, centre, kind, body, controller, occurred_at,"
        " recorded_at, received_at, correction, history, sensitive)"
        " VALUES ('kvarten', %s, %s, 'huddle.held', '{}', 'c', now(), now(), now(), 'new', false,"
        " false)"
    )
    with web.transaction():
        web.execute(written, (huddle, CENTRE))
        web.execute(event, (str(uuid4()), CENTRE))
    for statement, first in ((written, huddle), (event, str(uuid4()))):
        with pytest.raises(InsufficientPrivilege, match="row-level security"), web.transaction():
            web.execute(statement, (first, OTHER))


def test_a_line_in_the_log_is_written_in_one_s_own_name(web) -> None:
    act_for(web, "aldre-ssk", CENTRE)
    web.execute(AUDIT, ("aldre-ssk",))
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        web.execute(AUDIT, ("hemtjanstplanerare",))


def test_without_a_viewer_nothing_is_written_in_the_log(web) -> None:
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        web.execute(AUDIT, ("",))


@pytest.mark.parametrize("role", [WORK, VIEW, OWNER, "postgres"])
@pytest.mark.parametrize(
    "act", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_log_stands_whoever_would_change_it(
    world: str, vault, admin_url: str, role: str, act: str
) -> None:
    def open_() -> Connection:
        if role == "postgres":
            return as_admin(admin_url, world)
        return psycopg.connect(world) if role == OWNER else as_role(world, vault, role)

    with as_admin(admin_url, world) as admin:
        before = admin.execute("SELECT * FROM audit").fetchall()
    assert before
    with open_() as connection:
        act_for(connection, "aldre-ssk", CENTRE)
        try:
            # The owner is refused by trigger, or finds no row to change.
            assert connection.execute(act).rowcount == 0
        except (InsufficientPrivilege, RaiseException):
            connection.rollback()
    with as_admin(admin_url, world) as admin:
        assert admin.execute("SELECT * FROM audit").fetchall() == before


def test_the_owner_sees_no_person_either(world: str) -> None:
    """Who migrates and takes backups by the owner's name reads nothing about anybody."""
    with psycopg.connect(world) as owner:
        for table in (*CENTRED, "person_identifier", "set_aside", "audit"):
            assert owner.execute(f"SELECT FROM {table}").rowcount == 0, table


async def test_acting_as_a_viewer_shows_that_viewer_s_rows(house) -> None:
    nurse = await viewer(house)
    chef = await viewer(house, "chef")
    await tell(house, registered(HERE), registered(THERE, OTHER))
    count = text("SELECT count(*) FROM person")
    async with house.database.acting_as(nurse) as session:
        assert (await session.execute(count)).scalar_one() == 1
    async with house.database.acting_as(chef) as session:
        assert (await session.execute(count)).scalar_one() == 0


def test_no_identifier_lies_in_clear_in_the_database(world, vault, admin_url) -> None:
    with as_admin(admin_url, world) as admin:
        found = everything(admin)
    assert "person_identifier" in found
    for value in (HERE, THERE, NOBODYS):
        for written in (value, value[:8] + "-" + value[8:], value.encode().hex()):
            assert written not in found
