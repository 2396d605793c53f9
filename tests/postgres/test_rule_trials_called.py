"""Trials of a rule about those who are called: the mornings before know who they were."""

from __future__ import annotations

from datetime import timedelta

from tests.houses import NEEDS, cloud, tell
from tests.trials import begin, born, nights, view, visit

WHO = born(82, 3)
WARD = "SE2321000131-DEMOSAS31"


async def test_a_notice_that_a_called_unit_left_unanswered_stands_until_it_is_answered(
    house,
) -> None:
    await begin(house)
    await visit(house, WHO)
    [sent] = nights(8)
    told = {"sent_at": sent.isoformat(), "pud": None, "recipients": [NEEDS], "unit_hsa_id": WARD}
    await tell(house, cloud("samsa.inskrivningsmeddelande", WHO, sent, **told), now=sent)
    answered = sent + timedelta(days=2, hours=1)
    await tell(house, cloud("samsa.kvitterad", WHO, answered, by_unit=NEEDS), now=answered)
    found = await view(house, numbers={"timmar": 48}, rule="samsa-okvitterad")
    stood = [
        (one["day"], one["before"], one["after"]) for one in found["mornings"] if one["before"]
    ]
    assert stood == [("2026-11-13", 1, 0)]
