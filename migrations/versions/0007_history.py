"""What is loaded as history stands beside the morning's sum and not in it."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE reconciliation ADD COLUMN history integer NOT NULL DEFAULT 0")
    op.execute("GRANT UPDATE (history) ON reconciliation TO kvarten_work")
