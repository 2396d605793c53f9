"""The log whole: what StoreLog asks for, what was refused, blocks that seal it, and every change.

A line is never touched again: blocks stand beside the lines and hold their hashes. Lines go away in
whole blocks alone, when they are older than the installation keeps them, and the trigger sees to it.
What must not change unseen (settings, organisation, roles, keys, consents) tells `change_log` by
trigger; a later table is added with `SELECT log_changes('its_name')`.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

# The categories become a mask, D0 the lowest bit; what was looked at before has nothing refused.
MASK = " + ".join(
    f"CASE WHEN position('D{bit}' IN given) > 0 THEN {1 << bit} ELSE 0 END" for bit in range(10)
)
LINES = f"""
ALTER TABLE audit
    ALTER COLUMN given TYPE smallint USING CASE WHEN given IS NOT NULL THEN ({MASK})::smallint END,
    ADD COLUMN refused smallint,
    ADD COLUMN log_id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN explained boolean NOT NULL DEFAULT false,
    ADD COLUMN session text,
    ADD COLUMN assignment text,
    ADD COLUMN omsorgsgivare text,
    ADD COLUMN controllers text,
    ADD COLUMN activity text NOT NULL GENERATED ALWAYS AS (
        CASE split_part(act, ':', -1) WHEN 'look' THEN 'Läsa' WHEN 'extract' THEN 'Utskrift'
            WHEN 'print' THEN 'Utskrift' WHEN 'emergency' THEN 'Nödöppning' ELSE 'Skriva' END) STORED,
    ADD COLUMN resource text NOT NULL GENERATED ALWAYS AS (
        CASE split_part(act, ':', 1) WHEN 'huddle' THEN 'Avstämning' WHEN 'week' THEN 'Avstämning'
            WHEN 'action' THEN 'Åtgärd' WHEN 'report' THEN 'Rapport' WHEN 'log' THEN 'Åtkomstlogg'
            ELSE 'Administration' END) STORED,
    ADD CHECK (given BETWEEN 0 AND 1023), ADD CHECK (refused BETWEEN 0 AND 1023);
ALTER TABLE installation
    ADD COLUMN system_id text NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN log_years smallint NOT NULL DEFAULT 5 CHECK (log_years BETWEEN 5 AND 20);
CREATE UNIQUE INDEX audit_explained ON audit (log_id) WHERE explained;
CREATE TABLE audit_reason (
    log_id uuid PRIMARY KEY,
    viewer text NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000)
);
"""

BLOCKS = """
CREATE TABLE audit_block (
    id bigint PRIMARY KEY,
    form smallint NOT NULL,
    sealed_at timestamptz NOT NULL,
    lines integer NOT NULL CHECK (lines > 0),
    first_id bigint NOT NULL,
    last_id bigint NOT NULL UNIQUE CHECK (last_id >= first_id),
    content bytea NOT NULL,
    before bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE audit_let_go (
    block bigint PRIMARY KEY REFERENCES audit_block,
    at timestamptz NOT NULL
);
CREATE TABLE audit_head (
    day date PRIMARY KEY,
    block bigint NOT NULL REFERENCES audit_block,
    at timestamptz NOT NULL
);
CREATE FUNCTION stands() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
"""
STANDS = """
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION stands();
CREATE TRIGGER stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION stands();
"""
# Names in full: a temporary table of the same name would otherwise stand before ours.
LETTING_GO = """
CREATE FUNCTION kept_since() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT now() - make_interval(years => greatest(log_years, 5)) FROM public.installation $$;
CREATE FUNCTION audit_old_enough() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := now();
    IF NOT EXISTS (SELECT FROM public.audit_block WHERE id = NEW.block
            AND sealed_at < public.kept_since()) THEN
        RAISE EXCEPTION 'the log is kept longer than that';
    END IF;
    IF EXISTS (SELECT FROM public.audit_block WHERE id = NEW.block - 1) AND NOT EXISTS
            (SELECT FROM public.audit_let_go WHERE block = NEW.block - 1) THEN
        RAISE EXCEPTION 'the oldest go first';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER old_enough BEFORE INSERT ON audit_let_go
    FOR EACH ROW EXECUTE FUNCTION audit_old_enough();
CREATE OR REPLACE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM public.audit_block b
            JOIN public.audit_let_go g ON g.block = b.id
            WHERE b.first_id <= OLD.id AND OLD.id <= b.last_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END $$;
CREATE FUNCTION reason_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < public.kept_since() THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END $$;
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON audit_reason
    FOR EACH ROW EXECUTE FUNCTION reason_stands();
CREATE TRIGGER stays BEFORE TRUNCATE ON audit_reason
    FOR EACH STATEMENT EXECUTE FUNCTION stands();
"""

CHANGES = """
CREATE TABLE change_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    act text NOT NULL CHECK (act IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')),
    person uuid,
    key jsonb,
    before jsonb,
    after jsonb
);
CREATE INDEX change_log_name ON change_log (name, at);
CREATE INDEX change_log_person ON change_log (person) WHERE person IS NOT NULL;
CREATE FUNCTION change_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a change is told by the table that was changed';
    END IF;
    NEW.at := clock_timestamp();
    NEW.role := session_user;
    NEW.who := coalesce(nullif(current_setting('kvarten.viewer', true), ''), session_user);
    RETURN NEW;
END $$;
CREATE TRIGGER told BEFORE INSERT ON change_log FOR EACH ROW EXECUTE FUNCTION change_told();
CREATE FUNCTION change_shown(content jsonb, shown text[], secret text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY (secret) AND value <> 'null'
        THEN to_jsonb('hemligt'::text) ELSE value END)
    FROM jsonb_each(content) WHERE key = ANY (shown)
$$;
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys text[] := string_to_array(TG_ARGV[0], ',');
    secret text[] := string_to_array(TG_ARGV[1], ',');
    fleeting text[] := string_to_array(TG_ARGV[2], ',');
    was jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) - fleeting END;
    comes jsonb := CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) - fleeting END;
    told text[];
BEGIN
    IF was = comes THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(k) INTO told FROM jsonb_object_keys(coalesce(comes, was)) k
        WHERE was IS NULL OR comes IS NULL OR was -> k IS DISTINCT FROM comes -> k;
    INSERT INTO public.change_log (name, act, key, before, after)
    VALUES (TG_TABLE_NAME, TG_OP, public.change_shown(coalesce(was, comes), keys, secret),
        public.change_shown(was, told, secret), public.change_shown(comes, told, secret));
    RETURN NULL;
END $$;
CREATE FUNCTION log_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.change_log (name, act, person, key, after)
    VALUES (TG_TABLE_NAME, TG_OP, coalesce(NEW.person, OLD.person),
        jsonb_build_object('id', coalesce(NEW.id, OLD.id)),
        jsonb_build_object('kind', coalesce(NEW.kind, OLD.kind)));
    RETURN NULL;
END $$;
CREATE FUNCTION log_changes(wanted regclass, secret text DEFAULT '', fleeting text DEFAULT '')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    keys text := (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = wanted AND i.indisprimary);
BEGIN
    EXECUTE format('CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION log_change(%L, %L, %L)', wanted, keys, secret, fleeting);
    EXECUTE format('CREATE TRIGGER log_empty AFTER TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION log_change(%L, '''', '''')', wanted, keys);
END $$;
REVOKE EXECUTE ON FUNCTION log_changes FROM PUBLIC;
"""
CONSENTS = """
CREATE TRIGGER log_consent AFTER INSERT ON event FOR EACH ROW
    WHEN (split_part(NEW.kind, '.', 1) IN ('consent', 'block', 'capacity'))
    EXECUTE FUNCTION log_consent();
CREATE TRIGGER log_consent_gone AFTER DELETE OR UPDATE OF kind, body ON event FOR EACH ROW
    WHEN (split_part(OLD.kind, '.', 1) IN ('consent', 'block', 'capacity'))
    EXECUTE FUNCTION log_consent();
"""
# Table, secret columns (that they change is told, not to what), columns that change by themselves.
TOLD = (
    ("installation", "", "clock_at,clock_set,counters_checked_at,counters_differ,organisation_version"),
    ("region", "", ""),
    ("municipality", "", ""),
    ("provider", "", ""),
    ("unit", "", ""),
    ("centre", "", ""),
    ("party", "", ""),
    ("source", "", "last_heard,last_event"),
    ("source_key", "hash", ""),
    ("staff", "", ""),
)  # fmt: skip

LOCK = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY work ON {table} TO kvarten_work USING (true) WITH CHECK (true);
CREATE POLICY write ON {table} FOR INSERT TO kvarten_view
    WITH CHECK ({whose} = nullif(current_setting('kvarten.viewer', true), ''));
"""
# Whoever migrates changes settings too, and that is told like any other change.
GRANTS = """
CREATE POLICY tell ON change_log FOR INSERT TO CURRENT_USER WITH CHECK (true);
GRANT DELETE ON audit TO kvarten_work;
GRANT SELECT, INSERT, DELETE ON audit_reason TO kvarten_work;
GRANT INSERT ON audit_reason TO kvarten_view;
GRANT SELECT, INSERT ON audit_block, audit_let_go, audit_head, change_log TO kvarten_work;
GRANT INSERT ON change_log TO kvarten_view;
"""


def upgrade() -> None:
    for part in (LINES, BLOCKS, LETTING_GO, CHANGES, CONSENTS):
        op.execute(part)
    for table in ("audit_block", "audit_let_go", "audit_head", "change_log"):
        op.execute(STANDS.format(table=table))
    op.execute(LOCK.format(table="audit_reason", whose="viewer"))
    op.execute(LOCK.format(table="change_log", whose="who"))
    op.execute(GRANTS)
    for table, secret, fleeting in TOLD:
        op.execute(f"SELECT log_changes('{table}', '{secret}', '{fleeting}')")
