"""Bucket understands how much somebody may still do now: it fills by a rate, to a minute's worth."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """How much is left, as of an instant in monotonic seconds."""

    left: float
    at: float

    def take(self, wanted: int, per_minute: int, at: float) -> float:
        """Take so much, or answer after how many seconds there is room again.

        Whoever has been quiet may take any one amount, and waits the longer after it.
        """
        if wait := self.wait(wanted, per_minute, at):
            return wait
        self.left -= wanted
        return 0.0

    def wait(self, wanted: int, per_minute: int, at: float) -> float:
        """After how many seconds there is room for so much; nothing is taken."""
        self.left = min(per_minute, self.left + (at - self.at) * per_minute / 60)
        self.at = at
        lacking = min(wanted, per_minute) - self.left
        # Seconds are not exact: whoever has waited as told is let in.
        return lacking * 60 / per_minute if lacking > 1e-6 else 0.0
