"""Limit understands what the least could be: four simple rules as one question each to the database.

No consent, no sentence, no clock and no memory of what was decided: whom the rule is about, all centres
at once. What the agendas cost beside it is what those are worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from app import clock

ANSWERED = """
EXISTS (SELECT FROM event c WHERE c.person = e.person AND c.occurred_at > e.occurred_at
    AND (c.kind IN ('followup.reached', 'vc.visit', 'mobile.visit')
        OR c.kind = 'phone.contact' AND c.body ->> 'result' = 'reached'))
"""
LATER = """
EXISTS (SELECT FROM event c WHERE c.person = e.person AND c.kind = '{}'
    AND c.occurred_at > e.occurred_at)
"""
LEFT, ADMITTED = LATER.format("inpatient.discharged"), LATER.format("inpatient.admitted")
RULES: Mapping[str, str] = {
    "akut-ej-inlagd": f"e.kind = 'ed.visit.closed' AND e.body ->> 'outcome' IN ('home', 'left')"
    f" AND NOT {ANSWERED} AND NOT {ADMITTED}",
    "ambulans-ej-transport": "e.kind = 'ambulance.contact' AND e.body ->> 'outcome' IN"
    f" ('left_home', 'referred') AND NOT {ANSWERED} AND NOT {ADMITTED}",
    "mobilt-team": f"e.kind = 'mobile.visit' AND NOT {ANSWERED}",
    "inskriven": f"e.kind = 'inpatient.admitted' AND NOT {LEFT}",
}
"""What each of the four asks for, in the book's own words for it (app/huddle/rules)."""
SINCE = """
SELECT min(since) - interval '2 hours' FROM huddle WHERE day = %(day)s AND round = 'daily'
"""
# What is new comes first and alone: PostgreSQL would rather begin with everybody who is old.
QUESTION = """
WITH new AS MATERIALIZED (
    SELECT person, kind, body, occurred_at, received_at FROM event
    WHERE received_at > %(since)s AND received_at <= %(now)s AND NOT history
        AND occurred_at > %(now)s - interval '14 days'),
e AS MATERIALIZED (SELECT * FROM new AS e WHERE {asks})
SELECT count(DISTINCT p.id) FROM e JOIN person p ON p.id = e.person
JOIN huddle h ON h.centre = p.centre AND h.day = %(day)s AND h.round = 'daily'
WHERE e.received_at > h.since - interval '2 hours' AND NOT p.protected
    AND p.state ->> 'died_on' IS NULL
    AND CAST(p.state ->> 'birth_date' AS date) <= %(day)s - interval '65 years'
"""
LISTED = """
SELECT count(DISTINCT person) FROM obligation WHERE rule = %(rule)s AND last_day = %(day)s
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule as a question: seconds, whom it finds, and who stands on the agendas by the rule."""

    rule: str
    seconds: float
    found: int
    listed: int


def ask(admin: psycopg.Connection, day: date, now: datetime) -> list[Asked]:
    """The four rules of a morning, at `now` (UTC), when its agendas are built."""
    values = {"day": day, "now": now}
    [since] = admin.execute(SINCE, values).fetchone() or [now]
    answers = []
    for rule, asks in RULES.items():
        began = clock.monotonic()
        found = _one(admin, QUESTION.format(asks=asks), values | {"since": since})
        seconds = clock.monotonic() - began
        answers.append(Asked(rule, seconds, found, _one(admin, LISTED, values | {"rule": rule})))
    return answers


def _one(admin: psycopg.Connection, question: str, values: Mapping[str, object]) -> int:
    row = admin.execute(question, values).fetchone()
    assert row is not None
    return int(row[0])
