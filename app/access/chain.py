"""Chain understands how a block of log lines is hashed, and how each block holds on to the one before.

Form 1, to the byte. A line is its columns as COPY's text format writes them: a tab between, a newline
at the end, \\N for what is not there, and backslash, tab and newline in a text written \\\\, \\t, \\n;
all in UTF-8. `content` is SHA-256 over a block's lines in the order of their ids. `hash` is SHA-256
over the block's head, which is one line of text:

    kvarten-log TAB form TAB block TAB sealed TAB lines TAB first TAB last TAB content TAB before NEWLINE

`sealed` is microseconds since 1970-01-01T00:00Z, `content` and `before` are 64 hexadecimal digits,
`before` the hash of the block before, 64 zeros for the first. Whoever has the lines can compute all
of it with any SHA-256.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

FORM = 1
NONE = bytes(32)
"""What the first block has before it."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = (
    "id", "log_id", "at", "real_at", "act", "viewer", "role", "unit", "provider", "omsorgsgivare",
    "assignment", "session", "person", "huddle", "purpose", "controllers", "decision", "basis",
    "given", "refused", "detail", "reason",
)  # fmt: skip
"""What of a line is hashed, in this order; `at` and `real_at` as microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block's head. It holds the lines with ids after the last of the block before, to `last_id`."""

    id: int
    form: int
    sealed_at: datetime
    lines: int
    first_id: int
    last_id: int
    content: bytes
    before: bytes
    hash: bytes

    def hashed(self) -> bytes:
        """The hash that the head ought to have."""
        sealed = (self.sealed_at - EPOCH) // timedelta(microseconds=1)
        told = (
            "kvarten-log", self.form, self.id, sealed, self.lines, self.first_id, self.last_id,
            self.content.hex(), self.before.hex(),
        )  # fmt: skip
        return sha256(("\t".join(map(str, told)) + "\n").encode()).digest()


def columns_sql() -> str:
    """The columns as PostgreSQL is asked for them: `a` is the line, `r` its reason, if any.

    Numbers are asked for where text would follow a setting: time zone, style of dates.
    """
    special = {
        "at": "(extract(epoch FROM a.at) * 1000000)::bigint",
        "real_at": "(extract(epoch FROM a.real_at) * 1000000)::bigint",
        "reason": "r.reason",
    }
    return ", ".join(special.get(name, f"a.{name}") for name in COLUMNS)
