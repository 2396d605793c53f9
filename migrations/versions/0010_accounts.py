"""Who may sign in, under which assignment, and who is signed in now.

An assignment is one of the fourteen roles for one scope, with its reason, decider and review date
(HSLF-FS 2016:40 4 kap. 2 §): without them the table refuses it. A demo's persons are made anew at
each start, so those of before are let go, and everybody signs in again.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
DROP TABLE session;
DROP TABLE staff;
CREATE TABLE account (
    id text PRIMARY KEY,
    name text NOT NULL CHECK (btrim(name) <> ''),
    login text UNIQUE CHECK (login = lower(login)),
    hsa_id text UNIQUE,
    issuer text,
    subject text,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    UNIQUE (issuer, subject),
    CHECK ((issuer IS NULL) = (subject IS NULL))
);
CREATE TABLE assignment (
    id uuid PRIMARY KEY,
    account text NOT NULL REFERENCES account,
    role text NOT NULL CHECK (role IN (
        'aldre_ssk', 'vc_lakare', 'vc_rehab', 'kommun_hsl', 'hemtjanst_planerare',
        'bistandshandlaggare', 'sjukhus_koordinator', 'mobilt_team', 'chef', 'processledare',
        'logg_granskare', 'mas', 'mar', 'systemadmin')),
    scope_kind text NOT NULL CHECK (scope_kind IN ('centre', 'unit', 'provider', 'region')),
    scope text NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    decider text NOT NULL CHECK (btrim(decider) <> ''),
    decided_at timestamptz NOT NULL,
    review_on date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    commission text,
    CHECK (ends_at >= starts_at)
);
CREATE INDEX assignment_account ON assignment (account);
CREATE TABLE session (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    account text NOT NULL REFERENCES account,
    assignment uuid NOT NULL REFERENCES assignment,
    commission text,
    device text NOT NULL CHECK (device IN ('desk', 'tablet')),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    idle_seconds integer NOT NULL CHECK (idle_seconds > 0),
    issuer_session text,
    ends_at timestamptz NOT NULL CHECK (ends_at > created_at)
);
CREATE INDEX session_account ON session (account);
CREATE TABLE demo_person (
    account text PRIMARY KEY REFERENCES account,
    comes_to text NOT NULL,
    place smallint NOT NULL
);
"""

# What a local account signs in with. The secret of the codes is sealed with the installation's key;
# an invitation and an attempt are found by a hash alone.
CREDENTIALS = """
CREATE TABLE credential (
    account text PRIMARY KEY REFERENCES account,
    password text NOT NULL,
    totp bytea NOT NULL,
    last_step integer NOT NULL DEFAULT 0,
    set_at timestamptz NOT NULL
);
CREATE TABLE invitation (
    token_hash bytea PRIMARY KEY,
    account text NOT NULL UNIQUE REFERENCES account,
    totp bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE TABLE attempt (
    key bytea PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    last_at timestamptz NOT NULL,
    blocked_until timestamptz
);
CREATE INDEX attempt_last ON attempt (last_at);
"""

# However a session goes, its sockets hear of it: a code path cannot forget to say so.
TOLD = """
CREATE FUNCTION session_ended() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('kvarten_session', OLD.id::text); RETURN NULL; END $$;
CREATE TRIGGER session_ended AFTER DELETE ON session
    FOR EACH ROW EXECUTE FUNCTION session_ended();
"""

# The web's own role reads none of this: who is asking is settled before it is asked anything.
GRANTS = """
GRANT SELECT, INSERT ON account, assignment TO kvarten_work;
GRANT UPDATE (name, login, hsa_id, issuer, subject, disabled_at) ON account TO kvarten_work;
GRANT UPDATE (review_on, ends_at) ON assignment TO kvarten_work;
GRANT SELECT, INSERT, DELETE ON session TO kvarten_work;
GRANT UPDATE (seen_at, issuer_session) ON session TO kvarten_work;
GRANT SELECT, INSERT, UPDATE ON demo_person TO kvarten_work;
GRANT SELECT, INSERT ON credential TO kvarten_work;
GRANT UPDATE (password, totp, last_step, set_at) ON credential TO kvarten_work;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitation TO kvarten_work;
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO kvarten_work;
"""


def upgrade() -> None:
    for part in (TABLES, CREDENTIALS, TOLD, GRANTS):
        op.execute(part)
    for table in ("account", "assignment"):
        op.execute(f"SELECT log_changes('{table}', '', '')")
