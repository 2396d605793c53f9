"""Server understands how the app is run for a benchmark: the demo's, on the database it is told of."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from app.database import Database
from app.demo_clock import DemoClock
from app.opening import place
from app.serving import serve
from app.settings import Settings


def main() -> None:
    told = json.load(sys.stdin)
    settings = Settings(
        home=Path("/nowhere"),
        database_url=told["url"],
        port=told["port"],
        clock=datetime.fromisoformat(told["at"]),
        key_file=Path(told["key"]),
    )
    with place(settings) as where:
        asyncio.run(_set_clock(Database(where.url, where.vault), settings))
        serve(settings, where, demo=True, ready="ready")


async def _set_clock(database: Database, settings: Settings) -> None:
    assert settings.clock is not None
    await DemoClock(database).set(settings.clock)
    await database.close()


if __name__ == "__main__":
    main()
