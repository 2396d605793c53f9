"""What a source may tell and how it proves who it is; what it sent, and what could not be taken.

A person may go by several numbers: rows that were told of one and belong to another keep the first
as their `origin`, so that a merge can be taken back.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

SOURCES = """
ALTER TABLE source
    ADD COLUMN legal_basis text NOT NULL DEFAULT '',
    ADD COLUMN purpose text NOT NULL DEFAULT '',
    ADD COLUMN fields text[] NOT NULL DEFAULT '{*}',
    ADD COLUMN free_text text[] NOT NULL DEFAULT '{}',
    ADD COLUMN valid_from date,
    ADD COLUMN valid_to date,
    ADD COLUMN controllers text[] NOT NULL DEFAULT '{}',
    ADD COLUMN units text[] NOT NULL DEFAULT '{}',
    ADD COLUMN peers text[] NOT NULL DEFAULT '{}',
    ADD COLUMN weekdays smallint[] NOT NULL DEFAULT '{}',
    ADD COLUMN opens time,
    ADD COLUMN closes time,
    ADD COLUMN rate_per_minute integer CHECK (rate_per_minute > 0),
    ADD COLUMN last_event timestamptz,
    ADD CHECK ((opens IS NULL) = (closes IS NULL));
CREATE TABLE source_key (
    hash bytea PRIMARY KEY,
    source text NOT NULL REFERENCES source,
    kind text NOT NULL CHECK (kind IN ('token', 'certificate')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX source_key_source ON source_key (source);
INSERT INTO source_key (hash, source, kind, created_at)
    SELECT token_hash, id, 'token', now() FROM source WHERE token_hash IS NOT NULL;
ALTER TABLE source DROP COLUMN token_hash;
CREATE TABLE intake (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    door text NOT NULL,
    at timestamptz NOT NULL,
    new integer NOT NULL DEFAULT 0,
    known integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    not_used integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    dropped integer NOT NULL DEFAULT 0
);
CREATE INDEX intake_at ON intake (at);
CREATE TABLE pull_state (
    source text PRIMARY KEY REFERENCES source,
    state jsonb NOT NULL,
    next_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    told text
);
ALTER TABLE party ADD COLUMN in_place_of text REFERENCES unit;
ALTER TABLE installation
    ADD COLUMN retention_months integer NOT NULL DEFAULT 60
        CHECK (retention_months BETWEEN 24 AND 600),
    ADD COLUMN counters_checked_at timestamptz,
    ADD COLUMN counters_differ integer;
"""

DEAD_LETTERS = """
ALTER TABLE set_aside
    ADD COLUMN format text NOT NULL DEFAULT 'cloudevents'
        CHECK (format IN ('cloudevents', 'hl7', 'fhir', 'table')),
    ADD COLUMN state text NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'replayed', 'discarded')),
    ADD COLUMN decided_at timestamptz,
    ADD COLUMN decided_by text,
    ADD COLUMN note text,
    ADD COLUMN centre text;
CREATE INDEX set_aside_open ON set_aside (source, last_at) WHERE state = 'open';
CREATE INDEX set_aside_last ON set_aside (last_at);
"""

ORIGINS = """
ALTER TABLE person
    ADD COLUMN merged_into uuid REFERENCES person,
    ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE person_identifier ADD COLUMN origin uuid;
ALTER TABLE event ADD COLUMN origin uuid;
ALTER TABLE obligation ADD COLUMN origin uuid;
ALTER TABLE action ADD COLUMN origin uuid;
CREATE INDEX event_origin ON event (origin) WHERE origin IS NOT NULL;
CREATE INDEX event_received ON event USING brin (received_at);
CREATE INDEX event_merges ON event (person) WHERE kind = 'person.merged';
"""

COUNTS = """
CREATE TABLE contact_day (
    person uuid NOT NULL REFERENCES person,
    day date NOT NULL,
    kind text NOT NULL,
    controller text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (person, day, kind, controller)
);
CREATE TABLE frequency (
    person uuid PRIMARY KEY REFERENCES person,
    centre text NOT NULL,
    ed_365 integer NOT NULL,
    vc_30 integer NOT NULL,
    contacts_365 integer NOT NULL,
    as_of date NOT NULL
);
CREATE INDEX frequency_centre ON frequency (centre);
CREATE TABLE reconciliation (
    centre text NOT NULL REFERENCES centre,
    day date NOT NULL,
    at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    received integer NOT NULL,
    listed integer NOT NULL,
    not_listed integer NOT NULL,
    held integer NOT NULL,
    apart integer NOT NULL,
    rejected integer NOT NULL,
    reasons jsonb NOT NULL,
    PRIMARY KEY (centre, day),
    CHECK (received = listed + not_listed + held + apart + rejected)
);
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
GRANTS = """
GRANT SELECT, INSERT, DELETE ON source_key TO kvarten_work;
GRANT UPDATE (expires_at) ON source_key TO kvarten_work;
GRANT SELECT, INSERT, DELETE ON intake TO kvarten_work;
GRANT SELECT, INSERT, UPDATE, DELETE ON pull_state TO kvarten_work;
GRANT SELECT (legal_basis, purpose, fields, valid_from, valid_to, weekdays, opens, closes, last_event)
    ON source TO kvarten_view;
GRANT DELETE ON set_aside TO kvarten_work;
GRANT UPDATE (outcome, kind, field, reason, cipher, centre, state, decided_at, decided_by, note)
    ON set_aside TO kvarten_work;
GRANT UPDATE (merged_into, version) ON person TO kvarten_work;
GRANT UPDATE (version) ON person TO kvarten_view;
GRANT UPDATE (person, origin) ON person_identifier, event, obligation, action TO kvarten_work;
GRANT SELECT, INSERT, DELETE ON contact_day, frequency TO kvarten_work;
GRANT UPDATE (n) ON contact_day TO kvarten_work;
GRANT UPDATE (centre, ed_365, vc_30, contacts_365, as_of) ON frequency TO kvarten_work;
GRANT SELECT ON frequency, reconciliation TO kvarten_view;
GRANT SELECT, INSERT ON reconciliation TO kvarten_work;
GRANT UPDATE (at, since, received, listed, not_listed, held, apart, rejected, reasons)
    ON reconciliation TO kvarten_work;
"""


def upgrade() -> None:
    for part in (SOURCES, DEAD_LETTERS, ORIGINS, COUNTS):
        op.execute(part)
    for table in ("contact_day", "frequency", "reconciliation"):
        op.execute(LOCK.format(table=table))
    for table in ("frequency", "reconciliation"):
        op.execute(BY_CENTRE.format(table=table))
    op.execute(GRANTS)
