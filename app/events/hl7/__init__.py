"""HL7 understands HL7 v2 messages, from a file or a line: what they tell, as our own events.

`messages` finds the messages in a file, `translate` says one of them as CloudEvents, `answer` is
what its sender is told. Whether an event is new, allowed or about someone we may know is decided
behind the door, not here.
"""

from app.events.hl7.answer import Verdict, answer, wants_none
from app.events.hl7.frame import messages
from app.events.hl7.message import Unreadable, Unsupported
from app.events.hl7.translate import NotUsed, Told, translate

__all__ = [
    "NotUsed",
    "Told",
    "Unreadable",
    "Unsupported",
    "Verdict",
    "answer",
    "messages",
    "translate",
    "wants_none",
]
