"""Table understands files of rows, CSV or Excel: what each row tells, as our own events.

`translate` says one row as CloudEvents by its source's mapping. Under which ids they are to be told
`settle` finds out, and `take` takes in a whole file. Whether an event is allowed or about someone we
may know is decided behind the door, not here.
"""

from app.events.hl7 import NotUsed, Unreadable
from app.events.table.loading import is_table, load
from app.events.table.mapping import TableMapping
from app.events.table.translate import translate

__all__ = ["NotUsed", "TableMapping", "Unreadable", "is_table", "load", "translate"]
