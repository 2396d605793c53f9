"""The demo's centre with the pack for LSS and social psychiatry has them on its board that morning."""

from dataclasses import replace
from datetime import date, datetime

from app.demo import generator, supported
from app.demo.generator import WireEvent
from app.demo.region import load
from app.huddle.prepare import prepare
from tests.doors import get
from tests.houses import NOW, tell
from tests.packs import DEMOS, shown

MORNING = date(2026, 11, 20)


async def test_its_board_has_rows_of_them(house) -> None:
    region = load(MORNING)
    region = replace(region, places=(region.main, *(p for p in region.places if p.supports)))
    demo = generator.demo(1, MORNING, region, 60)
    chosen = supported.chosen(1, MORNING, region, demo.everybody)
    recent: list[tuple[datetime, WireEvent]] = []
    for number in chosen:
        told = demo.tale(demo.everybody[number]).told
        live = [
            (sent, event) for _, sent, event in told if sent is not None and sent >= demo.begins
        ]
        past = [event for _, sent, event in told if sent is None or sent < demo.begins]
        await tell(house, *past, now=demo.begins, history=True)
        recent += live
    await tell(house, *(event for _, event in sorted(recent, key=lambda one: one[0])), now=NOW)
    built = await prepare(house, DEMOS, NOW)
    rows = shown(built)
    rules = set().union(*rows.values())
    assert len(rows) >= 4
    assert {"akut-ej-inlagd", "sip-uppfoljning"} <= rules
    assert rules <= {rule.id for rule in house.rules_of(DEMOS)}
    board = (await get(house, "kommunal-ssk", f"/api/huddles/{DEMOS}/{MORNING}")).json()["board"]
    assert len(board["rows"]) >= 3, "the municipality's nurse is called there and sees it"
