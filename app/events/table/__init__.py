"""Table understands files of rows, CSV or Excel: what each row tells, as our own events.

`translate` says one row as CloudEvents by its source's mapping, `settled` under which ids they are to
be told, and `take` takes in a whole file. Whether an event is allowed or about someone we may know is
decided behind the door, not here.
"""

from app.events.hl7 import NotUsed, Unreadable
from app.events.table.loading import is_table, load
from app.events.table.mapping import TableMapping
from app.events.table.settle import settled
from app.events.table.take import Filed, take
from app.events.table.translate import translate

__all__ = [
    "Filed", "NotUsed", "TableMapping", "Unreadable", "is_table", "load", "settled", "take",
    "translate",
]  # fmt: skip
