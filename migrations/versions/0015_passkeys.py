"""Passkeys: what an account may sign in with instead of a password and a code.

A public key opens nothing and is no secret. A challenge that has been answered is kept, as a hash,
until it would have been too late anyway, so that no answer is taken twice.
"""

from alembic import op

revision = "0015"
down_revision = "0014"

TABLES = """
CREATE TABLE passkey (
    key uuid PRIMARY KEY,
    account text NOT NULL REFERENCES account,
    credential bytea NOT NULL UNIQUE CHECK (octet_length(credential) BETWEEN 1 AND 1023),
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    synced boolean NOT NULL,
    name text NOT NULL CHECK (btrim(name) <> ''),
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX passkey_account ON passkey (account);
CREATE TABLE passkey_challenge (
    hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires_at);
GRANT SELECT, INSERT, DELETE ON passkey TO kvarten_work;
GRANT UPDATE (sign_count, synced, used_at) ON passkey TO kvarten_work;
GRANT SELECT, INSERT, DELETE ON passkey_challenge TO kvarten_work;
GRANT DELETE ON credential TO kvarten_work;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(
        "SELECT log_changes('passkey', 'credential,public_key', 'sign_count,synced,used_at')"
    )
