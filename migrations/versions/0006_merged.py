"""Who has been merged into a person is found without asking every person; a debt of two is one's.

What both owed is owed once by the one who is left, since the first of the two.
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL")
    op.execute("GRANT UPDATE (since, first_day) ON obligation TO kvarten_work")
