"""Persons: events, projections, huddles, obligations, actions and the log, each behind its lock.

Every table that holds a person has row-level security enabled and forced, with its policies and
grants here beside it. `kvarten_work` (intake, timetable) has policies of its own and no BYPASSRLS;
`kvarten_view` (the web) sees the centres its viewer is called to, and without a viewer nothing.
Identifiers are stored encrypted and joined by a keyed hash.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE person (
    id uuid PRIMARY KEY,
    centre text REFERENCES centre,
    state jsonb NOT NULL,
    known_at timestamptz,
    next_due timestamptz
);
CREATE INDEX person_known ON person (centre, known_at);
CREATE INDEX person_due ON person (centre, next_due);

CREATE TABLE person_identifier (
    hash bytea PRIMARY KEY,
    person uuid NOT NULL REFERENCES person,
    system text NOT NULL,
    cipher bytea NOT NULL
);
CREATE INDEX person_identifier_person ON person_identifier (person);

CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    source_event_id text NOT NULL,
    person uuid REFERENCES person,
    centre text,
    kind text NOT NULL,
    body jsonb,
    controller text NOT NULL,
    unit text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    correlation text,
    corrects text,
    correction text NOT NULL CHECK (correction IN ('new', 'revise', 'cancel')),
    history boolean NOT NULL,
    sensitive boolean NOT NULL,
    CHECK ((correction = 'new') = (corrects IS NULL)),
    CHECK ((correction = 'cancel') = (body IS NULL)),
    UNIQUE (source, source_event_id)
);
CREATE INDEX event_person ON event (person);
CREATE INDEX event_corrects ON event (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE set_aside (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    digest bytea NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('rejected', 'not_used')),
    kind text,
    field text,
    reason text NOT NULL,
    cipher bytea,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times integer NOT NULL DEFAULT 1,
    UNIQUE (source, digest)
);

CREATE TABLE huddle (
    id uuid PRIMARY KEY,
    centre text NOT NULL REFERENCES centre,
    day date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    next_ends timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('prepared', 'running', 'closed', 'not_held')),
    version integer NOT NULL,
    red_exceeds boolean NOT NULL DEFAULT false,
    closed_at timestamptz,
    UNIQUE (centre, day)
);

CREATE TABLE huddle_change (
    huddle uuid NOT NULL REFERENCES huddle,
    version integer NOT NULL,
    centre text NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    command text,
    kind text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (huddle, version)
);
CREATE INDEX huddle_change_command ON huddle_change (huddle, command) WHERE command IS NOT NULL;

CREATE TABLE obligation (
    person uuid NOT NULL REFERENCES person,
    rule text NOT NULL,
    episode text NOT NULL,
    centre text NOT NULL,
    since timestamptz NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    mornings integer NOT NULL DEFAULT 1,
    ended text CHECK (ended IN ('solved', 'no_longer_relevant', 'expired', 'cancelled')),
    ended_at timestamptz,
    PRIMARY KEY (person, rule, episode),
    CHECK ((ended IS NULL) = (ended_at IS NULL))
);
CREATE INDEX obligation_open ON obligation (centre) WHERE ended IS NULL;

CREATE TABLE action (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person,
    centre text NOT NULL,
    huddle uuid NOT NULL REFERENCES huddle,
    row text NOT NULL,
    rule text NOT NULL,
    episode text NOT NULL,
    owner text NOT NULL REFERENCES unit,
    role text,
    what text NOT NULL,
    sentence text NOT NULL,
    freshness text NOT NULL,
    urgency text NOT NULL,
    facts jsonb NOT NULL,
    due timestamptz NOT NULL,
    state text NOT NULL CHECK
        (state IN ('assigned', 'accepted', 'returned', 'done', 'dropped', 'withdrawn')),
    reason text,
    decided_at timestamptz NOT NULL,
    decided_by text NOT NULL,
    moved_at timestamptz NOT NULL
);
CREATE INDEX action_owner ON action (owner, due);
CREATE INDEX action_centre ON action (centre, due);
CREATE INDEX action_person ON action (person);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    real_at timestamptz NOT NULL,
    act text NOT NULL,
    viewer text NOT NULL,
    role text NOT NULL,
    unit text NOT NULL,
    provider text NOT NULL,
    person uuid,
    huddle uuid,
    purpose text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('allow', 'deny')),
    basis text,
    given text,
    detail text
);
CREATE INDEX audit_person ON audit (person, at);
"""

LOCK = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY work ON {table} TO kvarten_work USING (true) WITH CHECK (true);
"""
BY_CENTRE = """
CREATE POLICY called ON {table} TO kvarten_view
    USING (centre = ANY (string_to_array(nullif(current_setting('kvarten.centres', true), ''), ',')))
    WITH CHECK
          (centre = ANY (string_to_array(nullif(current_setting('kvarten.centres', true), ''), ',')));
"""
LOG = """
CREATE POLICY write ON audit FOR INSERT TO kvarten_view
    WITH CHECK (viewer = nullif(current_setting('kvarten.viewer', true), ''));
CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_stands();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stands();
"""
GRANTS = """
GRANT SELECT, INSERT ON person, person_identifier, event, huddle, huddle_change, obligation, action
    TO kvarten_work;
GRANT UPDATE (centre, state, known_at, next_due) ON person TO kvarten_work;
GRANT UPDATE (centre) ON event TO kvarten_work;
GRANT SELECT, INSERT ON set_aside TO kvarten_work;
GRANT UPDATE (last_at, times) ON set_aside TO kvarten_work;
GRANT SELECT, INSERT ON audit TO kvarten_work;
GRANT UPDATE (starts_at, ends_at, since, next_ends, state, version, red_exceeds, closed_at) ON huddle
    TO kvarten_work;
GRANT UPDATE (centre, last_day, mornings, ended, ended_at) ON obligation TO kvarten_work;
GRANT UPDATE (centre, owner, role, state, reason, moved_at) ON action TO kvarten_work;

GRANT SELECT ON person, event, huddle, huddle_change, obligation, action TO kvarten_view;
GRANT INSERT ON event, huddle_change, action, audit TO kvarten_view;
GRANT UPDATE (state, known_at, next_due) ON person TO kvarten_view;
GRANT UPDATE (state, version, ends_at, closed_at) ON huddle TO kvarten_view;
GRANT UPDATE (mornings, ended, ended_at) ON obligation TO kvarten_view;
GRANT UPDATE (owner, role, state, reason, moved_at) ON action TO kvarten_view;
"""
CENTRED = ("person", "event", "huddle", "huddle_change", "obligation", "action")
WORK_ONLY = ("person_identifier", "set_aside", "audit")


def upgrade() -> None:
    op.execute(TABLES)
    for table in CENTRED:
        op.execute(LOCK.format(table=table) + BY_CENTRE.format(table=table))
    for table in WORK_ONLY:
        op.execute(LOCK.format(table=table))
    op.execute(LOG)
    op.execute(GRANTS)
