"""The change log: settings, organisation, roles, keys and consents tell of every change themselves."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from app.register import retention
from tests.doors import person_id
from tests.houses import CENTRE, NOW, consent, registered, tell, viewer
from tests.roles import OWNER, WORK, act_for, as_admin, as_role
from tests.rooms import ask

TOLD = """
SELECT who, role, name, act, key, before, after FROM change_log WHERE id > :mark ORDER BY id
"""
Row = tuple[Any, ...]


async def mark(house) -> int:
    return (await ask(house, "SELECT coalesce(max(id), 0) FROM change_log"))[0][0]


def work(url: str, vault, *statements: str, by: str = "") -> None:
    with as_role(url, vault, WORK) as connection:
        if by:
            act_for(connection, by)
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


UNIT = {"hsa_id": CENTRE}
CHANGES = [
    # statement, table, act, key, before, after, why
    (f"UPDATE unit SET short = 'VC' WHERE hsa_id = '{CENTRE}'", "unit", "UPDATE", UNIT,
     {"short": ...}, {"short": "VC"}, "only what became another"),
    ("UPDATE installation SET retention_months = 48", "installation", "UPDATE", {"id": 1},
     {"retention_months": 60}, {"retention_months": 48}, "a setting"),
    ("UPDATE assignment SET review_on = '2030-01-31' WHERE account = 'aldre-ssk'", "assignment",
     "UPDATE", {"id": ...}, {"review_on": ...}, {"review_on": "2030-01-31"}, "a role"),
    ("INSERT INTO credential VALUES ('aldre-ssk', 'av', '\\x000000000000', 7, '2026-11-01Z')", "credential",
     "INSERT", {"account": "aldre-ssk"}, None,
     {"account": "aldre-ssk", "password": "hemligt", "totp": "hemligt", "set_at": ...},
     "a way in, and never what opens"),
    ("INSERT INTO municipality (code, name) VALUES ('9999', 'X')", "municipality", "INSERT",
     {"code": "9999"}, None, {"code": "9999", "name": "X", "in_use": True}, "something new"),
    ("INSERT INTO source_key VALUES ('\\xfeed', 'cloudevents', 'token', '2026-11-01Z', NULL)",
     "source_key", "INSERT", {"hash": "hemligt"}, None,
     {"hash": "hemligt", "source": "cloudevents", "kind": "token", "expires_at": None,
      "created_at": ...}, "a key, and never what opens"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "table", "act", "key", "before", "after", "_why"), CHANGES,
    ids=[one[1] for one in CHANGES],
)  # fmt: skip
async def test_a_change_by_hand_leaves_a_line(
    house, database_url, vault, statement, table, act, key, before, after, _why
) -> None:
    start = await mark(house)
    work(database_url, vault, statement)
    [(who, role, *told)] = await ask(house, TOLD, mark=start)
    assert (who, role) == (WORK, WORK), "nobody said on whose behalf"
    assert told[:3] == [table, act, filled(key, told[2])]
    assert told[3] == filled(before, told[3])
    assert told[4] == filled(after, told[4])


def filled(expected: dict[str, Any] | None, found: dict[str, Any]) -> dict[str, Any] | None:
    """What is expected, with what was found where anything will do."""
    if expected is None:
        return None
    return {name: found[name] if value is ... else value for name, value in expected.items()}


async def test_a_taken_key_tells_what_it_was_and_not_what_opened(
    house, database_url, vault
) -> None:
    work(database_url, vault, CHANGES[-1][0])
    start = await mark(house)
    work(database_url, vault, "DELETE FROM source_key WHERE hash = '\\xfeed'", by="systemadmin-1")
    [(who, _, name, act, _, before, after)] = await ask(house, TOLD, mark=start)
    assert (who, name, act, after) == ("systemadmin-1", "source_key", "DELETE", None)
    assert before["source"] == "cloudevents"
    whole = await ask(house, "SELECT c::text FROM change_log c")
    assert "feed" not in str(whole)


async def test_what_changes_by_itself_is_no_change(house, database_url, vault) -> None:
    start = await mark(house)
    work(
        database_url, vault, "UPDATE source SET last_heard = now(), last_event = now()",
        "UPDATE installation SET clock_at = now(), counters_checked_at = now()",
        "UPDATE unit SET name = name",
    )  # fmt: skip
    assert await ask(house, TOLD, mark=start) == []


CONSENTS = ["consent.given", "block.set", "capacity.assessed", "svod.objected"]


async def test_a_consent_tells_that_it_came_and_nothing_of_what_it_said(house) -> None:
    await tell(house, registered())
    start = await mark(house)
    await tell(house, consent())
    [(_, _, name, act, key, before, after)] = await ask(house, TOLD, mark=start)
    assert (name, act, before, after) == ("event", "INSERT", None, {"kind": "consent.given"})
    [(event, person)] = await ask(
        house, "SELECT id, person FROM event WHERE kind = 'consent.given'"
    )
    assert key == {"id": event}
    assert person == await person_id(house)
    about = await ask(house, "SELECT count(*) FROM change_log WHERE person = :p", p=person)
    assert about == [(1,)]


async def test_whoever_comes_on_a_protected_person_s_list_is_told_and_why_is_not(
    house, database_url, vault
) -> None:
    await tell(house, registered())
    person, start = await person_id(house), await mark(house)
    work(
        database_url, vault,
        "INSERT INTO allowed (person, employee, reason, given_by, given_at)"
        f" VALUES ('{person}', 'aldre-ssk', 'fast vårdkontakt', 'chef', now())",
        "UPDATE allowed SET ended_by = 'chef', ended_at = now()",
    )  # fmt: skip
    given, ended = await ask(house, TOLD, mark=start)
    assert given[2:4] == ("allowed", "INSERT")
    assert given[6]["person"] == str(person)
    assert (given[6]["employee"], given[6]["reason"]) == ("aldre-ssk", "hemligt")
    assert (ended[3], ended[6]["ended_by"]) == ("UPDATE", "chef")


@pytest.mark.parametrize("kind", CONSENTS)
async def test_an_event_written_past_the_intake_tells_too(
    house, database_url, vault, kind: str
) -> None:
    start = await mark(house)
    work(
        database_url, vault,
        "INSERT INTO event (source, source_event_id, kind, body, controller, occurred_at,"
        " recorded_at, received_at, correction, history, sensitive)"
        f" VALUES ('x', 'x', '{kind}', '{{}}', 'c', now(), now(), now(), 'new', false, false)",
    )  # fmt: skip
    assert [row[6] for row in await ask(house, TOLD, mark=start)] == [{"kind": kind}]


async def test_an_event_that_is_taken_away_by_force_tells_too(
    house, admin_url, database_url
) -> None:
    await tell(house, registered(), consent())
    start = await mark(house)
    with as_admin(admin_url, database_url) as admin:
        admin.execute("DELETE FROM event WHERE kind = 'consent.given'")
    assert [row[3] for row in await ask(house, TOLD, mark=start)] == ["DELETE"]


@pytest.mark.parametrize("role", [WORK, OWNER, "postgres"])
@pytest.mark.parametrize(
    "act",
    [
        "UPDATE change_log SET who = 'x'",
        "DELETE FROM change_log",
        "TRUNCATE change_log",
        "INSERT INTO change_log (at, who, role, name, act) VALUES (now(), 'x', 'x', 'x', 'INSERT')",
    ],
)
async def test_nobody_changes_or_makes_up_a_line(
    house, admin_url, database_url, vault, role: str, act: str
) -> None:
    whole = "SELECT c::text FROM change_log c ORDER BY id"
    before = await ask(house, whole)
    assert before
    connected = {
        WORK: lambda: as_role(database_url, vault, WORK),
        OWNER: lambda: psycopg.connect(database_url),
        "postgres": lambda: as_admin(admin_url, database_url),
    }
    with connected[role]() as connection:
        try:
            # The owner is refused by trigger, or finds no row to change.
            assert connection.execute(act).rowcount == 0
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException):
            connection.rollback()
    assert await ask(house, whole) == before


async def test_who_changes_a_setting_on_a_page_is_named(house) -> None:
    caretaker = await viewer(house, "systemforvaltare")
    start = await mark(house)
    await retention.change(house.database, 48, 60, caretaker, NOW, NOW)
    assert [(row[0], row[1]) for row in await ask(house, TOLD, mark=start)] == [
        ("systemforvaltare", WORK)
    ]


async def test_whoever_migrates_is_told_like_anybody(house, database_url) -> None:
    start = await mark(house)
    with psycopg.connect(database_url) as owner:
        owner.execute(f"UPDATE unit SET short = 'Ny' WHERE hsa_id = '{CENTRE}'")
        owner.execute("TRUNCATE party")
    told = await ask(house, TOLD, mark=start)
    assert [(row[0], row[2], row[3]) for row in told] == [
        (OWNER, "unit", "UPDATE"),
        (OWNER, "party", "TRUNCATE"),
    ]
