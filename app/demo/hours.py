"""Hours understands the time from the close of a centre's last huddle to this morning."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from app.demo.hospital import HOURS
from app.demo.region import Place, Region
from app.demo.tale import moment

ED_CLOSES = 290
"""Minutes past midnight: what Elvis has by then is in the batch of half past five."""


@dataclass(frozen=True, slots=True)
class Night:
    """That time at one place; a night may be a weekend long."""

    region: Region
    place: Place
    begins: datetime
    morning: date

    def instant(self, chance: Random, *, latest: int = ED_CLOSES, hours: float = 99) -> datetime:
        """Some time in the night, at most so many hours before its end."""
        ends = moment(self.morning, latest)
        begins = max(self.begins + HOURS, ends - HOURS * hours)
        return begins + (ends - begins) * chance.random()

    def day(self, before: int) -> date:
        return self.morning - timedelta(days=before)
