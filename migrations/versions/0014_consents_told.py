"""The change log tells of sammanhållen dokumentation too, of protected persons' lists, and credentials.

Being informed and objecting open and shut as a consent does (L913 2 kap. 2-3 §§).
"""

from alembic import op

revision = "0014"
down_revision = "0013"

KINDS = "('consent', 'block', 'capacity', 'svod')"
CONSENTS = f"""
DROP TRIGGER log_consent ON event;
DROP TRIGGER log_consent_gone ON event;
CREATE TRIGGER log_consent AFTER INSERT ON event FOR EACH ROW
    WHEN (split_part(NEW.kind, '.', 1) IN {KINDS})
    EXECUTE FUNCTION log_consent();
CREATE TRIGGER log_consent_gone AFTER DELETE OR UPDATE OF kind, body ON event FOR EACH ROW
    WHEN (split_part(OLD.kind, '.', 1) IN {KINDS})
    EXECUTE FUNCTION log_consent();
"""


def upgrade() -> None:
    op.execute(CONSENTS)
    # Why somebody stands on a list is free text, and may say more than a log is to hold.
    op.execute("SELECT log_changes('allowed', 'reason', '')")
    op.execute("SELECT log_changes('credential', 'password,totp', 'last_step,sealed_by')")
