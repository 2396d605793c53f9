"""Loggranskning: the weekly draw, what it picked out and why, and each judgement, which nobody changes.

A controller reviews its own staff: the rows are that controller's alone, also to PostgreSQL. What was
drawn and judged stands as the log itself does, and goes away with it. Nobody judges their own looks,
and a later judgement is a new row that names the one before.

Of the log the words are put right: a nödöppning was told as writing, and signing in is an act of its own.
"""

from alembic import op

revision = "0016"
down_revision = "0015"

WORDS = """
ALTER TABLE audit DROP COLUMN activity, DROP COLUMN resource;
ALTER TABLE audit
    ADD COLUMN activity text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN act = 'emergency:person:open' THEN 'Nödöppning'
            WHEN act = 'session:sign_out' THEN 'Utloggning'
            WHEN split_part(act, ':', 1) = 'session' THEN 'Inloggning'
            ELSE CASE split_part(act, ':', -1) WHEN 'look' THEN 'Läsa' WHEN 'extract' THEN 'Utskrift'
                WHEN 'print' THEN 'Utskrift' WHEN 'emergency' THEN 'Nödöppning' ELSE 'Skriva' END
            END) STORED,
    ADD COLUMN resource text NOT NULL GENERATED ALWAYS AS (
        CASE split_part(act, ':', 1) WHEN 'huddle' THEN 'Avstämning' WHEN 'week' THEN 'Avstämning'
            WHEN 'review' THEN 'Avstämning' WHEN 'emergency' THEN 'Avstämning'
            WHEN 'action' THEN 'Åtgärd' WHEN 'report' THEN 'Rapport' WHEN 'log' THEN 'Åtkomstlogg'
            WHEN 'session' THEN 'Inloggning' ELSE 'Administration' END) STORED;
"""
# Lines come in the order of time, so a week is found by a few ranges: dear to nobody who writes.
BY_TIME = "CREATE INDEX audit_at ON audit USING brin (at) WITH (pages_per_range = 32);"

TABLES = """
CREATE TABLE scrutiny_setting (
    provider text PRIMARY KEY,
    sample smallint NOT NULL CHECK (sample BETWEEN 5 AND 500),
    opens time NOT NULL,
    closes time NOT NULL,
    weekends boolean NOT NULL,
    looks smallint NOT NULL CHECK (looks BETWEEN 2 AND 1000),
    persons smallint NOT NULL CHECK (persons BETWEEN 2 AND 10000),
    denials smallint NOT NULL CHECK (denials BETWEEN 1 AND 1000),
    overdue_days smallint NOT NULL CHECK (overdue_days BETWEEN 1 AND 90),
    CHECK (opens < closes)
);
SELECT log_changes('scrutiny_setting');
CREATE TABLE scrutiny_draw (
    provider text NOT NULL,
    monday date NOT NULL CHECK (extract(isodow FROM monday) = 1),
    at timestamptz NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now(),
    seed text NOT NULL,
    lines integer NOT NULL CHECK (lines >= 0),
    bounds jsonb NOT NULL,
    PRIMARY KEY (provider, monday)
);
CREATE TABLE scrutiny_item (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    monday date NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now(),
    place integer NOT NULL,
    signs text[] NOT NULL,
    viewer text NOT NULL,
    role text NOT NULL,
    unit text NOT NULL,
    person uuid,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    FOREIGN KEY (provider, monday) REFERENCES scrutiny_draw,
    UNIQUE (provider, monday, place)
);
CREATE TABLE scrutiny_line (
    item uuid NOT NULL REFERENCES scrutiny_item,
    line bigint NOT NULL,
    log_id uuid NOT NULL,
    provider text NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (item, line)
);
CREATE TABLE scrutiny_judgement (
    id uuid PRIMARY KEY,
    item uuid NOT NULL REFERENCES scrutiny_item,
    provider text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('ok', 'follow_up', 'breach')),
    judge text NOT NULL,
    at timestamptz NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now(),
    note uuid,
    follows uuid,
    UNIQUE (id, item),
    UNIQUE (follows),
    FOREIGN KEY (follows, item) REFERENCES scrutiny_judgement (id, item),
    CHECK (follows <> id),
    CHECK (note IS NOT NULL OR (verdict = 'ok' AND follows IS NULL))
);
CREATE UNIQUE INDEX scrutiny_judged_first ON scrutiny_judgement (item) WHERE follows IS NULL;
"""
# `drawn_at` is the database's own word for when a row was made, whatever it was given.
STANDS = """
CREATE FUNCTION scrutiny_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.drawn_at := now();
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' AND OLD.drawn_at < public.kept_since() THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was drawn and judged stands';
END $$;
CREATE FUNCTION scrutiny_not_ones_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.scrutiny_item
            WHERE id = NEW.item AND provider = NEW.provider AND viewer <> NEW.judge) THEN
        RAISE EXCEPTION 'nobody judges their own looks';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_ones_own BEFORE INSERT ON scrutiny_judgement
    FOR EACH ROW EXECUTE FUNCTION scrutiny_not_ones_own();
"""
OURS = "provider = nullif(current_setting('kvarten.provider', true), '')"
LOCK = f"""
CREATE TRIGGER stands BEFORE INSERT OR UPDATE OR DELETE ON {{table}}
    FOR EACH ROW EXECUTE FUNCTION scrutiny_stands();
CREATE TRIGGER stays BEFORE TRUNCATE ON {{table}} FOR EACH STATEMENT EXECUTE FUNCTION stands();
ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {{table}} FORCE ROW LEVEL SECURITY;
CREATE POLICY work ON {{table}} TO kvarten_work USING (true) WITH CHECK (true);
CREATE POLICY ours ON {{table}} FOR SELECT TO kvarten_view USING ({OURS});
GRANT SELECT, INSERT, DELETE ON {{table}} TO kvarten_work;
GRANT SELECT ON {{table}} TO kvarten_view;
"""
GRANTS = f"""
CREATE POLICY judge ON scrutiny_judgement FOR INSERT TO kvarten_view
    WITH CHECK ({OURS} AND judge = nullif(current_setting('kvarten.viewer', true), ''));
GRANT INSERT ON scrutiny_judgement TO kvarten_view;
GRANT SELECT, INSERT, UPDATE ON scrutiny_setting TO kvarten_work;
"""


def upgrade() -> None:
    for part in (WORDS, BY_TIME, TABLES, STANDS):
        op.execute(part)
    for table in ("scrutiny_draw", "scrutiny_item", "scrutiny_line", "scrutiny_judgement"):
        op.execute(LOCK.format(table=table))
    op.execute(GRANTS)
