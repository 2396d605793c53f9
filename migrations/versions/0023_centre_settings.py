"""What a centre has chosen of its own: to whom a disagreement on responsibility is lifted."""

from alembic import op

revision = "0023"
down_revision = "0020"

CHOSEN = """
ALTER TABLE centre ADD COLUMN "group" text CHECK (char_length("group") BETWEEN 1 AND 80);
"""


def upgrade() -> None:
    op.execute(CHOSEN)
