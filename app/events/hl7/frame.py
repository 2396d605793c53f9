"""Frame understands where one message ends and the next begins, and in which letters it is written.

A stream file holds messages after one another, with segments ended by CR, LF or both; the framing
bytes of MLLP and the headers of HL7's batch protocol may stand around them.
"""

import re
from collections.abc import Iterator

from app.events.mapping import codec

_BOM = b"\xef\xbb\xbf"
_AROUND = b"\x0b\x1c\r\n\t "
_START = re.compile(rb"(?:^|(?<=[\r\n\x0b\x1c]))(?=MSH)")
_ENDS = re.compile(rb"[\r\n\x1c]")
_BATCH = re.compile(rb"(?:^|(?<=[\r\n]))(?:FHS|BHS|BTS|FTS)[^A-Za-z0-9\r\n][^\r\n]*")


def messages(raw: bytes) -> Iterator[bytes]:
    """Each message of a file, as its bytes; what stands before the first is one of its own."""
    begin = 0
    raw = raw.removeprefix(_BOM)
    starts = [match.start() for match in _START.finditer(raw)]
    for end in [*starts, len(raw)]:
        message = _BATCH.sub(b"", raw[begin:end]).strip(_AROUND)
        begin = end
        if message:
            yield message


def decode(message: bytes, fallback: str) -> str:
    """The message as text, with CR after each segment."""
    message = message.removeprefix(_BOM).strip(_AROUND)
    text = message.decode(letters(message, fallback), errors="replace")
    return "\r".join(line for line in re.split(r"[\r\n\x0b\x1c]+", text) if line.strip())


def letters(message: bytes, fallback: str) -> str:
    """Python's name for the letters that a message is written in.

    Senders lie about them: what is valid UTF-8 beyond ASCII is never anything else, so it is tried
    first; then what MSH-18 says, then what the source is known to write.
    """
    try:
        message.decode("utf-8")
    except UnicodeDecodeError:
        told = (declared(message), fallback, "latin-1")
        return next((name for name in told if name not in {None, "utf-8"}), None) or "latin-1"
    return "utf-8"


def declared(message: bytes) -> str | None:
    """The character set that MSH-18 names, if it names one we know."""
    header = _ENDS.split(message, maxsplit=1)[0]
    fields = header.split(header[3:4]) if len(header) > 3 else []
    first = re.match(rb"[A-Za-z0-9 /_-]*", fields[17]) if len(fields) > 17 else None
    return codec(first[0].decode("ascii")) if first else None
