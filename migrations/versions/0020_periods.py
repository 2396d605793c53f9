"""What a week or a month counts is found by time: our own acts have an index of their own."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("CREATE INDEX event_own ON event (unit, occurred_at) WHERE source = 'kvarten'")


def downgrade() -> None:
    op.execute("DROP INDEX event_own")
