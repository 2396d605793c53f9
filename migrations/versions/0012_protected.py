"""Persons with skyddade personuppgifter are rows for those on each one's own list, and nobody else.

`person.protected` follows the state. What hangs on a person is seen where the person is.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
ALTER TABLE person ADD COLUMN protected boolean NOT NULL DEFAULT false;
ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
UPDATE person SET protected = true WHERE coalesce(state ->> 'protected', 'none') <> 'none';
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE INDEX person_protected ON person (centre) WHERE protected;
GRANT UPDATE (protected) ON person TO kvarten_work, kvarten_view;

CREATE INDEX event_emergency ON event (occurred_at) WHERE kind = 'emergency.access';

CREATE TABLE allowed (
    person uuid NOT NULL REFERENCES person (id),
    employee text NOT NULL,
    reason text NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX allowed_now ON allowed (person, employee) WHERE ended_at IS NULL;
ALTER TABLE allowed ENABLE ROW LEVEL SECURITY;
ALTER TABLE allowed FORCE ROW LEVEL SECURITY;
CREATE POLICY work ON allowed TO kvarten_work USING (true) WITH CHECK (true);
CREATE POLICY own ON allowed FOR SELECT TO kvarten_view
    USING (employee = nullif(current_setting('kvarten.viewer', true), ''));
GRANT SELECT, INSERT ON allowed TO kvarten_work;
GRANT UPDATE (ended_by, ended_at) ON allowed TO kvarten_work;
GRANT SELECT ON allowed TO kvarten_view;
"""
CALLED = "centre = ANY (string_to_array(nullif(current_setting('kvarten.centres', true), ''), ','))"
ON_THE_LIST = """(NOT protected OR id IN (SELECT person FROM allowed
    WHERE employee = nullif(current_setting('kvarten.viewer', true), '') AND ended_at IS NULL))"""
"""The list is read once for each question, and only where somebody protected is asked for."""
# Row-level security of person itself answers here: who is not seen has nothing to show.
OF_THE_SEEN = "(person IS NULL OR EXISTS (SELECT 1 FROM person p WHERE p.id = person))"
POLICY = """
DROP POLICY called ON {table};
CREATE POLICY called ON {table} TO kvarten_view USING ({rows}) WITH CHECK ({rows});
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(POLICY.format(table="person", rows=f"{CALLED} AND {ON_THE_LIST}"))
    for table in ("event", "obligation", "action"):
        seen = OF_THE_SEEN.replace("= person)", f"= {table}.person)")
        op.execute(POLICY.format(table=table, rows=f"{CALLED} AND {seen}"))
