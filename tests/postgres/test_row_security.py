"""What the catalogue says of locks: who owns what, who may do what, and which rows are forced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.databases import cloned
from tests.roles import OWNER, VIEW, WORK, as_admin, tables

NO_PERSON = {
    "alembic_version", "installation", "region", "municipality", "provider", "unit", "centre",
    "party", "source", "source_key", "intake", "pull_state", "account", "assignment",
    "session", "wall", "demo_person", "credential", "invitation", "attempt", "passkey",
    "passkey_challenge", "job_run",
    "audit_block", "audit_let_go", "audit_head",
    "data_key", "data_key_copy", "scrutiny_setting", "rule_number",
    "trial",
}  # fmt: skip
"""Who is who, and the program's own. A table that is not here holds a person and is locked."""
OURS = {"SELECT": "kvarten.provider"}
OF_ONES_OWN = {
    **{key: {"INSERT": "kvarten.viewer"} for key in ("audit", "audit_reason", "change_log")},
    "allowed": {"SELECT": "kvarten.viewer"},
    **dict.fromkeys(("scrutiny_draw", "scrutiny_item", "scrutiny_line"), OURS),
    "scrutiny_judgement": {**OURS, "INSERT": "kvarten.viewer"},
}
"""What the web may do there, in its viewer's own name or for the controller whose log is reviewed;
elsewhere it is the viewer's centres that count."""
INTAKE_ONLY = {"person_identifier", "set_aside", "contact_day", "row_time", "met_need"}
"""The web has no business there at all."""
Catalogue = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def catalogue(admin_url: str, template: str) -> Iterator[Catalogue]:
    """A database that these tests only look at."""
    with cloned(admin_url, template) as url, as_admin(admin_url, url) as connection:
        yield connection


def test_a_table_that_holds_a_person_has_forced_row_security(catalogue: Catalogue) -> None:
    rows = catalogue.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert {name for name, forced in rows if not forced} == NO_PERSON


def test_a_table_without_a_lock_neither_names_nor_refers_to_a_person(catalogue: Catalogue) -> None:
    named = catalogue.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name IN ('person', 'identifier', 'personnummer')"
    ).fetchall()
    referring = catalogue.execute(
        "SELECT conrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid IN ('person'::regclass, 'event'::regclass)"
    ).fetchall()
    holding = {row[0] for row in named + referring}
    assert {"person_identifier", "event", "obligation", "action", "audit"} <= holding
    assert not holding & NO_PERSON


def test_nothing_goes_round_the_locks(catalogue: Catalogue) -> None:
    """A view or a function that runs as its owner would read past them."""
    around = "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f')"
    around += " AND relnamespace = 'public'::regnamespace"
    assert catalogue.execute(around).fetchall() == []
    definer = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert catalogue.execute(definer).fetchall() == []


def test_each_lock_has_a_policy_for_the_intake_and_one_or_no_grant_for_the_web(
    catalogue: Catalogue,
) -> None:
    for table in set(tables(catalogue)) - NO_PERSON:
        policies = catalogue.execute(
            "SELECT roles::text[], permissive, cmd, qual, with_check FROM pg_policies"
            " WHERE tablename = %s",
            (table,),
        ).fetchall()
        # Whoever migrates changes settings too, and that is told like any other change.
        owner = {(OWNER,)} if table == "change_log" else set()
        assert {tuple(policy[0]) for policy in policies} == {(WORK,), (VIEW,)} - unseen(
            table
        ) | owner
        assert (["kvarten_work"], "PERMISSIVE", "ALL", "true", "true") in policies, table
        for_web = [policy for policy in policies if policy[0] == [VIEW]]
        assert bool(for_web) == (table not in INTAKE_ONLY), table
        expected = OF_ONES_OWN.get(table, {"ALL": "kvarten.centres"})
        assert table in INTAKE_ONLY or {policy[2] for policy in for_web} == set(expected)
        for _, _, command, qual, check in for_web:
            asked = expected[command]
            assert command == "SELECT" or asked in check
            assert command == "INSERT" or asked in qual


def unseen(table: str) -> set[tuple[str]]:
    return {(VIEW,)} if table in INTAKE_ONLY else set()


# Role, table, and what it may do there; beside it the columns that it may change.
GRANTS: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    (VIEW, "person"): ({"SELECT"}, {"state", "known_at", "next_due", "version", "protected"}),
    (VIEW, "allowed"): ({"SELECT"}, set()),
    (WORK, "allowed"): ({"SELECT", "INSERT"}, {"ended_by", "ended_at"}),
    (VIEW, "person_identifier"): (set(), set()),
    (VIEW, "set_aside"): (set(), set()),
    (VIEW, "session"): (set(), set()),
    (VIEW, "wall"): (set(), set()),
    (WORK, "wall"): (
        {"SELECT", "INSERT", "DELETE"},
        {"code_hash", "code_until", "huddle", "session", "paired_at", "heard_at"},
    ),
    (VIEW, "account"): (set(), set()),
    (VIEW, "credential"): (set(), set()),
    (VIEW, "invitation"): (set(), set()),
    (VIEW, "attempt"): (set(), set()),
    (VIEW, "passkey"): (set(), set()),
    (VIEW, "passkey_challenge"): (set(), set()),
    (WORK, "credential"): (
        {"SELECT", "INSERT", "DELETE"},
        {"password", "totp", "last_step", "set_at"},
    ),
    (WORK, "passkey"): ({"SELECT", "INSERT", "DELETE"}, {"sign_count", "synced", "used_at"}),
    (WORK, "passkey_challenge"): ({"SELECT", "INSERT", "DELETE"}, set()),
    (VIEW, "assignment"): (set(), set()),
    (WORK, "session"): ({"SELECT", "INSERT", "DELETE"}, {"seen_at", "issuer_session"}),
    (WORK, "assignment"): ({"SELECT", "INSERT"}, {"review_on", "ends_at"}),
    (VIEW, "audit"): ({"INSERT"}, set()),
    (VIEW, "event"): ({"SELECT", "INSERT"}, set()),
    (VIEW, "huddle_change"): ({"SELECT", "INSERT"}, set()),
    (WORK, "person_identifier"): ({"SELECT", "INSERT"}, {"person", "origin", "cipher"}),
    (VIEW, "data_key_copy"): (set(), set()),
    (WORK, "event"): ({"SELECT", "INSERT"}, {"centre", "person", "origin"}),
    (WORK, "huddle_change"): ({"SELECT", "INSERT"}, set()),
    (WORK, "audit"): ({"SELECT", "INSERT", "DELETE"}, set()),
    (WORK, "audit_reason"): ({"SELECT", "INSERT", "DELETE"}, set()),
    (WORK, "audit_block"): ({"SELECT", "INSERT"}, set()),
    (WORK, "audit_let_go"): ({"SELECT", "INSERT"}, set()),
    (WORK, "change_log"): ({"SELECT", "INSERT"}, set()),
    (VIEW, "audit_reason"): ({"INSERT"}, set()),
    (VIEW, "audit_block"): (set(), set()),
    (VIEW, "change_log"): ({"INSERT"}, set()),
    (VIEW, "scrutiny_setting"): (set(), set()),
    (VIEW, "rule_number"): (set(), set()),
    (VIEW, "trial"): (set(), set()),
    (WORK, "rule_number"): ({"SELECT", "INSERT"}, set()),
    (VIEW, "scrutiny_item"): ({"SELECT"}, set()),
    (VIEW, "scrutiny_judgement"): ({"SELECT", "INSERT"}, set()),
    (WORK, "scrutiny_item"): ({"SELECT", "INSERT", "DELETE"}, set()),
    (WORK, "scrutiny_judgement"): ({"SELECT", "INSERT", "DELETE"}, set()),
    (WORK, "set_aside"): (
        {"SELECT", "INSERT", "DELETE"},
        {
            "last_at",
            "times",
            "outcome",
            "kind",
            "field",
            "reason",
            "cipher",
            "centre",
            "state",
            "decided_at",
            "decided_by",
            "note",
        },
    ),
}


@pytest.mark.parametrize(("role", "table"), GRANTS)
def test_a_role_may_do_what_its_work_needs_and_no_more(
    catalogue: Catalogue, role: str, table: str
) -> None:
    whole = catalogue.execute(
        "SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',"
        " 'REFERENCES', 'TRIGGER']) p WHERE has_table_privilege(%s, %s, p)",
        (role, table),
    ).fetchall()
    changed = catalogue.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attnum > 0"
        " AND has_column_privilege(%(role)s, %(table)s, attname, 'UPDATE')",
        {"table": table, "role": role},
    ).fetchall()
    assert ({row[0] for row in whole}, {row[0] for row in changed}) == GRANTS[role, table]


REVIEWED = {"scrutiny_draw", "scrutiny_item", "scrutiny_line", "scrutiny_judgement"}
LET_GO = {"set_aside", "contact_day", "frequency", "audit", "audit_reason"} | REVIEWED
"""What is kept for ninety days only, what is counted anew from the events, and what of the log and its
review is old enough, which triggers see to (test_log_kept.py, test_log_review_stands.py)."""


@pytest.mark.parametrize("role", [WORK, VIEW])
def test_no_role_of_the_app_takes_a_person_s_row_away(catalogue: Catalogue, role: str) -> None:
    for table in set(tables(catalogue)) - NO_PERSON:
        for act in ("DELETE", "TRUNCATE"):
            if role == WORK and table in LET_GO and act == "DELETE":
                continue
            [may] = catalogue.execute(
                "SELECT has_table_privilege(%s, %s, %s)", (role, table, act)
            ).fetchone()
            assert not may, table


@pytest.mark.parametrize("role", [WORK, VIEW, OWNER])
def test_no_role_stands_above_the_locks(catalogue: Catalogue, role: str) -> None:
    [*powers] = catalogue.execute(
        "SELECT rolsuper, rolbypassrls, rolreplication, rolcreaterole AND rolname <> %s"
        " FROM pg_roles WHERE rolname = %s",
        (OWNER, role),
    ).fetchone()
    assert not any(powers)


def test_the_app_s_roles_are_members_of_nothing(catalogue: Catalogue) -> None:
    rows = catalogue.execute(
        "SELECT roleid::regrole::text FROM pg_auth_members"
        " WHERE member IN ('kvarten_work'::regrole, 'kvarten_view'::regrole)"
    ).fetchall()
    assert rows == []


def test_the_owner_owns_everything_and_the_app_s_roles_nothing(catalogue: Catalogue) -> None:
    owners = catalogue.execute(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
        " UNION SELECT proowner::regrole::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
        " UNION SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()"
    ).fetchall()
    assert owners == [(OWNER,)]


def test_everybody_has_no_rights_at_all(catalogue: Catalogue) -> None:
    rows = catalogue.execute(
        "SELECT table_name FROM information_schema.table_privileges"
        " WHERE table_schema = 'public' AND grantee = 'PUBLIC'"
    ).fetchall()
    assert rows == []
    for role in (WORK, VIEW):
        [may] = catalogue.execute(
            "SELECT has_schema_privilege(%s, 'public', 'CREATE')", (role,)
        ).fetchone()
        assert not may
