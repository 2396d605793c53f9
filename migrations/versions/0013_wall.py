"""The wall: a device that waits with a code, and then shows one huddle for as long as a session lasts.

Nobody in care stands here. However a row goes, also along with the session it stands on, the wall's
socket hears of it as of a session that is gone.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = """
CREATE TABLE wall (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    code_hash bytea UNIQUE,
    code_until timestamptz,
    huddle uuid REFERENCES huddle (id),
    session uuid REFERENCES session (id) ON DELETE CASCADE,
    paired_at timestamptz,
    heard_at timestamptz NOT NULL,
    CHECK (num_nonnulls(code_hash, code_until) = CASE WHEN huddle IS NULL THEN 2 ELSE 0 END),
    CHECK (num_nonnulls(huddle, session, paired_at) IN (0, 3))
);
CREATE INDEX wall_session ON wall (session);
CREATE INDEX wall_huddle ON wall (huddle);
CREATE TRIGGER session_ended AFTER DELETE ON wall FOR EACH ROW EXECUTE FUNCTION session_ended();
GRANT SELECT, INSERT, DELETE ON wall TO kvarten_work;
GRANT UPDATE (code_hash, code_until, huddle, session, paired_at, heard_at) ON wall TO kvarten_work;
"""


def upgrade() -> None:
    op.execute(TABLES)
