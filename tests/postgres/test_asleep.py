"""A morning reads those whom it judges, and leaves those who sleep: however many are listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from app.huddle.touched import ALL
from tests.houses import CENTRE
from tests.roles import WORK, as_admin

if TYPE_CHECKING:
    import psycopg

    from app.house import House

LISTED, TOUCHED = 9_000, 60
# A third has something new, a third is due, a third has something open and nothing else; one has all.
PERSONS = f"""
INSERT INTO person (id, centre, state, known_at, next_due)
SELECT gen_random_uuid(), '{CENTRE}', json_build_object('given_name', repeat('Prov', 200)),
    CASE WHEN n % 3 = 0 AND n <= {TOUCHED} THEN timestamptz '2026-11-23 05:00+00'
        ELSE timestamptz '2026-01-01 00:00+00' + make_interval(mins => n) END,
    CASE WHEN n % 3 = 1 AND n <= {TOUCHED} THEN timestamptz '2026-11-23 09:00+00' END
FROM generate_series(1, {LISTED}) AS n
"""
ELSEWHERE = f"""
INSERT INTO person (id, centre, state, known_at)
SELECT gen_random_uuid(), unit, '{{}}', timestamptz '2026-01-01 00:00+00' + make_interval(mins => n)
FROM centre, generate_series(1, {LISTED // 2}) AS n WHERE unit <> '{CENTRE}'
"""
OWED = f"""
INSERT INTO obligation (person, rule, episode, centre, since, first_day, last_day)
SELECT id, 'provregel', 'prov/1', '{CENTRE}', now(), '2026-11-20', '2026-11-20' FROM person
WHERE known_at IN (SELECT timestamptz '2026-01-01 00:00+00' + make_interval(mins => n)
    FROM generate_series(2, {TOUCHED}, 3) AS n)
    OR id = (SELECT id FROM person WHERE next_due IS NOT NULL ORDER BY id LIMIT 1)
"""
ASKED = f"EXECUTE morning('{CENTRE}', '2026-11-22 07:00+00', '2026-11-24 07:15+00')"


@pytest.fixture
def morning(house: House, admin_url: str, database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The morning's question, ready to be asked as the timetable asks it."""
    question = str(ALL).replace(":centre", "$1").replace(":since", "$2").replace(":until", "$3")
    with as_admin(admin_url, database_url) as connection:
        connection.autocommit = True
        for command in (PERSONS, OWED, ELSEWHERE, "ANALYZE person, obligation", f"SET ROLE {WORK}"):
            connection.execute(command)
        connection.execute("SET plan_cache_mode = 'force_generic_plan'")
        connection.execute(f"PREPARE morning(text, timestamptz, timestamptz) AS {question}")
        yield connection


def test_whoever_has_news_a_clock_or_something_open_is_found_once(
    morning: psycopg.Connection[Any],
) -> None:
    found = [row[0] for row in morning.execute(ASKED)]
    assert len(found) == len(set(found)) == TOUCHED


def test_no_more_persons_are_read_than_those_who_are_found(
    morning: psycopg.Connection[Any],
) -> None:
    [[told]] = morning.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {ASKED}")
    plan = told if isinstance(told, list) else json.loads(told)
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan[0]["Plan"])
        if node.get("Relation Name") == "person"
    )
    assert TOUCHED <= read <= 2 * TOUCHED


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from nodes(one)
