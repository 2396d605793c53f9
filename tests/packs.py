"""Packs understands how a test has a centre that goes by another pack, and persons of its target group."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.days import DAY
from tests.changes import followed, let_be, with_
from tests.houses import CENTRE, NEEDS, NOW, cloud, consent, registered
from tests.small_demo import FILE
from tests.trials import born

HOUR = timedelta(hours=1)
LSS = "lss-socialpsykiatri"
OTHER = "SE2321000131-DEMOVC02"
DEMOS = "SE2321000131-DEMOVC06"
"""The centre that has the pack in the demo."""
OWN = "sip-saknas-insats"
THURSDAY = date(2026, 11, 26)
GROWN, CHILD, OLD = born(40, 1), born(17, 2), born(82, 3)


def supported(person: str, centre: str = CENTRE) -> list[dict[str, Any]]:
    """Somebody with a decision under LSS since the spring, and who lets care know of it."""
    return [
        registered(person, centre), consent(person),
        cloud("enrolment.started", person, NOW - 200 * DAY, kind="lss", unit=NEEDS,
              unit_hsa_id=NEEDS, controller_hsa_id="SE0000001490-DEMOOMS", **{"from": "2026-05-01"}),
    ]  # fmt: skip


async def choose(house, centre: str = CENTRE, pack: str = LSS) -> Any:
    """The centre's file with another pack, carried out and followed."""
    outcome = await let_be(house, with_(FILE, "centres", "unit", centre, pack=pack))
    await followed(house)
    return outcome


def shown(built) -> dict[str, set[str]]:
    """Who stands on a board, by age, and by which rules."""
    return {
        str(row.content.age): {reason.rule for reason in row.content.reasons}
        for row in built.board.rows
        if not row.withdrawn
    }
