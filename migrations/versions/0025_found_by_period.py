"""What a week or a month is counted from is found by when it was: at every centre, however many there are.

What came in lately is found by when it came, also before the table has been vacuumed.
"""

from alembic import op

revision = "0025"
down_revision = "0023"

INDEXES = """
CREATE INDEX obligation_begun ON obligation (centre, first_day);
CREATE INDEX obligation_expired ON obligation (centre, ended_at) WHERE ended = 'expired';
ALTER INDEX event_received SET (autosummarize = on);
"""


def upgrade() -> None:
    op.execute(INDEXES)
