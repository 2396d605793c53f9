"""What a centre has chosen of its own: the pack of rules that it goes by, when it goes through its week, and
to whom a disagreement on responsibility is lifted.
"""

from alembic import op

revision = "0023"
down_revision = "0020"

CHOSEN = """
ALTER TABLE centre
    ADD COLUMN pack text NOT NULL DEFAULT 'boken',
    ADD COLUMN weekly_day smallint NOT NULL DEFAULT 3 CHECK (weekly_day BETWEEN 0 AND 6),
    ADD COLUMN weekly_at time NOT NULL DEFAULT '13:00',
    ADD COLUMN weekly_minutes smallint NOT NULL DEFAULT 45
        CHECK (weekly_minutes BETWEEN 15 AND 120),
    ADD COLUMN "group" text CHECK (char_length("group") BETWEEN 1 AND 80);
"""


def upgrade() -> None:
    op.execute(CHOSEN)
