"""Again understands how a row that was set aside is told after all, by its source's mapping of today."""

from datetime import datetime

import msgspec

from app.errors import Misconfigured
from app.events import ingest
from app.events.hl7 import NotUsed, Unreadable
from app.events.ingest import Answer, Taken
from app.events.mapping import FOLDER
from app.events.table.loading import is_table, load
from app.events.table.settle import Settler
from app.events.table.translate import ROW, translate
from app.house import House
from app.tables import Source

NO_MAPPING = "Källan har ingen mappning för tabeller."


async def again(house: House, source: Source, raw: bytes, now: datetime, sent: datetime) -> Taken:
    """Tell the row, or answer why it still cannot be told; nothing is set aside anew.

    What has been told under its key since it was `sent` is newer, and stands.
    """
    try:
        path = FOLDER / (source.mapping or "")
        if source.mapping is None or not is_table(path):
            return _not("source", NO_MAPPING)
        told = translate(raw, load(path))
    except Unreadable as error:
        return _not(error.field, error.reason)
    except Misconfigured as error:
        return _not("source", str(error))
    if isinstance(told, NotUsed):
        return Taken([], frozenset())
    [events] = await Settler(house, source, now, sent).rows([told])
    if isinstance(events, str):
        return _not(ROW, events)
    telling = [(source, msgspec.json.encode(event)) for event in events]
    return await ingest.take(house, telling, now, door="replay", keep=False)


def _not(field: str, reason: str) -> Taken:
    return Taken([Answer(None, "rejected", field, reason)], frozenset())
