"""Unlisted understands a code that the source's table lacks: told of in words, and counted.

What it stood for is not known, but the message is used all the same. The letter holds no person.
"""

import re
from collections.abc import Sequence

from app.events.aside import Letter

FIELD = "PV1-36"


def letters(source: str, told: Sequence[object]) -> list[Letter]:
    """The letter of the code that a message's events were made without, if there is one.

    `told` is what `hl7.translate` made of the message.
    """
    code = getattr(told, "unlisted", "")
    if not code:
        return []
    shown = code if re.fullmatch(r"[A-Za-z0-9._-]{1,10}", code) else "(oläslig)"
    reason = f"Koden {shown} finns inte i källans kodtabell och räknas som okänd."
    # The same code again is the same letter, whichever message it stood in.
    raw = f"{source} {FIELD} {shown}".encode()
    return [Letter("hl7", raw, "not_used", FIELD, None, reason)]
