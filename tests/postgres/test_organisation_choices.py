"""What a centre has chosen for itself is kept, followed by every process, and told in the log."""

from __future__ import annotations

from app.organisation import present
from tests.changes import followed, let_be, with_
from tests.doors import audited, signed_in
from tests.houses import CENTRE
from tests.small_demo import FILE

OTHER = "SE2321000131-DEMOVC02"


async def test_a_centre_has_the_group_that_it_lifts_a_disagreement_to(house) -> None:
    name = "Å" * 80
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, group=name))
    centres = (await followed(house)).organisation.centres
    assert (centres[CENTRE].group, centres[OTHER].group) == (name, "Närvårdsgruppen Borås")
    [line] = await audited(house, "organisation:centres:change")
    assert line["detail"] == f"{CENTRE}; group: Närvårdsgruppen Borås → {name}"


async def test_a_centre_without_a_group_lifts_to_nobody(house) -> None:
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, group=None))
    assert (await followed(house)).organisation.centres[CENTRE].group is None
    async with house.database.work() as session:
        found = await present(session)
    assert found is not None
    assert next(one for one in found.centres if one.unit == CENTRE).group is None


async def test_a_group_of_too_many_signs_is_answered_at_its_field(house) -> None:
    async with signed_in(house, "systemforvaltare") as client:
        told = (await client.get("/api/organisation")).json()
        told["file"]["centres"][0]["group"] = "Å" * 81
        answer = await client.post("/api/organisation", json=told["file"])
    assert answer.status_code == 422
    assert [(one["field"], one["says"]) for one in answer.json()["fields"]] == [
        ("centres[0].group", "Gruppens namn skrivs på en rad, med högst 80 tecken."),
    ]  # fmt: skip
