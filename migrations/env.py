"""Alembic's entry: `app.database.migrate` hands over an open connection of the owner."""

from alembic import context
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=False)
with context.begin_transaction():
    context.run_migrations()
