"""Server understands how the app is run for a benchmark: the demo's, on the database it is told of."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from app import clock
from app.database import Database
from app.demo_clock import DemoClock
from app.opening import Place
from app.serving import serve
from app.settings import Settings
from tests.bench.ground import VAULT


def main() -> None:
    told = json.load(sys.stdin)
    at = datetime.fromisoformat(told["at"])
    clock.set_shift(at)
    asyncio.run(_set(told["url"], at))
    serve(
        Settings(home=Path("/nowhere"), port=told["port"]),
        Place(told["url"], VAULT),
        demo=True,
        ready="ready",
    )


async def _set(url: str, at: datetime) -> None:
    database = Database(url, VAULT)
    await DemoClock(database).set(at)
    await database.close()


if __name__ == "__main__":
    main()
