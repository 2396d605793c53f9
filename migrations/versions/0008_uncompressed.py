"""States are stored as they are: each is written whole for each event, and compressing took longer."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE person ALTER COLUMN state SET STORAGE EXTERNAL")
