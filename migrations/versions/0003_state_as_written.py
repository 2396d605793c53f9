"""A person's state is kept as it was written: it is read and written whole, never searched.

As jsonb PostgreSQL took it apart at every write and put it together at every read.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE person ALTER COLUMN state TYPE json")


def downgrade() -> None:
    op.execute("ALTER TABLE person ALTER COLUMN state TYPE jsonb")
