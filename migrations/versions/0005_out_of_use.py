"""What is no longer part of the organisation is taken out of use: nothing with a history goes away.

`organisation_version` grows with every change, so that each process can see that it is behind.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ("municipality", "provider", "unit", "centre", "source")


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN in_use boolean NOT NULL DEFAULT true")
    op.execute(
        "ALTER TABLE installation ADD COLUMN organisation_version integer NOT NULL DEFAULT 0"
    )
    op.execute("GRANT SELECT (in_use) ON source TO kvarten_view")
