"""The agenda: what each decided row took, which needs were met meanwhile, and when it was last judged.
A centre has two rounds: the day's huddle, and the week's.

None of it names a person, yet it is made of the rows of some: the web reads none of it by itself, and
what the program tells of it is for the centre's own staff.
"""

from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = """
CREATE TABLE row_time (
    huddle uuid NOT NULL REFERENCES huddle,
    n smallint NOT NULL,
    centre text NOT NULL REFERENCES centre,
    rule text NOT NULL,
    seconds integer NOT NULL CHECK (seconds > 0),
    at timestamptz NOT NULL,
    PRIMARY KEY (huddle, n)
);
CREATE INDEX row_time_latest ON row_time (centre, rule, at DESC);
CREATE TABLE met_need (
    huddle uuid NOT NULL REFERENCES huddle,
    rule text NOT NULL,
    n integer NOT NULL CHECK (n >= 0),
    PRIMARY KEY (huddle, rule)
);
ALTER TABLE huddle ADD COLUMN judged_at timestamptz, ADD COLUMN wakes_at timestamptz,
    ADD COLUMN silent text[] NOT NULL DEFAULT '{}';
ALTER TABLE huddle ADD COLUMN round text NOT NULL DEFAULT 'daily'
    CHECK (round IN ('daily', 'weekly'));
ALTER TABLE huddle DROP CONSTRAINT huddle_centre_day_key, ADD UNIQUE (centre, day, round);
GRANT UPDATE (judged_at, wakes_at, silent) ON huddle TO kvarten_work;
GRANT SELECT, INSERT ON row_time TO kvarten_work;
GRANT SELECT, INSERT ON met_need TO kvarten_work;
GRANT UPDATE (n) ON met_need TO kvarten_work;
"""
LOCK = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY work ON {table} TO kvarten_work USING (true) WITH CHECK (true);
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("row_time", "met_need"):
        op.execute(LOCK.format(table=table))
