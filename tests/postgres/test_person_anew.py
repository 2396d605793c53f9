"""The page about one person as it stands open: what is new is a line of the log, and nothing else is."""

from datetime import timedelta

import pytest

from tests.doors import audited, person_id, signed_in
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, tell
from tests.postgres.test_person_page import AGO, CARE, KNOWN, NURSE, OFFER

ENDED = cloud("consent.ended", at=NOW - timedelta(hours=1), purpose="utlamnande")
AGAIN = [
    # what comes in while the page stands open, lines written of the new look, comment
    ([], [], "nothing new"),
    ([OFFER], [], "the municipality's, of which nothing is given: D6 was refused before as well"),
    ([home_from_ed(at=NOW - timedelta(hours=1))], [], "one more of what is given"),
    ([cloud("medlist.reconciled", at=AGO, on="2026-11-19", unit_hsa_id=CENTRE)], ["D1,D2,D3,D4"], "of a category that was not given"),
    ([consent()], ["D1,D2,D4,D6"], "what was refused is given"),
    ([consent(), ENDED], [], "given and taken back between two readings"),
]  # fmt: skip


@pytest.mark.parametrize(("comes", "written", "comment"), AGAIN)
async def test_a_page_that_stands_open_writes_only_what_is_new(
    house, comes: list, written: list, comment: str
) -> None:
    await tell(house, *KNOWN)
    where = f"/api/persons/{await person_id(house)}"
    async with signed_in(house, NURSE) as client:
        await client.get(where)
        for _ in range(2):
            assert (await client.get(f"{where}?again=true")).status_code == 200
        if comes:
            await tell(house, *comes)
        for _ in range(2):
            assert (await client.get(f"{where}?again=true")).status_code == 200
    first, *rest = await audited(house, "page:person:look")
    assert first["given"] == "D1,D2,D4"
    assert [line["given"] for line in rest] == written, comment


async def test_to_open_the_page_is_a_look_each_time_and_so_is_another_session(house) -> None:
    await tell(house, *KNOWN)
    where = f"/api/persons/{await person_id(house)}"
    for times in (1, 2):
        async with signed_in(house, NURSE) as client:
            for path in (where, where, f"{where}?again=true"):
                await client.get(path)
        assert len(await audited(house, "page:person:look")) == 2 * times
    async with signed_in(house, NURSE) as client:
        await client.get(f"{where}?again=true")
    assert len(await audited(house, "page:person:look")) == 5, "nothing is left out unopened"


async def test_what_may_no_longer_be_seen_is_gone_when_the_page_is_read_again(house) -> None:
    await tell(house, *KNOWN[:2], consent())
    where = f"/api/persons/{await person_id(house)}?again=true"
    async with signed_in(house, CARE) as client:
        assert (await client.get(where)).json()["name"] == "Gunborg Öhrnäs"
        await tell(house, ENDED)
        answer = await client.get(where)
    assert (answer.status_code, "Öhrnäs" in answer.text) == (404, False)
    assert (await audited(house, "page:person:look"))[-1]["decision"] == "deny"
