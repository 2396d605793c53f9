"""Blocks understands how MLLP puts messages on a line: VT, the message, FS and CR.

However the bytes are cut up on their way, the same messages come of them. What stands between two
blocks is nothing; a block that begins anew before it has ended was never sent whole.
"""

from dataclasses import dataclass

BEGIN, END = b"\x0b", b"\x1c"
HEAD = 4096
"""So much is kept of a message that is too large, so that it can be answered."""


@dataclass(frozen=True, slots=True)
class Block:
    """One message as it came; of one that is too large only its head."""

    message: bytes
    whole: bool = True


class Blocks:
    """The blocks of one connection; `inside` while one has begun and not ended."""

    def __init__(self, largest: int) -> None:
        self.inside = False
        self._largest = largest
        self._buffer = bytearray()
        self._length = 0

    def feed(self, data: bytes) -> list[Block]:
        """The blocks that these bytes end."""
        found: list[Block] = []
        at = 0
        while at < len(data):
            if not self.inside:
                begin = data.find(BEGIN, at)
                if begin < 0:
                    break
                self.inside, at = True, begin + 1
                continue
            end = data.find(END, at)
            self._add(data[at:] if end < 0 else data[at:end])
            if end < 0:
                break
            found.append(self._block())
            at = end + 1
        return found

    def _add(self, part: bytes) -> None:
        self._length += len(part)
        self._buffer += part
        if self._length > self._largest:
            del self._buffer[HEAD:]

    def _block(self) -> Block:
        message, length = bytes(self._buffer), self._length
        self.inside, self._length = False, 0
        self._buffer.clear()
        if length > self._largest:
            return Block(message, whole=False)
        anew = message.rfind(BEGIN + b"MSH")
        return Block(message[anew + 1 :])
