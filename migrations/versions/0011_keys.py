"""What is sealed names the data key it was sealed with; the data keys lie here, wrapped.

Two bytes before each cipher are the key's number: 0 is the one that the key file gives by itself,
with which everything was sealed until now. A foreign key keeps each as long as something needs it.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

KEYS = """
CREATE TABLE data_key (
    id smallint PRIMARY KEY CHECK (id >= 0),
    purpose text NOT NULL CHECK (purpose IN ('join', 'cipher')),
    made_at timestamptz NOT NULL,
    made_for bytea
);
CREATE UNIQUE INDEX data_key_join ON data_key (purpose) WHERE purpose = 'join';
CREATE TABLE data_key_copy (
    id smallint NOT NULL REFERENCES data_key ON DELETE CASCADE,
    master bytea NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (id, master)
);
INSERT INTO data_key (id, purpose, made_at) VALUES (0, 'cipher', now());
"""
# A rewrite, not an UPDATE: row-level security hides every row from the owner.
SEALED = """
ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING '\\x0000'::bytea || {column};
ALTER TABLE {table} ADD COLUMN sealed_by smallint
    GENERATED ALWAYS AS ((get_byte({column}, 0) * 256 + get_byte({column}, 1))::smallint) STORED
    CONSTRAINT {table}_sealed_by_fkey REFERENCES data_key;
"""
LIES_IN = (
    ("person_identifier", "cipher"), ("set_aside", "cipher"),
    ("credential", "totp"), ("invitation", "totp"),
)  # fmt: skip
GRANTS = """
GRANT SELECT, INSERT, DELETE ON data_key, data_key_copy TO kvarten_work;
GRANT UPDATE (made_at) ON data_key TO kvarten_work;
GRANT UPDATE (cipher) ON person_identifier TO kvarten_work;
"""


def upgrade() -> None:
    op.execute(KEYS)
    for table, column in LIES_IN:
        op.execute(SEALED.format(table=table, column=column))
    op.execute(GRANTS)
