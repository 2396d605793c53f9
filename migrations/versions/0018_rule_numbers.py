"""What a centre, a municipality or the region has set of the rules' numbers, and what has been tried.

A setting is a line that stands: the history is the table itself, and taking one back is a later line.
A trial over a year holds counts alone (D9), and no person.
"""

from alembic import op

revision = "0018"
down_revision = "0016"

TABLES = """
CREATE TABLE rule_number (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('centre', 'municipality', 'region')),
    place text NOT NULL,
    rule text NOT NULL,
    name text NOT NULL,
    value integer,
    before integer NOT NULL,
    from_day date NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> '')
);
SELECT log_changes('rule_number');
GRANT SELECT, INSERT ON rule_number TO kvarten_work;

CREATE TABLE trial (
    id uuid PRIMARY KEY,
    rule text NOT NULL,
    numbers jsonb NOT NULL,
    place text NOT NULL,
    by text NOT NULL,
    at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    done integer NOT NULL CHECK (done >= 0),
    total integer NOT NULL CHECK (total >= done),
    state text NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    result jsonb
);
CREATE INDEX trial_by ON trial (by, at);
GRANT SELECT, INSERT, DELETE ON trial TO kvarten_work;
GRANT UPDATE (heard_at, done, total, state, result) ON trial TO kvarten_work;
"""


def upgrade() -> None:
    op.execute(TABLES)
