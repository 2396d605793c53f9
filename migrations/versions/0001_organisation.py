"""Organisation: who is who, who is called to which huddle, which source tells us what.

No table here holds a person who receives care.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE installation (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    mode text NOT NULL CHECK (mode IN ('demo', 'care')),
    clock_at timestamptz,
    clock_set timestamptz
);
CREATE TABLE region (hsa_id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE municipality (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{4}$'),
    name text NOT NULL
);
CREATE TABLE provider (
    hsa_id text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('vardgivare', 'omsorgsgivare')),
    authority text NOT NULL CHECK (authority IN ('region', 'kommun', 'privat')),
    municipality text REFERENCES municipality
);
CREATE TABLE unit (
    hsa_id text PRIMARY KEY,
    name text NOT NULL,
    short text NOT NULL,
    kind text NOT NULL,
    provider text NOT NULL REFERENCES provider,
    municipality text REFERENCES municipality,
    phone text
);
CREATE TABLE centre (
    unit text PRIMARY KEY REFERENCES unit,
    at time NOT NULL,
    weekdays smallint[] NOT NULL,
    closed date[] NOT NULL DEFAULT '{}'
);
CREATE TABLE party (
    centre text NOT NULL REFERENCES centre,
    unit text NOT NULL REFERENCES unit,
    role text NOT NULL,
    place smallint NOT NULL,
    PRIMARY KEY (centre, unit)
);
CREATE INDEX party_unit ON party (unit);
CREATE TABLE source (
    id text PRIMARY KEY,
    name text NOT NULL,
    controller text NOT NULL REFERENCES provider,
    kinds text[] NOT NULL,
    interval_minutes integer NOT NULL CHECK (interval_minutes > 0),
    missing text NOT NULL,
    phone text,
    mapping text,
    local_systems text[] NOT NULL DEFAULT '{}',
    token_hash bytea UNIQUE,
    last_heard timestamptz
);
CREATE TABLE staff (
    id text PRIMARY KEY,
    name text NOT NULL,
    role text NOT NULL,
    unit text NOT NULL REFERENCES unit,
    comes_to text NOT NULL DEFAULT '',
    place smallint NOT NULL DEFAULT 0
);
CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    staff text NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE TABLE job_run (
    job text NOT NULL,
    slot timestamptz NOT NULL,
    claimed_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (job, slot)
);
"""

GRANTS = """
GRANT USAGE ON SCHEMA public TO kvarten_work, kvarten_view;
GRANT SELECT ON installation, region, municipality, provider, unit, centre, party, staff
    TO kvarten_work, kvarten_view;
GRANT INSERT, UPDATE ON installation, region, municipality, provider, unit, centre, staff
    TO kvarten_work;
GRANT INSERT, UPDATE, DELETE ON party TO kvarten_work;
GRANT SELECT, INSERT, UPDATE ON source TO kvarten_work;
GRANT SELECT (id, name, controller, kinds, interval_minutes, missing, phone, last_heard)
    ON source TO kvarten_view;
GRANT SELECT, INSERT, DELETE ON session TO kvarten_work;
GRANT SELECT, INSERT, UPDATE ON job_run TO kvarten_work;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(GRANTS)
